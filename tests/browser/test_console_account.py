"""A user's account in the console: where they are logged in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.client import Tenant

from .console import enter


def test_a_session_elsewhere_is_seen_and_ended(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Account").click()
    sessions = page.get_by_role("region", name="Where you are logged in").get_by_role("listitem")
    expect(sessions).to_have_count(2)  # this one, and that of the registration
    expect(sessions.first).to_contain_text("This session")
    expect(sessions.first.get_by_role("button")).to_have_count(0)
    axe(page)
    sessions.last.get_by_role("button", name="End").click()
    page.get_by_role("alertdialog").get_by_role("button", name="End the session").click()
    expect(sessions).to_have_count(1)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert len(tenant.api.login(tenant.email).ok()["token"]) > 0
