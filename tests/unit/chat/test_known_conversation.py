"""The authorizer hands on which conversation a visitor has, so that it is read in one call with the visitor. What it
handed on may be half a minute old."""

from collections.abc import Callable
from typing import Any

import pytest

from connextlive.chat import conversation, message
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from tests.support.builders import Json, a_conversation, a_tenant, a_visitor, an_agent, call, counted_calls

GONE = "cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ"


class Chat:
    """Vera's conversation with Anna, who has answered; her tokens are as old as an answer of the authorizer may be."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.vera = a_visitor(self.owner)
        self.id = a_conversation(self.owner, "ACTIVE", self.anna, self.vera)
        message.send_as_agent(self.owner.tenant_id, self.id, self.anna.id, Draft("Hi"))

    @property
    def aged(self) -> dict[str, Caller]:
        """Vera as the authorizer knew her: now, before her first message, before a conversation that is gone."""
        known = {"now": self.id, "before": None, "of a deleted conversation": GONE}
        return {name: self.vera._replace(conversation_id=known_id) for name, known_id in known.items()}


@pytest.fixture
def chat(cloud: None) -> Chat:
    return Chat()


def said(answer: Json) -> list[str]:
    return [one["content"] for one in answer["messages"]]


@pytest.mark.parametrize("when", ["now", "before", "of a deleted conversation"])
def test_a_visitor_reads_writes_and_has_read_whatever_the_authorizer_knew(chat: Chat, when: str) -> None:
    vera = chat.aged[when]
    status, sent = call("widget_messages_send", vera, {"content": "Thanks"})
    assert (status, sent["conversation"]["id"], sent["conversation"]["agent"]["name"]) == (200, chat.id, "Anna")
    status, listed = call("widget_messages_list", vera, query={"latest": "true"})
    assert (status, listed["conversation"]["id"], listed["agentIsOnline"]) == (200, chat.id, False)
    assert said(listed) == ["Hello", "Hi", "Thanks"]
    marked = call("widget_conversations_mark_read", vera, {})
    assert marked == (200, {"conversationId": chat.id, "markedCount": 1, "unreadCount": 0})
    assert call("widget_conversations_mark_read", vera, {})[1]["markedCount"] == 0
    assert conversation.read(vera.tenant_id, chat.id)["visitor_unread_count"] == 0


@pytest.mark.parametrize("when", ["now", "of a deleted conversation"])
def test_a_message_that_is_sent_again_is_the_one_that_was_sent(chat: Chat, when: str) -> None:
    draft = Draft("Once", client_message_id="c-1")
    first, _ = message.send_as_visitor(chat.aged[when], draft)
    again, _ = message.send_as_visitor(chat.aged[when], draft)
    assert again.id == first.id
    assert conversation.read(chat.owner.tenant_id, chat.id)["message_count"] == 3


@pytest.mark.parametrize("function", ["widget_messages_list", "widget_conversations_mark_read"])
def test_a_deleted_conversation_is_none(chat: Chat, function: str) -> None:
    conversation.delete(chat.owner.tenant_id, chat.id)
    answer = call(function, chat.aged["now"], None if function == "widget_messages_list" else {})[1]
    assert answer.get("conversation") is answer.get("conversationId") is None


@pytest.mark.parametrize(
    ("function", "body", "expected"),
    [
        # Together: the visitor with all that belongs to them, and the messages; then who is named.
        ("widget_messages_list", None, ["BatchGetItem", "Query", "GetItem"]),
        # The same, then the write beside the agent's name.
        ("widget_messages_send", {"content": "Thanks"}, ["BatchGetItem", "TransactWriteItems", "GetItem"]),
        # Together the conversation with the newest messages, then the write.
        ("widget_conversations_mark_read", {}, ["GetItem", "Query", "TransactWriteItems"]),
    ],
)
def test_nothing_is_read_twice(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, function: str, body: Json | None, expected: list[str]
) -> None:
    calls = counted_calls(monkeypatch)
    assert call(function, chat.aged["now"], body)[0] == 200
    assert sorted(calls) == sorted(expected)


@pytest.mark.parametrize("number", [1, 9, 10, 11, 30])
def test_messages_are_marked_as_read_however_many_there_are(chat: Chat, number: int) -> None:
    for _ in range(number - 1):
        message.send_as_agent(chat.owner.tenant_id, chat.id, chat.anna.id, Draft("More"))
    assert message.mark_read(chat.owner.tenant_id, chat.id, "VISITOR") == number
    values, _ = message.page(chat.owner.tenant_id, chat.id, 50)
    assert [one.get("seen_at") is None for one in values[1:]] == [False] * number


def test_a_message_that_comes_while_others_are_marked_as_read_is_marked_or_stays_unread(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written after the newest messages were read, and before their conversation is."""
    load: Callable[..., conversation.Conversation] = conversation.load

    def load_late(tenant_id: str, conversation_id: str, *seen_by: Any) -> conversation.Conversation:
        monkeypatch.setattr(conversation, "load", load)
        message.send_as_agent(tenant_id, conversation_id, chat.anna.id, Draft("Late"))
        return load(tenant_id, conversation_id, *seen_by)

    monkeypatch.setattr(message, "together", lambda *works: tuple(work() for work in reversed(works))[::-1])
    monkeypatch.setattr(conversation, "load", load_late)
    assert message.mark_read(chat.owner.tenant_id, chat.id, "VISITOR") == 2
