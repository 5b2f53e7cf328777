"""AI in open conversations: the owner turns it on, an agent has a conversation summarized, and a lead sees who is
displeased."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter, save

Axe = Callable[..., None]


def test_an_agent_has_a_conversation_summarized_and_adds_a_suggested_topic(
    page: Page, stack: str, tenant: Tenant, axe: Axe
) -> None:
    tenant.put("/api/tenant/topics", {"topics": [{"name": "Billing", "keywords": ["invoice"]}]}).ok()
    tenant.put("/api/tenant/workspace", {"settings": {"ai": {"suggestedTopics": True}}}).ok()
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, visitor=visitor, status="ACTIVE", says="My invoice is wrong, isn't it?")
    tenant.agent.sends(conversation_id, "I'll send you a new one by Friday.").ok()
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    summary = page.get_by_role("region", name="Summary", exact=True)
    summary.get_by_role("button", name="Summarize").press("Enter")
    expect(summary).to_contain_text("“My invoice is wrong, isn't it?”")
    expect(summary).to_contain_text("“I'll send you a new one by Friday.”")
    expect(summary.get_by_role("button", name="Summarize")).to_have_count(0)  # nothing is new
    axe(page)

    summary.get_by_role("button", name="Add the topic Billing").click()
    expect(summary.get_by_role("button", name="Add the topic Billing")).to_have_count(0)
    expect(page.locator(".list")).to_contain_text("Billing")

    tenant.put("/api/tenant/workspace", {"settings": {"budgets": {"assistance": 0}}}).ok()
    visitor.says("And when is Friday?")
    summary.get_by_role("button", name="Summarize anew").click()
    expect(summary.get_by_role("alert")).to_have_text("Today's budget for this is used up")


def test_an_owner_turns_the_watch_on_and_sees_who_is_displeased(
    page: Page, stack: str, tenant: Tenant, axe: Axe
) -> None:
    enter(page, stack, tenant, "settings")
    settings = page.get_by_role("region", name="AI in open conversations")
    expect(settings.get_by_role("switch", name="Summaries when asked for")).to_be_checked()
    settings.get_by_role("switch", name="Notice when visitors are displeased").click()
    expect(settings.get_by_role("switch", name="Notice when visitors are displeased")).to_be_checked()
    axe(page)
    save(page)

    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, visitor=visitor, says="Where is my parcel?")
    a_conversation(tenant, visitor=tenant.visitor("Carlos Ruiz"))
    page.goto(f"{stack}/console/conversations/{conversation_id}")
    expect(page.get_by_role("heading", name="Jane Cooper").first).to_be_visible()
    visitor.says("This is ridiculous, I am really angry and fed up")
    expect(page.get_by_role("region", name="Summary", exact=True)).to_contain_text("Displeased since", timeout=20_000)
    page.get_by_label("Mood").select_option("Displeased")
    expect(page.get_by_role("link", name="Carlos Ruiz")).to_have_count(0)
    expect(page.get_by_role("link", name="Jane Cooper")).to_contain_text("Displeased")
    axe(page)
