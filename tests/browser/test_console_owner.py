"""The owner answers visitors in the console, and agents edit visitors there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import PNG, a_conversation
from tests.api.client import Tenant, eventually

from .console import enter, messages, reply


def test_the_owner_replies_with_a_canned_reply_a_note_and_a_file(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    visitor = tenant.visitor("Jane")
    conversation_id = visitor.says("Where is my order?")
    tenant.post("/api/tenant/canned-replies", {"shortcode": "hello", "content": "Hello {{visitor.name}}!"}).ok()
    enter(page, stack, tenant, f"conversations/{conversation_id}")
    field = page.get_by_role("textbox", name="Reply")
    field.press_sequentially("/hel")
    expect(page.get_by_role("option", name="hello")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Hello Jane!")
    field.press("Enter")
    expect(page.get_by_text("Not assigned yet")).to_be_visible()
    eventually(lambda: visitor.messages()[-1]["content"] == "Hello Jane!")
    axe(page)

    page.get_by_role("button", name="Note", exact=True).click()
    note = page.get_by_role("textbox", name="Note for your team")
    note.press_sequentially(f"@{tenant.agent.name.split()[0]}")
    page.get_by_role("listbox", name="Colleagues").get_by_role("option", name=tenant.agent.name).click()
    note.press_sequentially("can you look?")
    note.press("Enter")
    expect(page.locator(".mention")).to_have_text(f"@{tenant.agent.name}")

    page.get_by_role("button", name="Note", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": "map.png", "mimeType": "image/png", "buffer": PNG})
    reply(page, "See the map")
    eventually(lambda: [file["fileName"] for file in visitor.messages()[-1]["attachments"]] == ["map.png"])
    assert messages(page)[-1] == "See the map"
    assert tenant.conversation(conversation_id)["agentId"] is None


def test_an_agent_edits_a_visitor_beside_the_conversation_and_on_their_page(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    visitor = tenant.visitor("Jane")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    path = f"/api/agent/visitors/{visitor.id}"
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    notes = page.get_by_role("textbox", name="Notes")
    notes.fill("Prefers to be called")
    notes.blur()
    eventually(lambda: tenant.agent.get(path).ok()["visitor"]["notes"] == "Prefers to be called")

    enter(page, stack, tenant.agent, f"visitors/{visitor.id}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Jane Doe")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Jane Doe")).to_be_visible()
    assert tenant.agent.get(path).ok()["visitor"]["userName"] == "Jane Doe"
