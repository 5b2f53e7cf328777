"""How the console starts: with what the inbox needs, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.api.builders import a_conversation
from tests.api.client import Agent, Tenant, eventually

from .console import enter

LISTS = ("/api/agent/conversations?", "/api/tenant/conversations?")


def _is_a_list(url: str) -> bool:
    return any(start in url for start in LISTS) and "mentionsMe" not in url


def _starts(page: Page, stack: str, person: Agent | Tenant, path: str) -> list[Request]:
    """What is asked for until the first row is there, with the inbox's code held back until the first list is asked
    for. A slow start asks again once the socket is open, and after five seconds without one: none opens, none fails."""
    page.add_init_script("window.WebSocket = class extends EventTarget { send() {} close() {} }")
    asked: list[Request] = []
    held: list[Route] = []

    def note(request: Request) -> None:
        asked.append(request)
        if _is_a_list(request.url):
            while held:
                held.pop().continue_()

    def hold(route: Route) -> None:
        if any(_is_a_list(request.url) for request in asked):
            route.continue_()
        else:
            held.append(route)

    page.on("request", note)
    page.route("**/assets/show-*.js", hold)
    enter(page, stack, person, path)
    expect(page.get_by_role("link", name="Jane Cooper")).to_be_visible()
    return list(asked)


def test_the_inbox_asks_for_its_first_list_once_and_before_its_code_is_there(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    for person, path in ((tenant.agent, "inbox"), (tenant, "conversations")):
        page = new_context().new_page()
        asked = [request.url for request in _starts(page, stack, person, path)]
        assert len([url for url in asked if "/assets/show-" in url and url.endswith(".js")]) == 1
        assert len([url for url in asked if _is_a_list(url)]) == 1
        assert not [url for url in asked if "/assets/Settings" in url]


def test_only_the_users_language_is_fetched(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    page = new_context(locale="de-AT").new_page()
    enter(page, stack, tenant.agent, "inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("Eingang")
    names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1))")
    assert [name[:3] for name in names if name[2:3] == "-"] == ["de-"]
    page.get_by_label("Ihr Konto").click()
    page.get_by_role("menuitem", name="Türkçe").click()
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Eingang")


def test_a_click_is_not_lost_when_the_menus_code_comes_between_down_and_up(
    page: Page, stack: str, tenant: Tenant
) -> None:
    held: list[Route] = []
    page.route("**/assets/AccountMenu-*.js", lambda route: held.append(route))
    enter(page, stack, tenant.agent, "inbox")
    eventually(lambda: page.wait_for_timeout(50) or len(held) == 1)
    page.get_by_label("Your account").hover()
    page.mouse.down()
    with page.expect_response("**/assets/AccountMenu-*.js") as response:
        held[0].continue_()
    response.value.finished()
    page.wait_for_timeout(500)
    page.mouse.up()
    expect(page.get_by_role("menuitem", name="Log out")).to_be_visible()
