"""A message is edited and deleted by its sender, and everybody who is connected sees that at once."""

from tests.api.builders import a_conversation
from tests.api.client import Tenant
from tests.api.sockets import Socket


def test_the_other_side_sees_an_edited_and_a_deleted_message(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor, says="My card is 4711")
    [said] = tenant.agent.messages(conversation_id)
    sent = tenant.agent.sends(conversation_id, "See yuo").ok()["message"]
    with Socket(visitor) as theirs, Socket(tenant.agent) as ours:
        edited = {"conversationId": conversation_id, "content": "See you"}
        tenant.agent.patch(f"/api/agent/messages/{sent['id']}", edited).ok()
        assert theirs.hears("message.updated")["message"]["content"] == "See you"
        deleted = visitor.delete(f"/api/widget/messages/{said['id']}").ok()["message"]
        of_visitor = ours.hears("message.updated", where=lambda data: data["message"]["id"] == said["id"])
        assert of_visitor["message"] == deleted | {"seenAt": of_visitor["message"]["seenAt"]}
    assert [message["content"] for message in tenant.agent.messages(conversation_id)] == ["", "See you"]


def test_a_message_of_a_colleague_or_of_the_other_side_is_not_changed(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor)
    [said] = tenant.agent.messages(conversation_id)
    refusal = "Only its sender can change a message"
    at = f"/api/agent/messages/{said['id']}"
    no = {"code": "NOT_SENDER"}
    tenant.agent.patch(at, {"conversationId": conversation_id, "content": "x"}).error(403, refusal, no)
    tenant.agent.delete(at, json={"conversationId": conversation_id}).error(403, refusal, no)
