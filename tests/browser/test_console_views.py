"""Saved views in the console: filters under a name, kept beside the lists that are always there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant, becomes

from .console import enter, view

type Contexts = Callable[..., BrowserContext]


def test_an_owner_saves_a_view_and_the_team_uses_it_until_its_label_is_gone(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    label = tenant.post("/api/tenant/labels", {"name": "Billing"}).ok()["label"]["id"]
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"))
    a_conversation(tenant, visitor=tenant.visitor(userName="Other"))
    tenant.put(f"/api/tenant/conversations/{jane}/labels", {"labels": ["billing"]}).ok()
    becomes(lambda: tenant.get("/api/tenant/labels").ok()["labels"][0]["conversations"], 1)
    enter(page, stack, tenant, "conversations")
    page.get_by_label("Label", exact=True).select_option(label="Billing (1)")
    page.get_by_role("button", name="Save as a view").click()
    page.get_by_label("Name").fill("To invoice")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    saved = page.get_by_role("group", name="Saved views").get_by_role("button", name="To invoice")
    expect(saved).to_have_attribute("aria-pressed", "true")
    expect(saved).to_contain_text("1")
    axe(page)

    agents = enter(new_context().new_page(), stack, tenant.agent)
    theirs = agents.get_by_role("group", name="Saved views").get_by_role("button", name="To invoice")
    rows = agents.get_by_role("region", name="Conversations").get_by_role("link")
    theirs.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Jane")
    expect(agents.get_by_role("button", name="View", exact=True)).to_have_count(0)
    view(agents, "Waiting")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    expect(rows).to_have_count(2)

    tenant.delete(f"/api/tenant/labels/{label}").ok()
    theirs.click()
    expect(agents.get_by_role("status").filter(has_text="a label that was deleted")).to_be_visible()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(saved).to_have_count(0)
