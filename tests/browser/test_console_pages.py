"""The console's pages on all screens and in all languages: nothing truncated, nothing covered, nothing by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from connextlive.reports.periods import Period
from tests.api.builders import a_conversation, a_report
from tests.api.client import Api, Tenant, eventually

from .console import TENANTS_PAGES, Calls, enter, open_conversation, view

type Contexts = Callable[..., BrowserContext]
PHONE = {"width": 390, "height": 844}
PERIODS = get_args(Period.__value__)


def box(of: Locator) -> dict[str, float]:
    found = of.bounding_box()
    assert found
    return dict(found)


# ── Reports ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_period_that_the_console_offers_can_be_made(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant, "reports")
    for period in PERIODS:
        page.get_by_role("button", name="New report").click()
        dialog = page.get_by_role("dialog")
        offered = dialog.get_by_label("Figures by").locator("option")
        assert [one.get_attribute("value") for one in offered.all()] == list(PERIODS)
        dialog.get_by_label("Figures by").select_option(period)
        dialog.get_by_role("button", name="Make the report").click()
        expect(dialog).to_be_hidden()
        expect(
            page.get_by_role("row").filter(has=page.get_by_role("cell", name=period.capitalize(), exact=True))
        ).to_have_count(1)


# What of a chart's letters is outside of it, or over the letters beside.
UNREADABLE = """() => [...document.querySelectorAll('figure svg')].flatMap((svg) => {
  const around = svg.getBoundingClientRect()
  const boxOf = (text) => text.getBoundingClientRect()
  const cut = (box) => box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 1
  const below = [...svg.querySelectorAll('text[text-anchor=middle]')]
  return [
    ...[...svg.querySelectorAll('text')].filter((text) => cut(boxOf(text))),
    ...below.filter((text, at) => at && boxOf(text).left < boxOf(below[at - 1]).right),
  ].map((text) => text.textContent)
})"""


def test_a_charts_labels_are_whole(new_context: Contexts, stack: str, tenant: Tenant) -> None:
    a_conversation(tenant, status="ACTIVE")
    report = a_report(tenant, "2025-12-31", "2026-01-31")
    page = enter(new_context().new_page(), stack, tenant)
    for language in ("en", "tr", "de", "es"):
        page.evaluate("language => localStorage.setItem('connextlive.language', language)", language)
        for width in (390, 1360):
            page.set_viewport_size({"width": width, "height": 850})
            page.goto(f"{stack}/console/reports/{report['id']}")
            expect(page.locator("figure svg").nth(2)).to_be_visible()
            assert page.evaluate(UNREADABLE) == [], (language, width)


# ── Small screens ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_a_phone_no_table_is_cut(
    new_context: Contexts, stack: str, tenant: Tenant, screenshot: Callable[[Page, str], None]
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper", userEmail="jane.cooper@long-domain.example")
    a_report(tenant, "2026-01-01", "2026-01-31")
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    calls = Calls(page)
    enter(page, stack, tenant)
    for path in TENANTS_PAGES:
        page.goto(f"{stack}/console/{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        calls.wait()
        screenshot(page, f"console-phone-{path}")
        wider = page.evaluate(
            """() => [...document.querySelectorAll('.scroll-x, table, td, main li, .card button, body')]
              .filter((one) => one.scrollWidth > one.clientWidth + 1
                || one.getBoundingClientRect().right > innerWidth + 1)
              .map((one) => one.tagName + ' ' + one.className)"""
        )
        assert wider == [], path
        # The bar at the bottom scrolls, to where one is.
        expect(page.locator("nav [aria-current=page]")).to_be_in_viewport()


def test_on_a_phone_every_figure_has_its_label(new_context: Contexts, stack: str, tenant: Tenant) -> None:
    tenant.visitor("Jane Cooper").says("Hello")
    page = enter(new_context(viewport=PHONE).new_page(), stack, tenant, "visitors")
    visits = page.get_by_role("row").filter(has_text="Jane Cooper").locator("td").nth(3)
    assert "Visits" in visits.evaluate("cell => getComputedStyle(cell, '::before').content")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1360, "height": 850}])
def test_a_toast_does_not_cover_the_composer(
    new_context: Contexts, stack: str, tenant: Tenant, viewport: dict[str, int]
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    page = enter(new_context(viewport=viewport).new_page(), stack, tenant.agent)
    open_conversation(page, "Jane Cooper")
    page.locator("input[type=file]").set_input_files(
        {"name": "toobig.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04" + bytes(10 * 1024 * 1024)}
    )
    toast = page.locator(".toast")
    expect(toast).to_contain_text("toobig.zip")
    expect(toast).not_to_contain_text("should")
    composer = box(page.get_by_role("textbox", name="Reply"))
    assert box(toast)["y"] + box(toast)["height"] <= composer["y"]


# ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_moving_by_keys_moves_the_focus_and_keeps_it_in_view(new_context: Contexts, stack: str, tenant: Tenant) -> None:
    for number in range(12):
        tenant.visitor(f"Visitor {number:02}").says("Hello?")
    page = enter(new_context(viewport={"width": 1200, "height": 500}).new_page(), stack, tenant.agent)
    view(page, "Waiting")
    links = page.get_by_role("region", name="Conversations").get_by_role("listitem").get_by_role("link")
    expect(links).to_have_count(12)
    for number in range(12):
        page.keyboard.press("j")
        expect(links.nth(number)).to_be_focused()
        expect(links.nth(number)).to_be_in_viewport(ratio=0.99)


def test_resolving_by_a_key_asks_first(page: Page, stack: str, tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    enter(page, stack, tenant.agent)
    open_conversation(page, "Jane Cooper")
    page.keyboard.press("e")
    expect(page.get_by_role("alertdialog")).to_contain_text("Resolve this conversation?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert tenant.conversation(conversation_id)["status"] == "ACTIVE"
    page.keyboard.press("e")
    page.get_by_role("alertdialog").get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("region", name="Conversation", exact=True).get_by_text("Closed")).to_be_visible()


def test_keys_of_a_single_letter_can_be_turned_off(page: Page, stack: str, tenant: Tenant) -> None:
    tenant.visitor("Jane Cooper").says("Hello?")
    enter(page, stack, tenant.agent)
    page.get_by_role("button", name="Your account").click()
    item = page.get_by_role("menuitemcheckbox", name="Single-letter shortcuts")
    expect(item).to_be_checked()
    item.click()
    expect(item).not_to_be_checked()
    page.reload()
    view(page, "Waiting")
    expect(page.get_by_role("link", name="Jane Cooper")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(page.get_by_role("heading", name="Jane Cooper")).to_be_hidden()


# ── The owner's address ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_owner_is_told_to_confirm_their_address(page: Page, stack: str, tenant: Tenant) -> None:
    def unconfirmed(route: Route) -> None:
        answer = route.fetch()
        workspace = answer.json()["workspace"] | {"ownerConfirmed": False}
        route.fulfill(response=answer, json={"workspace": workspace})

    page.route("**/api/tenant/workspace", unconfirmed)
    enter(page, stack, tenant)
    expect(page.get_by_text("Please confirm your e-mail address")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text(f"A link was sent to {tenant.email}")).to_be_visible()


def test_a_link_that_confirms_nothing_says_so(page: Page, stack: str) -> None:
    page.goto(f"{stack}/console/confirm-email?token=x")
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.get_by_role("alert")).to_have_text("This link is out of date. Please ask for a new one.")


# ── Languages ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_refusals_are_shown_in_the_readers_language(new_context: Contexts, stack: str, tenant: Tenant) -> None:
    page = enter(new_context().new_page(), stack, tenant)
    page.evaluate("localStorage.setItem('connextlive.language', 'de')")
    page.goto(f"{stack}/console/install")
    page.get_by_role("button", name="Neuer API-Schlüssel").click()
    page.get_by_label("Name").fill("Shop")
    page.get_by_label("Domains").fill("https://example.com/shop")
    page.get_by_role("button", name="Schlüssel anlegen").click()
    expect(page.get_by_text("Muss ein Host wie company.com")).to_be_visible()


# ── Pages that are not the console's ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mails_and_the_reports_page_are_accessible(
    new_context: Contexts, stack: str, api: Api, tenant: Tenant, axe: Any, scheme: str
) -> None:
    a_conversation(tenant, status="ACTIVE")
    assert tenant.agent
    links = a_report(tenant, "2026-01-01", "2026-01-31")["links"]
    eventually(lambda: api.get("/local/emails").ok()["emails"])
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{stack}/local/mail")
    axe(page)
    page.goto(links["html"])
    axe(page)
