"""How the console starts: with what the inbox needs, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.api.builders import a_conversation
from tests.api.client import Agent, Tenant

from .console import enter

LISTS = {"agent": "/api/agent/conversations?", "tenant": "/api/tenant/conversations?"}


def _of_the_first_list(request: Request) -> bool:
    return any(start in request.url for start in LISTS.values()) and "mentionsMe" not in request.url


def _starts(page: Page, stack: str, person: Agent | Tenant, path: str) -> list[Request]:
    """What is asked for until the first row is there. A slow start asks again once the socket is open: none is."""
    page.route_web_socket("**/ws?*", lambda socket: socket.close())
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    enter(page, stack, person, path)
    expect(page.get_by_role("link", name="Jane Cooper")).to_be_visible()
    return list(asked)


def test_the_inbox_asks_for_its_first_list_once_and_before_its_code_is_there(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    for person, path in ((tenant.agent, "inbox"), (tenant, "conversations")):
        page = new_context().new_page()
        asked = _starts(page, stack, person, path)
        first, *others = [request for request in asked if _of_the_first_list(request)]
        began = first.timing["startTime"]
        # Without a socket, what is new is asked for after five seconds.
        assert all(other.timing["startTime"] - began > 4_500 for other in others)
        [code] = [request for request in asked if "/assets/show-" in request.url and request.url.endswith(".js")]
        assert began < code.timing["startTime"] + code.timing["responseEnd"]
        assert not [request.url for request in asked if "/assets/Settings" in request.url]


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
