"""The pages that a visitor went through, from the widget to the console."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import Tenant, becomes

from .conftest import Site
from .console import enter
from .widget import a_page, visit


def test_an_agent_sees_where_a_visitor_went_on_loaded_pages_and_in_an_app(
    stack: str, tenant: Tenant, site: Site, page: Page, context: BrowserContext, axe: Callable[..., None]
) -> None:
    url = site.put("/pricing", a_page(stack, tenant.key.plain))
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    widget.say("Do you ship to Norway?")
    widget.state("Sent")
    page.goto(url)
    page.evaluate("history.pushState(null, '', '/app#orders'); document.title = 'Your orders'")
    (conversation,) = tenant.conversations()
    path = f"/api/agent/visitors/{conversation['visitorId']}"
    titles = ["Your orders", "A page", "A page"]
    becomes(lambda: [one["title"] for one in tenant.agent.get(path).ok()["pages"]], titles)
    console = enter(context.new_page(), stack, tenant.agent, f"inbox/{conversation['id']}")
    shown = console.get_by_role("region", name="Pages visited")
    shown.get_by_role("button", name="Pages visited").press("Enter")
    expect(shown.get_by_role("listitem")).to_have_count(3)
    expect(shown.get_by_role("link").first).to_have_text("Your orders")
    expect(shown.get_by_role("listitem").nth(1)).to_contain_text("/pricing")
    axe(console)


def test_a_page_whose_title_was_cut_in_an_emoji_can_chat(stack: str, tenant: Tenant, site: Site, page: Page) -> None:
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain)))
    page.evaluate("document.title = 'Lamps 💡'.slice(0, -1)")
    widget.open().say("Do you ship to Norway?")
    widget.state("Sent")
    (conversation,) = tenant.conversations()
    path = f"/api/agent/visitors/{conversation['visitorId']}"
    becomes(lambda: [one["title"] for one in tenant.agent.get(path).ok()["pages"]], ["Lamps \ufffd"])
