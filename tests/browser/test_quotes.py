"""An agent quotes a message, and its visitor sees what is quoted."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter


def test_an_agent_quotes_a_message_by_the_keyboard(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    jane = a_conversation(tenant, says="Do you ship to Norway?", visitor=tenant.visitor(userName="Jane"))
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    quote = page.get_by_role("button", name="Quote this message")
    quote.press("Enter")
    expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    expect(page.locator("form blockquote")).to_contain_text("Do you ship to Norway?")
    page.reload()
    expect(page.locator("form blockquote")).to_contain_text("Do you ship to Norway?")
    page.get_by_role("textbox", name="Reply").fill("We do.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("blockquote")).to_contain_text("Do you ship to Norway?")
    expect(page.locator("form blockquote")).to_have_count(0)
    axe(page, "[role=log]")
    [_, sent] = tenant.agent.messages(jane)
    assert sent["quote"]["content"] == "Do you ship to Norway?"


def test_a_quoted_note_stays_internal_after_a_reload(stack: str, tenant: Tenant, page: Page) -> None:
    jane = a_conversation(tenant, agent=tenant.agent, status="ACTIVE")
    tenant.agent.post(f"/api/agent/conversations/{jane}/messages", {"content": "Ask Ben.", "isInternal": True}).ok()
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="Quote this message").last.click()
    page.reload()
    expect(page.locator("form blockquote")).to_contain_text("Ask Ben.")
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.locator("form blockquote")).to_have_count(0)
