"""What the widget stores about a visitor, when, and how it is erased."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import Api, Json

from .conftest import Site
from .test_widget import Shop, soon
from .widget import Widget, visit

# The page's own script opens the widget, and says so.
OPENS = """<script>window.Connextlive = function () { (Connextlive.q = Connextlive.q || []).push(arguments) };
  Connextlive("on", "open", () => console.info("opened")); Connextlive("open");</script>"""
KEPT = "Object.keys(localStorage).concat(Object.keys(sessionStorage)).sort()"


@pytest.fixture
def shop(stack: str, api: Api) -> Shop:
    """A workspace that nobody has visited."""
    tenant = api.register("Lumen & Oak")
    return Shop(stack, tenant, tenant.agent, tenant.key)


def visitors(shop: Shop) -> list[Json]:
    listed: list[Json] = shop.tenant.get("/api/tenant/visitors").ok()["visitors"]
    return listed


def see_it_open(page: Page, url: str) -> Widget:
    """Opens a page whose script opens the widget, and asks the page nothing before it is open: to Chromium, whatever
    Playwright asks of a page is a user's gesture, and lasts for five seconds."""
    with page.expect_console_message(lambda line: line.text == "opened"):
        page.goto(url)
    widget = Widget(page)
    expect(widget.panel).to_be_visible()
    return widget


def test_somebody_who_only_looks_is_no_visitor(shop: Shop, site: Site, page: Page, context: BrowserContext) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}") if "/api/" in request.url else 0)
    see_it_open(page, shop.page(site, attributes='data-external-id="42" data-user-name="Una"', head=OPENS))
    page.evaluate("Connextlive('identify', {userEmail: 'una@example.com'})")
    page.locator("h1").click()
    page.keyboard.press("Tab")
    page.wait_for_timeout(1_000)
    assert len(asked) == 1, asked
    assert "/api/widget/configuration" in asked[0]
    assert page.evaluate("Object.keys(localStorage)") == []
    assert context.cookies() == []
    assert visitors(shop) == []


def test_who_opens_the_chat_is_a_visitor(shop: Shop, site: Site, page: Page) -> None:
    visit(page, shop.page(site)).open()
    soon(lambda: [one["visitCount"] for one in visitors(shop)] == [1])


def test_who_writes_into_a_chat_that_the_page_opened_is_a_visitor(shop: Shop, site: Site, page: Page) -> None:
    widget = see_it_open(page, shop.page(site, head=OPENS))
    assert visitors(shop) == []
    widget.box.press("h")
    soon(lambda: len(visitors(shop)) == 1)


@pytest.mark.parametrize("how", ["page", "workspace"])
def test_a_site_may_want_to_see_everybody(shop: Shop, site: Site, page: Page, how: str) -> None:
    if how == "workspace":
        shop.tenant.put("/api/tenant/workspace", {"settings": {"widget": {"presence": "everybody"}}}).ok()
    visit(page, shop.page(site, attributes='data-presence="everybody"' if how == "page" else ""))
    soon(lambda: [one["isOnline"] for one in visitors(shop)] == [True])


@pytest.mark.parametrize("locks", ["with", "without"])
def test_pages_opened_together_are_one_visitor(
    shop: Shop, site: Site, page: Page, context: BrowserContext, locks: str
) -> None:
    if locks == "without":
        context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    address = shop.page(site, attributes='data-presence="everybody"')
    frames = "".join(f'<iframe src="{address}?{number}"></iframe>' for number in range(4))
    page.goto(site.put("/all", f"<!doctype html><title>All</title>{frames}"))
    for frame in page.locator("iframe").all():
        expect(frame.content_frame.locator("connextlive-widget .launcher")).to_be_attached()
    soon(lambda: [one["visitCount"] for one in visitors(shop)] == [1])
    page.wait_for_timeout(2_000)
    assert len(visitors(shop)) == 1


def test_a_page_view_is_one_visit_even_if_the_site_identifies_the_visitor_later(
    shop: Shop, site: Site, page: Page
) -> None:
    visit(page, shop.page(site, attributes='data-presence="everybody"'))
    soon(lambda: len(visitors(shop)) == 1)
    page.evaluate("Connextlive('identify', {externalId: 42, userName: 'Una'})")
    soon(
        lambda: (
            [(one["externalId"], one["userName"], one["visitCount"]) for one in visitors(shop)] == [("42", "Una", 1)]
        )
    )


def test_consent_withdrawn_erases_everywhere(shop: Shop, site: Site, context: BrowserContext) -> None:
    address = shop.page(site)
    one, other = visit(context.new_page(), address).open(), visit(context.new_page(), address)
    one.say("Keep nothing of this")
    one.state("Sent")
    one.box.fill("and not this")
    visitor = visitors(shop)[0]["id"]
    one.page.evaluate("Connextlive('forget')")
    expect(one.panel).to_be_hidden()
    soon(lambda: one.page.evaluate(KEPT) == [] and other.page.evaluate("Object.keys(localStorage)") == [])
    soon(lambda: shop.tenant.see_visitor(visitor)["isOnline"] is False)
    one.open()
    expect(one.messages).to_have_count(0)
    expect(one.box).to_have_value("")
    one.say("Somebody, for this page")
    one.state("Sent")
    assert one.page.evaluate(KEPT) == []
    one.page.reload()
    expect(one.panel).to_be_hidden()


def test_without_consent_nothing_is_stored_and_what_was_is_erased(shop: Shop, site: Site, page: Page) -> None:
    visit(page, shop.page(site)).open().say("Before")
    assert page.evaluate(KEPT) != []
    widget = visit(page, shop.page(site, "/denied", 'data-consent="denied"'))
    assert page.evaluate(KEPT) == []
    widget.open().say("After")
    widget.state("Sent")
    assert page.evaluate(KEPT) == []
