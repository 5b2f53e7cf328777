"""Labels in the console: managed on their page, set in a conversation, shown and filtered by in the list."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant, becomes

from .console import enter

type Contexts = Callable[..., BrowserContext]


def test_an_owner_makes_labels_and_an_agent_sets_and_filters_by_them(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "settings")
    page.get_by_role("link", name="Manage labels").click()
    for name in ("Billing", "Urgent"):
        page.get_by_role("button", name="New label").click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("row", name=name)).to_be_visible()
    axe(page)

    jane = a_conversation(tenant, agent=tenant.agent, visitor=tenant.visitor(userName="Jane"), status="ACTIVE")
    a_conversation(tenant, agent=tenant.agent, visitor=tenant.visitor(userName="Other"), status="ACTIVE")
    agents = enter(new_context().new_page(), stack, tenant.agent, f"inbox/{jane}")
    expect(agents.get_by_role("textbox", name="Reply")).to_be_visible()
    agents.get_by_role("log").focus()
    agents.keyboard.press("l")
    expect(agents.get_by_role("menuitemcheckbox", name="Billing")).to_be_focused()
    axe(agents, "[role=menu]")
    agents.keyboard.press("Enter")
    expect(agents.get_by_role("menuitemcheckbox", name="Billing")).to_be_checked()
    agents.keyboard.press("Escape")
    rows = agents.get_by_role("region", name="Conversations").get_by_role("link")
    expect(rows.filter(has_text="Jane")).to_contain_text("Billing")

    becomes(lambda: tenant.get("/api/tenant/labels").ok()["labels"][0]["conversations"], 1)
    page.reload()
    page.get_by_role("button", name="Edit Billing").click()
    page.get_by_label("Name").fill("Invoices")
    page.get_by_role("button", name="Save").click()
    expect(rows.filter(has_text="Jane")).to_contain_text("Invoices")
    agents.get_by_label("Label", exact=True).select_option(label="Invoices (1)")
    expect(rows.filter(has_text="Other")).to_have_count(0)
    expect(rows.filter(has_text="Jane")).to_be_visible()

    page.get_by_role("button", name="Delete the label Invoices?").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("1 conversation loses it")
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("row", name="Invoices")).to_have_count(0)
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Invoices")).to_have_count(0)
