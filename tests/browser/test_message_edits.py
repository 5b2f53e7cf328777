"""An agent and a visitor edit and delete what they wrote, and each sees it of the other at once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .conftest import Site
from .console import enter
from .widget import a_page, visit


def test_an_agent_edits_and_deletes_a_message_by_the_keyboard(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant, axe: Callable[..., None]
) -> None:
    jane = a_conversation(tenant, agent=tenant.agent, says="When?", status="ACTIVE")
    tenant.agent.sends(jane, "Tomorow").ok()
    agent, owner = (new_context().new_page() for _ in range(2))
    enter(agent, stack, tenant.agent, f"inbox/{jane}")
    enter(owner, stack, tenant, f"conversations/{jane}")

    agent.get_by_role("button", name="Edit this message").last.press("Enter")
    field = agent.get_by_role("textbox", name="Edit this message")
    expect(field).to_be_focused()
    axe(agent, "[role=log]")
    field.fill("Tomorrow")
    field.press("Enter")
    expect(agent.get_by_role("button", name="Edit this message").last).to_be_focused()
    for page in (agent, owner):
        expect(page.get_by_role("log")).to_contain_text("Tomorrow")
        expect(page.get_by_role("log").get_by_text("edited", exact=True)).to_be_visible()
    expect(owner.get_by_role("button", name="Edit this message")).to_have_count(0)

    agent.get_by_role("button", name="Delete this message").last.press("Enter")
    agent.get_by_role("alertdialog", name="Delete this message?").get_by_role("button", name="Delete").press("Enter")
    for page in (agent, owner):
        expect(page.get_by_role("log")).to_contain_text("This message was deleted")
        expect(page.get_by_role("log")).not_to_contain_text("Tomorrow")
        expect(page.get_by_role("region", name="Conversations")).to_contain_text("Deleted message")
    axe(agent, "[role=log]")


def test_a_visitor_edits_and_deletes_a_message(
    new_context: Callable[..., BrowserContext],
    stack: str,
    site: Site,
    tenant: Tenant,
    axe: Callable[..., None],
) -> None:
    page = new_context().new_page()
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    widget.say("Helo")
    changes = widget.log.get_by_label("Edit or delete this message")
    changes.focus()
    changes.press("Enter")
    widget.log.get_by_role("button", name="Edit", exact=True).press("Enter")
    field = widget.log.get_by_role("textbox", name="Edit this message")
    expect(field).to_be_focused()
    axe(page)
    field.fill("Hello")
    field.press("Enter")
    expect(widget.mine.last).to_have_text("Hello")
    expect(widget.box).to_be_focused()
    widget.state("edited")
    [conversation] = tenant.get("/api/tenant/conversations").ok()["conversations"]
    assert conversation["lastMessage"]["content"] == "Hello"

    changes.click()
    widget.log.get_by_role("button", name="Delete", exact=True).click()
    widget.log.get_by_role("button", name="Delete for everybody?").click()
    expect(widget.mine.last).to_have_text("This message was deleted")

    sent = tenant.agent.sends(conversation["id"], "Stil there?").ok()["message"]
    expect(widget.theirs.last).to_have_text("Stil there?")
    edited = {"conversationId": conversation["id"], "content": "Still there?"}
    tenant.agent.patch(f"/api/agent/messages/{sent['id']}", edited).ok()
    expect(widget.theirs.last).to_have_text("Still there?")
    axe(page)
