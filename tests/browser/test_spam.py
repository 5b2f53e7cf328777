"""An agent marks a conversation as spam by the keyboard, finds it in its list, and undoes it; the owner does so with
many."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.api.client import Tenant

from .console import enter, view


def test_a_conversation_is_marked_as_spam_by_keyboard_and_that_is_undone(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant, axe: Callable[..., None]
) -> None:
    visitor = tenant.visitor()
    visitor.says("Buy my links")
    agent, owner = (new_context().new_page() for _ in range(2))
    enter(agent, stack, tenant.agent)
    view(agent, "Waiting")
    enter(owner, stack, tenant)
    listed = agent.get_by_role("link", name="Buy my links")
    listed.click()
    expect(agent.get_by_role("log")).to_contain_text("Buy my links")

    agent.get_by_role("log").press("!")
    dialog = agent.get_by_role("dialog", name="Mark 1 conversation as spam?")
    dialog.get_by_role("switch", name="Also block the visitor").press("Space")
    axe(agent)
    dialog.get_by_role("button", name="Mark as spam").press("Enter")
    expect(agent.get_by_text("This conversation is marked as spam.")).to_be_visible()
    expect(agent.get_by_role("textbox", name="Message")).to_be_hidden()
    expect(listed).to_be_hidden()
    expect(owner.get_by_role("link", name="Buy my links")).to_be_hidden()
    asked = tenant.get("/api/tenant/blocks").ok()["blocks"]
    assert [one["status"] for one in asked] == ["REQUESTED"]

    view(agent, "Spam")
    expect(listed).to_be_visible()
    axe(agent)
    agent.get_by_role("log").press("!")
    expect(listed).to_be_hidden()
    view(agent, "Waiting")
    expect(listed).to_be_visible()

    # Whoever may not end a block sees that there is one, at once, and no button.
    tenant.post("/api/tenant/blocks", {"visitorId": visitor.id}).ok()
    expect(agent.get_by_role("complementary").get_by_text("Blocked", exact=True)).to_be_visible()
    expect(agent.get_by_role("button", name="Unblock visitor")).to_be_hidden()

    expect(owner.get_by_role("link", name="Buy my links")).to_be_visible()
    owner.get_by_role("checkbox").check()
    bar = owner.get_by_role("toolbar")
    bar.get_by_role("button", name="Mark as spam").click()
    owner.get_by_role("dialog").get_by_role("button", name="Mark as spam").click()
    expect(owner.get_by_role("link", name="Buy my links")).to_be_hidden()
    view(owner, "Spam")
    owner.get_by_role("checkbox").check()
    bar.get_by_role("button", name="Not spam").click()
    view(owner, "All")
    expect(owner.get_by_role("link", name="Buy my links")).to_be_visible()
