"""Proactive messages over HTTP: from the setting to the conversation that an answer begins."""

from __future__ import annotations

from .client import Json, Tenant

SHOWN = "/api/widget/proactive-messages"
COUNTS = "/api/tenant/proactive-messages"


def a_display(**more: str) -> Json:
    return {"id": "pricing", "displayId": "d-1", **more}


def test_a_message_is_shown_once_and_an_answer_begins_a_conversation_with_it(tenant: Tenant) -> None:
    message = {"id": "pricing", "text": "Any questions?", "when": "available"}
    tenant.put("/api/tenant/workspace", {"settings": {"proactive": {"messages": [message]}}}).ok()
    tenant.agent.patch("/api/agent/profile", {"availability": "AVAILABLE"}).ok()
    visitor = tenant.visitor()
    assert visitor.post(SHOWN, a_display()).ok()["text"] == "Any questions?"
    assert visitor.post(SHOWN, a_display(displayId="d-2")).ok()["reason"] == "SHOWN_BEFORE"
    conversation = visitor.sends("Yes", proactiveId="pricing").ok()["conversation"]["id"]
    assert [one["content"] for one in visitor.messages()] == ["Any questions?", "Yes"]
    assert tenant.get(COUNTS).ok() == {"counts": [{"id": "pricing", "shown": 1, "answered": 1}]}
    assert tenant.conversation(conversation)["messageCount"] == 2
    other = {"id": "other", "text": "Still there?"}
    tenant.put("/api/tenant/workspace", {"settings": {"proactive": {"messages": [other]}}}).ok()
    assert visitor.post(SHOWN, a_display(id="other")).ok()["reason"] == "IN_CONVERSATION"
