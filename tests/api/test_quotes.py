"""A message quotes another one of its conversation, as it was."""

from tests.api.builders import a_conversation
from tests.api.client import Tenant


def test_a_reply_quotes_a_message_and_the_visitor_sees_it(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor, says="x" * 300)
    [said] = tenant.agent.messages(conversation_id)
    sent = tenant.agent.sends(conversation_id, "Yes", quoteId=said["id"]).ok()["message"]
    assert sent["quote"] == {"id": said["id"], "senderType": "VISITOR", "content": "x" * 200}
    [_, theirs] = visitor.get("/api/widget/messages").ok()["messages"]
    assert theirs["quote"] == sent["quote"]
    back = visitor.sends("Thanks", quoteId=sent["id"]).ok()["message"]
    assert back["quote"] == {"id": sent["id"], "senderType": "AGENT", "content": "Yes"}


def test_notes_are_quoted_in_notes_only_and_other_conversations_not_at_all(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id, other = a_conversation(tenant, visitor=visitor), a_conversation(tenant)
    note = tenant.agent.sends(conversation_id, "Secret", isInternal=True).ok()["message"]
    again = tenant.agent.sends(conversation_id, "See above", isInternal=True, quoteId=note["id"]).ok()["message"]
    assert again["quote"]["content"] == "Secret"
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    system = tenant.agent.messages(conversation_id)[-1]
    foreign = tenant.agent.messages(other)[0]
    for quoted in (note, system, foreign, {"id": "nonsense"}):
        tenant.agent.sends(conversation_id, "x", quoteId=quoted["id"]).error(404, "Message not found")
        visitor.sends("x", quoteId=quoted["id"]).error(404, "Message not found")
    assert len(tenant.agent.messages(conversation_id)) == 4
