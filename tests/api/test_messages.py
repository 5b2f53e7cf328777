"""Agents' messages: sending, claiming, reopening, notes, paging."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import a_conversation
from .client import Json, Tenant, stays
from .shapes import NUMBERED_PAGE, is_conversation, is_message, is_time


def _contents(messages: list[Json]) -> list[str]:
    return [message["content"] for message in messages]


def test_an_answer_claims_a_waiting_conversation(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    agent = tenant.agent
    answer = agent.sends(conversation_id, "Hi! How can I help you today?").ok("message", "conversation")
    message = is_message(answer["message"])
    expected: Json = {
        "conversationId": conversation_id,
        "senderType": "AGENT",
        "senderId": agent.id,
        "senderName": agent.name,
        "content": "Hi! How can I help you today?",
        "messageType": "TEXT",
        "isInternal": False,
        "attachments": [],
        "seenAt": None,
        "quote": None,
        "clientMessageId": None,
    }
    assert {name: message[name] for name in expected} == expected
    conversation = is_conversation(answer["conversation"], detailed="workspace" in answer["conversation"])
    assert (conversation["status"], conversation["agentId"]) == ("ACTIVE", agent.id)
    assert conversation["lastMessage"]["id"] == message["id"]
    assert conversation["messageCount"] == 2


def test_the_owner_replies_and_takes_no_conversation(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    reply = {"content": "I look into this myself.", "clientMessageId": "c-1"}
    path = f"/api/tenant/conversations/{conversation_id}/messages"
    answer = tenant.post(path, reply).ok("message", "conversation")
    message, owner = is_message(answer["message"]), tenant.api.login(tenant.email).ok()["user"]
    assert (message["senderType"], message["senderId"], message["content"]) == ("AGENT", owner["id"], reply["content"])
    conversation = is_conversation(answer["conversation"])
    assert (conversation["status"], conversation["agentId"], conversation["unreadCount"]) == ("ACTIVE", None, 0)
    assert tenant.post(path, reply).ok()["message"]["id"] == message["id"]
    assert tenant.agent.sends(conversation_id, "And I go on.").ok()["conversation"]["agentId"] == tenant.agent.id


def test_the_owner_reopens_a_conversation_which_its_agent_keeps(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE", agent=tenant.agent)
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()
    answer = tenant.post(f"/api/tenant/conversations/{conversation_id}/messages", {"content": "One more thing."}).ok()
    conversation = is_conversation(answer["conversation"])
    assert (conversation["status"], conversation["agentId"]) == ("ACTIVE", tenant.agent.id)


def test_the_first_answer_is_timed_once(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    assert tenant.conversation(conversation_id)["firstResponseAt"] is None
    first = tenant.agent.sends(conversation_id).ok()["conversation"]["firstResponseAt"]
    is_time(first)
    assert tenant.agent.sends(conversation_id).ok()["conversation"]["firstResponseAt"] == first


def test_the_first_answer_is_one_after_a_closing_by_hand_too(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="WAITING")
    tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": "CLOSED"}).ok()
    answer = tenant.agent.sends(conversation_id).ok()
    assert answer["conversation"]["firstResponseAt"] == answer["message"]["createdAt"]


def test_a_colleagues_answer_steals_nothing(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    conversation_id = a_conversation(tenant, status="ACTIVE")
    answer = second.sends(conversation_id, "Let me add").ok("message", "conversation")
    assert answer["message"]["senderId"] == second.id
    assert answer["conversation"]["agentId"] == tenant.agent.id
    assert _contents(tenant.messages(conversation_id))[-1] == "Let me add"


def test_an_answer_reopens_a_closed_conversation(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    conversation = tenant.agent.sends(conversation_id).ok()["conversation"]
    assert (conversation["status"], conversation["agentId"]) == ("ACTIVE", tenant.agent.id)
    assert (conversation["reopenCount"], conversation["closedAt"], conversation["closedBy"]) == (1, None, None)


def test_an_answer_to_a_colleagues_waiting_conversation_activates_it(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="WAITING", agent=tenant.agent)
    assert tenant.agent.sends(conversation_id).ok()["conversation"]["status"] == "ACTIVE"


def test_the_same_client_message_id_is_one_message(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    first = tenant.agent.sends(conversation_id, "Once", clientMessageId="c-1").ok()["message"]
    again = tenant.agent.sends(conversation_id, "Once", clientMessageId="c-1").ok()["message"]
    assert first["clientMessageId"] == "c-1"
    assert again["id"] == first["id"]
    assert _contents(tenant.messages(conversation_id)) == ["Hello", "Once"]
    assert tenant.conversation(conversation_id)["messageCount"] == 2


def test_a_client_message_id_belongs_to_its_conversation(tenant: Tenant) -> None:
    first, second = a_conversation(tenant), a_conversation(tenant)
    one = tenant.agent.sends(first, "One", clientMessageId="c-1").ok()["message"]
    two = tenant.agent.sends(second, "Two", clientMessageId="c-1").ok()["message"]
    assert one["id"] != two["id"]
    assert _contents(tenant.messages(second)) == ["Hello", "Two"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🙂 ğüşöç", "two\nlines", '"quoted" \\ back', "0"])
def test_content_comes_back_as_it_was_sent(shared_tenant: Tenant, text: str) -> None:
    conversation_id = a_conversation(shared_tenant)
    shared_tenant.agent.sends(conversation_id, text).ok()
    assert shared_tenant.messages(conversation_id)[-1]["content"] == text


def test_messages_come_oldest_first_and_whole(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, says="One")
    for content in ("Two", "Three"):
        tenant.agent.sends(conversation_id, content).ok()
    path = f"/api/agent/conversations/{conversation_id}/messages"
    listed = tenant.agent.get(path).ok("messages", "pagination")
    for message in listed["messages"]:
        is_message(message)
    assert _contents(listed["messages"]) == ["One", "Two", "Three"]
    assert listed["pagination"] == {
        "total": 3,
        "page": 1,
        "limit": 50,
        "totalPages": 1,
        "hasMore": False,
        "nextCursor": None,
    }


@pytest.mark.parametrize("by_cursor", [True, False], ids=["by cursor", "by page"])
def test_walking_the_pages_meets_each_message_once(shared_tenant: Tenant, by_cursor: bool) -> None:
    conversation_id = a_conversation(shared_tenant, says="0")
    for number in range(1, 5):
        shared_tenant.agent.sends(conversation_id, str(number)).ok()
    found: list[str] = []
    query: dict[str, Any] = {}
    for number in (1, 2, 3):
        path = f"/api/agent/conversations/{conversation_id}/messages"
        page = shared_tenant.agent.get(path, limit=2, **query).ok()
        found += _contents(page["messages"])
        assert set(page["pagination"]) == NUMBERED_PAGE
        assert (page["pagination"]["total"], page["pagination"]["totalPages"]) == (5, 3)
        assert page["pagination"]["hasMore"] == (number < 3)
        assert (page["pagination"]["nextCursor"] is None) == (number == 3)
        query = {"cursor": page["pagination"]["nextCursor"]} if by_cursor else {"page": number + 1}
    assert found == ["0", "1", "2", "3", "4"]


def test_a_message_type_is_text_without_files(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    message = tenant.agent.sends(conversation_id, "Hi", messageType="TEXT").ok()["message"]
    assert message["messageType"] == "TEXT"


def test_nobody_sends_a_system_message(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    tenant.agent.sends(conversation_id, "Closed", messageType="SYSTEM").invalid("messageType")


# Internal notes


def test_an_internal_note_is_for_agents(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    tenant.agent.sends(conversation_id, "Hi").ok()
    note = is_message(tenant.agent.sends(conversation_id, "Careful!", isInternal=True).ok()["message"])
    assert note["isInternal"] is True
    assert _contents(tenant.messages(conversation_id)) == ["Hello", "Hi", "Careful!"]
    answer = visitor.get("/api/widget/messages")
    assert _contents(answer.ok()["messages"]) == ["Hello", "Hi"]
    assert "Careful" not in answer.response.text


def test_a_visitor_gets_no_hint_of_an_internal_note(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    note = tenant.agent.sends(conversation_id, "Careful!", isInternal=True).ok()["message"]
    resumed = tenant.session(visitorId=visitor.id, visitorToken=visitor.token)
    answers = [
        resumed,
        visitor.sends("More"),
        visitor.get("/api/widget/messages"),
        visitor.post("/api/widget/mark-read"),
    ]
    for answer in answers:
        answer.ok()
        assert "Careful" not in answer.response.text
        assert note["id"] not in answer.response.text
    counted = [a.body["conversation"]["messageCount"] for a in answers[:2] if "messageCount" in a.body["conversation"]]
    assert counted in ([], [1, 2]), "a count tells of the note"


def test_replaying_after_an_internal_notes_id_shows_no_note(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    first = visitor.sends("Hello").ok()
    conversation_id = first["conversation"]["id"]
    tenant.agent.sends(conversation_id, "Careful!", isInternal=True).ok()
    tenant.agent.sends(conversation_id, "Hi").ok()
    assert _contents(visitor.messages(after=first["message"]["id"])) == ["Hi"]


def test_a_visitor_cannot_write_an_internal_note(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    visitor.says("Hello")
    visitor.sends("Psst", isInternal=True).invalid("isInternal")


def test_a_message_to_a_deleted_conversation_leaves_nothing(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    tenant.agent.sends(conversation_id, "Anyone?").error(404, "Conversation not found")
    stays(lambda: tenant.conversations(search="anyone"), [], for_seconds=0.3)


def test_a_tenant_reads_what_their_agents_read(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    tenant.agent.sends(conversation_id, "Only for us", isInternal=True).ok()
    path = f"/api/tenant/conversations/{conversation_id}/messages"
    answer = tenant.get(path).ok("messages", "pagination")
    assert _contents(answer["messages"]) == _contents(tenant.messages(conversation_id))
    assert answer["messages"][-1]["isInternal"] is True
    tenant.get("/api/tenant/conversations/cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ/messages").error(404, "Conversation not found")
