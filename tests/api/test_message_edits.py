"""A message is edited and deleted by its sender, and everybody who is connected sees that at once."""

from tests.api.builders import a_conversation, an_upload
from tests.api.client import Agent, Answer, Json, Tenant, Visitor
from tests.api.sockets import Socket
from tests.support.builders import PNG


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


def test_quotes_and_files_of_a_message_follow_it(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor)
    uploads = f"/api/agent/conversations/{conversation_id}/attachments"
    by_agent = tenant.agent.sends(conversation_id, "", attachmentIds=[an_upload(tenant.agent, uploads, PNG)])
    by_visitor = visitor.sends("", attachmentIds=[an_upload(visitor, "/api/widget/attachments", PNG)])
    of = {"conversationId": conversation_id}
    quoted(tenant, tenant.agent, f"/api/agent/messages/{_id(by_agent)}", by_agent, of)
    quoted(tenant, visitor, f"/api/widget/messages/{_id(by_visitor)}", by_visitor, {})


def _id(sent: Answer) -> str:
    message_id: str = sent.ok()["message"]["id"]
    return message_id


def quoted(tenant: Tenant, by: Agent | Visitor, path: str, sent: Answer, of: Json) -> None:
    """Somebody quotes a message with a picture, which its sender edits and deletes."""
    message = sent.ok()["message"]
    conversation_id, [file] = message["conversationId"], message["attachments"]
    tenant.agent.sends(conversation_id, "This?", quoteId=message["id"]).ok()

    def shown() -> str:
        content: str = tenant.agent.messages(conversation_id)[-1]["quote"]["content"]
        return content

    assert shown() == "photo.png"
    by.patch(path, {"content": "Look", **of}).ok()
    assert (shown(), by.api.get(file["url"]).status) == ("Look", 200)
    assert by.delete(path, json=of or None).ok()["message"]["attachments"] == []
    assert (shown(), by.api.get(file["url"]).status) == ("", 404)


def test_a_message_of_a_colleague_or_of_the_other_side_is_not_changed(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor)
    [said] = tenant.agent.messages(conversation_id)
    refusal = "Only its sender can change a message"
    at = f"/api/agent/messages/{said['id']}"
    no = {"code": "NOT_SENDER"}
    tenant.agent.patch(at, {"conversationId": conversation_id, "content": "x"}).error(403, refusal, no)
    tenant.agent.delete(at, json={"conversationId": conversation_id}).error(403, refusal, no)
