"""AI in open conversations, over HTTP, the bus and the socket: a summary for whom a conversation is assigned to, and a
visitor's mood as it turns."""

from __future__ import annotations

from .builders import a_conversation
from .client import Json, Tenant, eventually
from .sockets import Socket

EVERYTHING = {"ai": {"summariesOnAssignment": True, "suggestedTopics": True, "mood": True}}


def test_a_summary_waits_for_the_new_agent_whose_click_adds_its_topic(tenant: Tenant) -> None:
    tenant.put("/api/tenant/topics", {"topics": [{"name": "Billing", "keywords": ["invoice"]}]}).ok()
    tenant.put("/api/tenant/workspace", {"settings": EVERYTHING}).ok()
    visitor, first, second = tenant.visitor(), tenant.agent, tenant.invite_agent("Cem Kaya")
    conversation_id = visitor.says("My invoice is wrong. Can you send me a new one?")
    first.sends(conversation_id, "I have sent it again. I'll ask our billing team by Friday.").ok()
    visitor.says("Thank you, I will wait for that")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": second.id}).ok()

    def summary() -> Json:
        detail = second.get(f"/api/agent/conversations/{conversation_id}").ok()["conversation"]
        assert detail["summary"] is not None
        found: Json = detail["summary"]
        return found

    made = eventually(summary)
    assert made["asked"] == ["“Can you send me a new one?”"]
    assert made["promised"] == ["“I'll ask our billing team by Friday.”"]
    assert made["suggestedTopics"] == ["Billing"]
    again = second.post(f"/api/agent/conversations/{conversation_id}/summary").ok("summary")
    assert again["summary"] == made
    visitor.says("By Friday, then?")
    anew = tenant.post(f"/api/tenant/conversations/{conversation_id}/summary").ok("summary")["summary"]
    assert anew["asked"][-1] == "“By Friday, then?”"
    body = {"conversationIds": [conversation_id], "action": "topic", "addTopics": ["Billing"]}
    assert second.post("/api/agent/conversations/bulk", body).ok()["results"][0]["error"] is None
    assert tenant.conversation(conversation_id)["topics"] == ["Billing"]


def test_a_mood_that_turns_is_shown_filtered_by_and_told_by_a_frame(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": EVERYTHING}).ok()
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor, says="Where is my parcel?")
    with Socket(tenant) as owners, Socket(visitor) as visitors:
        visitor.says("This is ridiculous, I am really angry and fed up")
        frame = eventually(lambda: _told(owners))
        assert visitors.told("conversation.mood_changed") == []
    assert frame["data"]["conversation"]["mood"]["value"] == "NEGATIVE"
    assert frame["data"]["previousMood"] is None
    eventually(lambda: _is_found(tenant, conversation_id))


def _told(owners: Socket) -> Json:
    told = owners.told("conversation.mood_changed")
    assert told
    return told[0]


def _is_found(tenant: Tenant, conversation_id: str) -> None:
    assert [one["id"] for one in tenant.conversations(mood="NEGATIVE")] == [conversation_id]
