"""One's own message can be edited and deleted for 15 minutes, after which nothing has what it said before."""

from collections.abc import Callable

import pytest

from connextlive.analysis.transcripts import spoken
from connextlive.audit import log
from connextlive.audit.log import Wanted
from connextlive.aws import s3
from connextlive.chat import message, spam
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.uploads import UploadedFile
from connextlive.events.domain import Change, of_change
from connextlive.events.types import Event, MessageDeleted, MessageEdited
from connextlive.search import index
from connextlive.search.segments import View
from tests.support.builders import (
    PDF,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    everything_under,
    project,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cloud")
TOO_LATE = an_error(400, "A message can be changed for 15 minutes after it was sent", {"code": "TOO_LATE"})
NOT_FOUND = an_error(404, "Message not found")


class Chat:
    """A conversation of a visitor and an agent, who each have said something."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.agent, self.visitor = an_agent(self.owner), a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.visitor, agent=self.agent, says="My card is 4711", status="ACTIVE")
        (self.said,) = self.messages()
        self.sent = self.sends("See yuo soon")

    def messages(self, by: Caller | None = None) -> list[Json]:
        found: list[Json] = call("agent_messages_list", by or self.agent, id=self.id)[1]["messages"]
        return found

    def sends(self, content: str, **more: object) -> Json:
        body = {"content": content, **more}
        sent: Json = call("agent_messages_send", self.agent, body, id=self.id)[1]["message"]
        return sent

    def edit(self, by: Caller, id: str, content: str) -> tuple[int, Json]:
        if by.role == "VISITOR":
            return call("widget_messages_update", by, {"content": content}, id=id)
        return call("agent_messages_update", by, {"conversationId": self.id, "content": content}, id=id)

    def delete(self, by: Caller, id: str) -> tuple[int, Json]:
        if by.role == "VISITOR":
            return call("widget_messages_delete", by, id=id)
        return call("agent_messages_delete", by, {"conversationId": self.id}, id=id)

    def search(self, text: str) -> list[str]:
        return list(index.find(self.owner.tenant_id, "conversations", text))


@pytest.fixture
def chat(changes: Changes, bucket: object, clock: Clock) -> Chat:
    return Chat()


def changing(chat: Chat) -> list[Callable[[Caller, str], tuple[int, Json]]]:
    return [lambda by, id: chat.edit(by, id, "Else"), chat.delete]


def events(changes: Changes) -> list[Event]:
    return [event for record in changes.new() for event in of_change(Change.of(record))]


def test_an_edited_message_has_its_new_text_everywhere(chat: Chat) -> None:
    status, answer = chat.edit(chat.agent, chat.sent["id"], "See you soon")
    assert status == 200
    edited = answer["message"]
    assert edited == chat.sent | {"content": "See you soon", "editedAt": edited["editedAt"]}
    assert chat.sent["createdAt"] <= edited["editedAt"] == answer["conversation"]["messagesEditedAt"]
    assert answer["conversation"]["lastMessage"]["content"] == "See you soon"
    assert chat.messages()[1] == edited
    assert call("widget_messages_list", chat.visitor)[1]["messages"][1]["content"] == "See you soon"


def test_a_visitor_edits_what_they_said(chat: Chat) -> None:
    status, answer = chat.edit(chat.visitor, chat.said["id"], "My card is lost")
    assert (status, answer["message"]["content"]) == (200, "My card is lost")
    assert chat.messages()[0]["content"] == "My card is lost"
    assert answer["conversation"]["lastMessage"]["content"] == "See yuo soon"


def test_a_deleted_message_stays_as_one_without_text(chat: Chat) -> None:
    status, answer = chat.delete(chat.visitor, chat.said["id"])
    assert status == 200
    deleted = answer["message"]
    assert deleted == chat.said | {"content": "", "deletedAt": deleted["deletedAt"], "seenAt": deleted["seenAt"]}
    assert answer["conversation"]["messageCount"] == 2
    assert "4711" not in "".join(everything_under(f"{chat.owner.tenant_id}#{chat.id}"))


def test_lists_say_that_the_last_message_is_deleted(chat: Chat) -> None:
    chat.delete(chat.agent, chat.sent["id"])
    (listed,) = call("agent_conversations_list", chat.agent)[1]["conversations"]
    last = listed["lastMessage"]
    assert (last["content"], last["deletedAt"]) == ("", listed["messagesEditedAt"])


def test_the_files_of_a_deleted_message_are_deleted(chat: Chat) -> None:
    draft = Draft("", [UploadedFile("a.pdf", PDF)])
    sent, _ = message.send_as_agent(chat.owner.tenant_id, chat.id, chat.agent.id, draft)
    (key,) = s3.keys_under(f"{chat.owner.tenant_id}/")
    assert [file["key"] for file in sent.attachments] == [key]
    assert chat.delete(chat.agent, sent.id)[1]["message"]["attachments"] == []
    assert list(s3.keys_under(f"{chat.owner.tenant_id}/")) == []


def test_quotes_of_a_message_follow_it(chat: Chat) -> None:
    quoting = chat.sends("Which one?", quoteId=chat.said["id"])
    chat.edit(chat.visitor, chat.said["id"], "My card is lost")
    shown = [one["quote"]["content"] for one in chat.messages() if one["id"] == quoting["id"]]
    chat.delete(chat.visitor, chat.said["id"])
    shown += [one["quote"]["content"] for one in chat.messages() if one["id"] == quoting["id"]]
    assert shown == ["My card is lost", ""]


def test_a_deleted_message_is_not_quoted(chat: Chat) -> None:
    chat.delete(chat.visitor, chat.said["id"])
    answer = call("agent_messages_send", chat.agent, {"content": "This?", "quoteId": chat.said["id"]}, id=chat.id)
    assert answer == NOT_FOUND


def test_the_same_again_changes_nothing(chat: Chat, changes: Changes) -> None:
    edited, deleted = chat.edit(chat.agent, chat.sent["id"], "So long"), chat.delete(chat.visitor, chat.said["id"])
    changes.new()
    again = chat.edit(chat.agent, chat.sent["id"], "So long"), chat.delete(chat.visitor, chat.said["id"])
    assert (again[0][1]["message"], again[1][1]["message"]) == (edited[1]["message"], deleted[1]["message"])
    assert changes.new() == []


def test_a_deleted_message_is_not_edited(chat: Chat) -> None:
    chat.delete(chat.agent, chat.sent["id"])
    refused = an_error(400, "This message is deleted", {"code": "MESSAGE_DELETED"})
    assert chat.edit(chat.agent, chat.sent["id"], "Back") == refused


def test_only_the_sender_changes_a_message(chat: Chat) -> None:
    refused = an_error(403, "Only its sender can change a message", {"code": "NOT_SENDER"})
    colleague = an_agent(chat.owner, "Ben")
    for change in changing(chat):
        assert change(colleague, chat.sent["id"]) == refused
        assert change(chat.agent, chat.said["id"]) == refused
        assert change(chat.visitor, chat.sent["id"]) == refused


def test_visitors_learn_nothing_of_notes(chat: Chat) -> None:
    note = chat.sends("Difficult", isInternal=True)
    for change in changing(chat):
        assert change(chat.visitor, note["id"]) == NOT_FOUND


def test_a_quarter_of_an_hour_later_it_is_too_late(chat: Chat, clock: Clock) -> None:
    clock.advance(15 * 60 + 1)
    for change in changing(chat):
        assert change(chat.agent, chat.sent["id"]) == TOO_LATE
        assert change(chat.visitor, chat.said["id"]) == TOO_LATE


@pytest.mark.parametrize("of", ["conversation", "visitor"])
def test_nothing_on_legal_hold_is_changed_and_visitors_are_not_told(chat: Chat, of: str) -> None:
    id = chat.id if of == "conversation" else chat.visitor.id
    assert call(f"tenant_{of}s_hold", chat.owner, {"onHold": True}, id=id)[0] == 200
    for change in changing(chat):
        assert change(chat.agent, chat.sent["id"]) == an_error(400, f"This {of} is on legal hold", {"code": "ON_HOLD"})
        assert change(chat.visitor, chat.said["id"]) == TOO_LATE


def test_a_text_is_needed_unless_there_are_files(chat: Chat) -> None:
    assert chat.edit(chat.agent, chat.sent["id"], " ") == wrong(content="A message needs content or an attachment")


def test_each_change_is_an_event(chat: Chat, changes: Changes) -> None:
    changes.new()
    chat.edit(chat.agent, chat.sent["id"], "Else")
    chat.delete(chat.visitor, chat.said["id"])
    told = [(type(event), event.facts) for event in events(changes)]
    of = {"conversationId": chat.id}
    by_agent = {"senderType": "AGENT", "senderId": chat.agent.id, "messageId": chat.sent["id"]}
    by_visitor = {"senderType": "VISITOR", "senderId": chat.visitor.id, "messageId": chat.said["id"]}
    assert told == [(MessageEdited, of | by_agent), (MessageDeleted, of | by_visitor)]


def test_what_a_visitor_changes_in_spam_is_no_event(chat: Chat, changes: Changes) -> None:
    spam.mark(chat.owner, chat.id, "203.0.113.7", blocks_visitor=False)
    changes.new()
    assert chat.edit(chat.visitor, chat.said["id"], "Else")[0] == 200
    assert events(changes) == []
    marked = an_error(400, "This conversation is marked as spam", {"code": "MARKED_AS_SPAM"})
    assert chat.edit(chat.agent, chat.sent["id"], "Else") == marked


def test_the_audit_log_has_what_agents_change(chat: Chat, clock: Clock) -> None:
    chat.edit(chat.agent, chat.sent["id"], "Else")
    clock.advance(1)
    chat.delete(chat.agent, chat.sent["id"])
    entries, _ = log.page(chat.owner.tenant_id, Wanted(object_id=chat.sent["id"]), 10, None)
    assert [(entry["action"], entry["actor_id"]) for entry in entries] == [
        ("message.deleted", chat.agent.id),
        ("message.edited", chat.agent.id),
    ]


def test_an_analysis_does_not_read_deleted_messages(chat: Chat) -> None:
    chat.delete(chat.visitor, chat.said["id"])
    assert [line.text for line in spoken(chat.owner.tenant_id, chat.id)] == ["See yuo soon"]


def test_a_search_finds_the_new_words_and_not_the_old_ones(chat: Chat, changes: Changes) -> None:
    project(changes.new())
    assert chat.search("4711") == chat.search("yuo") == [chat.id]
    chat.edit(chat.agent, chat.sent["id"], "See you soon")
    chat.delete(chat.visitor, chat.said["id"])
    project(changes.new())
    assert (chat.search("4711"), chat.search("yuo"), chat.search("you soon")) == ([], [], [chat.id])


def test_merging_the_index_forgets_the_old_words(chat: Chat, changes: Changes) -> None:
    project(changes.new())
    index.merge(chat.owner.tenant_id)
    chat.edit(chat.agent, chat.sent["id"], "See you soon")
    chat.delete(chat.visitor, chat.said["id"])
    project(changes.new())
    for number in range(4):
        chat.sends(f"Another {number}")
        project(changes.new())
        index.merge(chat.owner.tenant_id)
    terms = {term[1:] for term, _ in View(chat.owner.tenant_id, consistent=True).all()}
    assert terms & {"4711", "yuo", "you", "soon"} == {"you", "soon"}
