"""Several conversations at once in the console: selected with the mouse or the keyboard, changed together."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter


def test_conversations_are_selected_and_changed_together(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    tenant.post("/api/tenant/labels", {"name": "Billing"}).ok()
    names = ["Ada", "Ben", "Cleo", "Dan"]
    ids = {name: a_conversation(tenant, visitor=tenant.visitor(userName=name)) for name in names}
    enter(page, stack, tenant, "conversations")
    boxes = {name: page.get_by_role("checkbox", name=f"Select {name}") for name in names}
    bar = page.get_by_role("toolbar", name="Selected conversations")
    boxes["Dan"].click()
    boxes["Ben"].click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 selected")
    axe(page)
    bar.get_by_role("button", name="Labels").click()
    page.get_by_role("menuitemcheckbox", name="Billing").click()
    rows = page.get_by_role("region", name="Conversations").get_by_role("link")
    expect(rows.filter(has_text="Billing")).to_have_count(3)
    expect(bar).to_have_count(0)

    page.keyboard.press("Escape")
    boxes["Ada"].focus()
    page.keyboard.press("x")
    expect(boxes["Ada"]).to_be_checked()
    page.keyboard.press("x")
    rows.filter(has_text="Dan").focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("2 selected")
    tenant.delete(f"/api/tenant/conversations/{ids['Dan']}").ok()
    expect(rows.filter(has_text="Dan")).to_have_count(0)
    expect(bar).to_contain_text("1 selected")
    bar.get_by_role("button", name="Resolve").focus()
    page.keyboard.press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Resolve").press("Enter")
    expect(page.get_by_text("1 conversation changed")).to_be_visible()
    statuses = [tenant.conversation(ids[name])["status"] for name in ("Ada", "Ben", "Cleo")]
    assert sorted(statuses) == ["CLOSED", "WAITING", "WAITING"]


def test_what_was_done_together_is_undone_together_and_who_has_written_since_is_named(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    visitors = {name: tenant.visitor(userName=name) for name in ("Ada", "Ben")}
    ids = {name: a_conversation(tenant, visitor=visitor) for name, visitor in visitors.items()}
    enter(page, stack, tenant, "conversations")
    for name in ids:
        page.get_by_role("checkbox", name=f"Select {name}").check()
    bar = page.get_by_role("toolbar", name="Selected conversations")
    bar.get_by_role("button", name="Resolve").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Resolve").click()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    axe(page, ".toasts")
    visitors["Ben"].sends("One more thing").ok()
    undo.press("Enter")
    expect(page.get_by_text("Undone for 1 conversation")).to_be_visible()
    expect(page.get_by_text("Ben: This conversation has changed since")).to_be_visible()
    assert [tenant.conversation(one)["reopenCount"] for one in ids.values()] == [0, 1]
