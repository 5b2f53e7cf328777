"""What people are and see in the console: set on the page Team, and felt by them at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter, view

type Contexts = Callable[..., BrowserContext]


def test_a_team_is_made_and_its_lead_sees_and_assigns_its_conversations(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    lead, other = tenant.agent, tenant.invite_agent("Rita Ray")
    for agent, name in ((other, "Rosa"), (tenant.invite_agent("Carl Cox"), "Paul")):
        a_conversation(tenant, status="ACTIVE", agent=agent, visitor=tenant.visitor(userName=name))
    enter(page, stack, tenant, "team")
    page.get_by_role("button", name="New team").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Sales")
    for agent in (lead, other):
        dialog.get_by_label(agent.name).check()
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Teams")).to_contain_text(other.name)
    page.get_by_role("button", name=f"Actions for {lead.name}").click()
    page.get_by_role("menuitem", name="Position and access").click()
    dialog.get_by_label("Position in the team").select_option("Lead")
    dialog.get_by_label("Conversations that they see").select_option("Those of their teams")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=lead.name)).to_contain_text("Lead")
    axe(page)

    leads = enter(new_context().new_page(), stack, lead)
    view(leads, "Active")
    links = leads.get_by_role("region", name="Conversations").get_by_role("link")
    expect(links).to_have_count(1)
    links.click()
    leads.get_by_role("button", name="Assign").click()
    expect(leads.get_by_role("menuitem", name="Carl Cox")).to_have_count(0)
    leads.get_by_role("menuitem", name=lead.name).click()
    expect(leads.get_by_text(f"Assigned to {lead.name}")).to_be_visible()
    expect(leads.get_by_role("textbox", name="Reply")).to_be_enabled()

    page.get_by_role("button", name="Delete the team Sales").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("region", name="Teams")).not_to_contain_text("Sales")


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


def test_a_lead_sees_the_report_of_their_team(stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]) -> None:
    lead, other = tenant.agent, tenant.invite_agent("Rita Ray")
    tenant.patch(f"/api/tenant/agents/{lead.id}", {"position": "LEAD"}).ok()
    for agent in (lead, other):
        a_conversation(tenant, status="ACTIVE", agent=agent)
    enter(page, stack, lead, "reports")
    table = page.get_by_role("table", name="Agents")
    expect(table).to_contain_text(lead.name)
    expect(table).not_to_contain_text(other.name)
    page.get_by_label("Period").select_option("Month")
    page.get_by_role("button", name="Show").click()
    expect(table).to_contain_text(lead.name)
    expect(page.get_by_role("table", name="How long it took")).to_contain_text("First response")
    for name, members in (("Sales", [lead.id]), ("Support", [lead.id, other.id])):
        tenant.post("/api/tenant/teams", {"name": name, "memberIds": members}).ok()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("table", name="Teams")).to_contain_text("Support")
    expect(table).to_contain_text(other.name)
    page.get_by_role("combobox", name="Team").select_option("Sales")
    page.get_by_role("button", name="Show").click()
    expect(table).not_to_contain_text(other.name)
    axe(page)
