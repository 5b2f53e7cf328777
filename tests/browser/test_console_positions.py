"""What people are and see in the console: set on the page Team, and felt by them at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter, view

type Contexts = Callable[..., BrowserContext]


def test_an_agent_sees_their_own_conversations_and_an_admin_the_owners_pages(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    other = tenant.invite_agent("Rita Ray")
    hers = a_conversation(tenant, status="ACTIVE", agent=tenant.agent, visitor=tenant.visitor(userName="Jane"))
    a_conversation(tenant, status="ACTIVE", agent=other, visitor=tenant.visitor(userName="Rosa"))
    enter(page, stack, tenant, "team")
    row = page.get_by_role("row", name=tenant.agent.name)
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Position and access").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Conversations that they see").select_option("Only their own")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Sees: Only their own")

    agents = enter(new_context().new_page(), stack, tenant.agent)
    view(agents, "Active")
    links = agents.get_by_role("region", name="Conversations").get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_contain_text("Jane")
    tenant.post(f"/api/tenant/conversations/{hers}/assign", {"agentId": other.id}).ok()
    expect(links).to_have_count(0)

    page.get_by_role("row", name=other.name).get_by_role("button").click()
    page.get_by_role("menuitem", name="Position and access").click()
    dialog.get_by_label("Position in the team").select_option("Admin")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=other.name)).to_contain_text("Admin")
    admins = enter(new_context().new_page(), stack, other, "team")
    expect(admins.get_by_role("row", name=tenant.agent.name).get_by_role("button")).to_have_count(1)
    expect(admins.get_by_role("row", name=other.name).get_by_role("button")).to_have_count(0)
    axe(admins)
