"""The console's live page, as an owner and a lead have it before them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter


def test_the_live_page_moves_as_visitors_and_agents_come_and_go(
    stack: str, tenant: Tenant, page: Page, new_context: Callable[..., BrowserContext], axe: Callable[..., None]
) -> None:
    agent = tenant.agent
    enter(page, stack, tenant, "live")
    line = page.get_by_role("region", name="Who waits for an answer")
    team = page.get_by_role("region", name="Team").get_by_role("row")
    expect(line).to_contain_text("Nobody is waiting")
    expect(team.nth(1)).to_contain_text("Away")

    a_conversation(tenant, visitor=tenant.visitor(userName="Ada"))
    ada = line.get_by_role("row", name="Ada")
    expect(ada).to_contain_text("Nobody yet")
    before = ada.locator(".badge").inner_text()
    expect(ada.locator(".badge")).not_to_have_text(before)
    expect(page.get_by_role("button", name="Waiting: 1, show them")).to_be_visible()
    expect(page.get_by_role("region", name="Today").locator("div", has_text="Begun").last).to_contain_text("1")

    phone = new_context(viewport={"width": 390, "height": 780}).new_page()
    enter(phone, stack, agent)
    expect(team.nth(1)).to_contain_text("Available")
    tenant.patch(f"/api/tenant/agents/{agent.id}", {"position": "LEAD"}).ok()
    enter(phone, stack, agent, "live")
    expect(phone.get_by_role("link", name="Ada")).to_be_visible()
    assert phone.evaluate("document.querySelector('.page').scrollWidth <= innerWidth")
    for shown in (page, phone):
        axe(shown)
    phone.get_by_role("button", name="Read out").press("Enter")
    expect(phone.get_by_role("status").filter(has_text="1 conversation is waiting.")).to_have_count(1)

    page.get_by_role("button", name="Waiting: 1, show them").press("Enter")
    expect(page.get_by_role("region", name="Conversations").get_by_role("link", name="Ada")).to_be_visible()
