"""The owner hands the workspace over, and has it deleted; whoever is in it is told, and an admin undoes it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import PASSWORD, Tenant

from .console import enter

type Contexts = Callable[..., BrowserContext]


def test_an_admin_becomes_the_owner_and_the_owner_an_admin(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    admin = tenant.invite_agent("Rita Ray")
    tenant.patch(f"/api/tenant/agents/{admin.id}", {"position": "ADMIN"}).ok()
    enter(page, stack, tenant, "settings")
    owners = page.get_by_role("region", name="Owner")
    owners.get_by_role("button", name="Hand over").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New owner").select_option("Rita Ray")
    dialog.get_by_label("Password").fill("not my password")
    axe(page)
    dialog.get_by_role("button", name="Offer").click()
    expect(dialog).to_contain_text("The password is wrong")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Offer").click()
    expect(owners).to_contain_text("Offered to Rita Ray")

    admins = enter(new_context().new_page(), stack, admin)
    admins.get_by_role("status").get_by_role("link", name="Open the settings").click()
    theirs = admins.get_by_role("region", name="Owner")
    theirs.get_by_role("button", name="Accept").click()
    admins.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    axe(admins)
    admins.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(theirs).to_contain_text("You are the owner")
    expect(admins.get_by_role("region", name="Delete the workspace")).to_be_visible()
    axe(admins)


def test_a_workspace_that_will_be_deleted_says_so_to_everybody_until_it_is_undone(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "settings")
    page.get_by_role("region", name="Delete the workspace").get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    axe(page)
    dialog.get_by_role("button", name="Delete in 14 days").click()
    banner = page.get_by_role("status").filter(has_text="This workspace will be deleted on")
    expect(banner).to_be_visible()
    axe(page)
    agents = enter(new_context().new_page(), stack, tenant.agent)
    expect(agents.get_by_text("This workspace will be deleted on")).to_be_visible()
    expect(agents.get_by_role("button", name="Undo")).to_have_count(0)
    banner.get_by_role("button", name="Undo").click()
    expect(banner).to_have_count(0)
    agents.reload()
    expect(agents.get_by_role("region", name="Conversations")).to_be_visible()
    expect(agents.get_by_text("This workspace will be deleted on")).to_have_count(0)
