"""The owner and admins reply, too: as the team, and without taking a conversation from the agents."""

import pytest

from connextlive.core.caller import Caller
from connextlive.identity import user
from tests.support.builders import (
    PDF,
    Changes,
    Json,
    a_conversation,
    a_form,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    form_headers,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cloud")


class Desk:
    """The owner, Anna who is an agent, and what Vera has asked."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.vera = a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.vera)

    def replies(self, content: str = "Hello", by: Caller | None = None, **body: object) -> Json:
        status, answer = call("tenant_messages_send", by or self.owner, {"content": content, **body}, id=self.id)
        assert status == 200, answer
        return answer

    def asks(self) -> Json:
        answer: Json = call("widget_messages_send", self.vera, {"content": "And now?"})[1]["conversation"]
        return answer


@pytest.fixture
def desk(changes: Changes, bucket: object) -> Desk:
    return Desk()


def test_a_reply_of_the_owner_is_the_teams_and_answers_the_visitor(desk: Desk) -> None:
    answer = desk.replies()
    said, now = answer["message"], answer["conversation"]
    sender = {name: said[name] for name in ("senderType", "senderId", "senderName", "senderAvatarUrl", "isInternal")}
    assert sender == {
        "senderType": "AGENT",
        "senderId": desk.owner.id,
        "senderName": desk.owner.name,
        "senderAvatarUrl": None,
        "isInternal": False,
    }
    assert (now["status"], now["unreadCount"], now["waitingSince"]) == ("ACTIVE", 0, None)
    assert now["firstResponseAt"] == said["createdAt"]


def test_a_conversation_that_nobody_has_stays_nobodys_and_waits_again_when_the_visitor_writes(desk: Desk) -> None:
    assert desk.replies()["conversation"]["agentId"] is None
    assert desk.asks()["status"] == "WAITING"


def test_a_conversation_of_an_agent_stays_theirs(desk: Desk) -> None:
    call("tenant_conversations_assign", desk.owner, {"agentId": desk.anna.id}, id=desk.id)
    assert desk.replies()["conversation"]["agentId"] == desk.anna.id


def test_a_closed_conversation_is_reopened_by_a_reply(desk: Desk) -> None:
    call("tenant_conversations_resolve", desk.owner, id=desk.id)
    now = desk.replies()["conversation"]
    assert (now["status"], now["reopenCount"], now["agentId"]) == ("ACTIVE", 1, None)


def test_a_conversation_whose_agent_is_gone_is_nobodys_after_a_reply(desk: Desk) -> None:
    call("tenant_conversations_assign", desk.owner, {"agentId": desk.anna.id}, id=desk.id)
    call("tenant_conversations_resolve", desk.owner, id=desk.id)
    call("tenant_agents_update", desk.owner, {"status": "INACTIVE"}, id=desk.anna.id)
    assert desk.replies()["conversation"]["agentId"] is None


def test_an_admin_replies_as_the_owner_does(desk: Desk) -> None:
    call("tenant_agents_update", desk.owner, {"position": "ADMIN"}, id=desk.anna.id)
    answer = desk.replies(by=desk.anna._replace(role="CUSTOMER"))
    assert (answer["message"]["senderId"], answer["conversation"]["agentId"]) == (desk.anna.id, None)


def test_an_admin_who_is_deactivated_replies_no_more(desk: Desk) -> None:
    call("tenant_agents_update", desk.owner, {"position": "ADMIN"}, id=desk.anna.id)
    call("tenant_agents_update", desk.owner, {"status": "INACTIVE"}, id=desk.anna.id)
    admin = desk.anna._replace(role="CUSTOMER")
    refused = call("tenant_messages_send", admin, {"content": "Hello"}, id=desk.id)
    assert refused == an_error(401, "Authorization token required")


def test_a_note_mentions_colleagues_and_changes_nothing_else(desk: Desk) -> None:
    answer = desk.replies("@Anna?", isInternal=True, mentionIds=[desk.anna.id])
    assert answer["message"]["mentions"] == [{"id": desk.anna.id, "name": "Anna"}]
    assert (answer["conversation"]["status"], answer["conversation"]["mentionedIds"]) == ("WAITING", [desk.anna.id])
    seen = call("widget_messages_list", desk.vera)[1]["messages"]
    assert [one["content"] for one in seen] == ["Hello"]


def test_a_reply_has_files_and_quotes(desk: Desk) -> None:
    asked = call("tenant_messages_list", desk.owner, id=desk.id)[1]["messages"][0]
    form = a_form(
        ('name="content"', b"See here"),
        ('name="quoteId"', asked["id"].encode()),
        ('name="attachments"; filename="terms.pdf"\r\nContent-Type: application/pdf', PDF),
    )
    status, answer = call("tenant_messages_send", desk.owner, form, headers=form_headers(), id=desk.id)
    assert status == 200, answer
    said = answer["message"]
    assert ([one["fileName"] for one in said["attachments"]], said["quote"]["id"]) == (["terms.pdf"], asked["id"])


def test_a_reply_that_is_sent_again_is_the_one_that_was_sent(desk: Desk) -> None:
    first, again = (desk.replies(clientMessageId="c-1") for _ in range(2))
    assert again["message"]["id"] == first["message"]["id"]
    assert again["conversation"]["messageCount"] == 2


def test_a_reply_needs_something_to_say_and_no_spam(desk: Desk) -> None:
    nothing = call("tenant_messages_send", desk.owner, {"content": " "}, id=desk.id)
    assert nothing == wrong(content="A message needs content or an attachment")
    call("tenant_conversations_bulk", desk.owner, {"action": "spam", "conversationIds": [desk.id]})
    refused = call("tenant_messages_send", desk.owner, {"content": "Hello"}, id=desk.id)
    expected = an_error(400, "This conversation is marked as spam", {"code": "MARKED_AS_SPAM"})
    assert refused == expected


def test_visitors_are_shown_the_name_and_the_picture_of_whoever_replied(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.replies()
    person = user.load(desk.owner.tenant_id, desk.owner.id)
    person.avatar_key = f"{desk.owner.tenant_id}/avatars/{desk.owner.id}.png"
    person.save()
    seen = call("widget_messages_list", desk.vera)[1]["messages"][-1]
    assert seen["senderName"] == desk.owner.name
    assert seen["senderAvatarUrl"].partition("?")[0].endswith(person.avatar_key)
