"""Denormalized data of visitors and agents: each copy, and each way that its source changes (docs/data-model.md)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from connextlive.chat import conversation, message, visitor
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id
from connextlive.events.domain import Change, Envelope
from connextlive.events.types import ConversationResolved, Event, MessageCreated
from connextlive.identity import people, tokens, user
from connextlive.realtime import fan_out
from connextlive.webhooks.delivery import new as a_webhook_delivery
from connextlive.webhooks.payload import payload
from tests.support.builders import Json, a_conversation, a_key, a_tenant, a_visitor, an_agent, call

pytestmark = pytest.mark.usefixtures("cloud")


class Talk:
    """Ann replied to Kim, who left; the workspace's owner watches."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.key, self.plain_key = a_key(self.owner)
        self.ann, self.bea = an_agent(self.owner, "Ann"), an_agent(self.owner, "Bea")
        self.kim = a_visitor(self.owner, key=self.key, user_name="Kim", user_email="kim@example.com")
        self.id = a_conversation(self.owner, by=self.kim)
        self.said = self._say(self.ann)

    def _say(self, agent: Caller) -> str:
        return message.send_as_agent(self.owner.tenant_id, self.id, agent.id, Draft("Hello"))[0].id

    @property
    def resolved(self) -> ConversationResolved:
        return ConversationResolved(**self._envelope(), conversation_id=self.id, visitor_id=self.kim.id)

    def created(self, message_id: str) -> MessageCreated:
        envelope = self._envelope()
        return MessageCreated(**envelope, conversation_id=self.id, message_id=message_id, sender_type="AGENT")

    def _envelope(self) -> Envelope:
        return {"event_id": "evt_1", "tenant_id": self.owner.tenant_id, "occurred_at": "2027-01-15T08:00:00.000Z"}

    def told(self, event: Event) -> Json:
        held = a_webhook_delivery(new_id("whk"), event)
        return dict(json.loads(payload(held))["data"])

    def frame(self) -> Json:
        """The conversation in frames, from an image with outdated copies."""
        values = conversation.read(self.owner.tenant_id, self.id)
        change = Change("record", "2027-01-15T08:00:00.000Z", values["pk"], None, dict(values))
        known: people.Known = fan_out._people_in([change])
        assert known is not None
        assert change.after is not None
        return dict(change.after)


def _rename(talk: Talk) -> None:
    call("tenant_agents_update", talk.owner, {"name": "Anna"}, id=talk.ann.id)


def _rename_themselves(talk: Talk) -> None:
    call("agent_profile_update", talk.ann, {"name": "Anna"})


def _rename_and_remove(talk: Talk) -> None:
    conversation.set_status(talk.owner.tenant_id, talk.id, "CLOSED", talk.owner.id)
    _rename(talk)
    call("tenant_agents_remove", talk.owner, id=talk.ann.id)


def _list(talk: Talk) -> str:
    return str(call("tenant_conversations_list", talk.owner)[1]["conversations"][0]["agent"]["name"])


def _detail(talk: Talk) -> str:
    return str(call("tenant_conversations_get", talk.owner, id=talk.id)[1]["conversation"]["agent"]["name"])


def _messages(function: str) -> Callable[[Talk], str]:
    def shown(talk: Talk) -> str:
        by = {"tenant": talk.owner, "agent": talk.bea, "widget": talk.kim}[function.partition("_")[0]]
        id = {} if function.startswith("widget") else {"id": talk.id}
        return str(call(function, by, **id)[1]["messages"][-1]["senderName"])

    return shown


def _widgets_conversation(talk: Talk) -> str:
    return str(call("widget_messages_list", talk.kim)[1]["conversation"]["agent"]["name"])


def _status(talk: Talk) -> str:
    status = conversation.read(talk.owner.tenant_id, talk.id)["status"]
    _, answer = call("tenant_conversations_set_status", talk.owner, {"status": status}, id=talk.id)
    return str(answer["conversation"]["agent"]["name"])


def _webhooks_conversation(talk: Talk) -> str:
    return str(talk.told(talk.resolved)["conversation"]["agent"]["name"])


def _webhooks_message(talk: Talk) -> str:
    return str(talk.told(talk.created(talk.said))["message"]["senderName"])


def _frame(talk: Talk) -> str:
    return str(talk.frame()["agent"]["name"])


OF_AGENT = [
    _list,
    _detail,
    _messages("tenant_messages_list"),
    _messages("agent_messages_list"),
    _messages("widget_messages_list"),
    _widgets_conversation,
    _status,
    _webhooks_conversation,
    _webhooks_message,
    _frame,
]


@pytest.mark.parametrize("change", [_rename, _rename_themselves, _rename_and_remove])
@pytest.mark.parametrize("copy", OF_AGENT)
def test_a_copy_of_an_agent_follows(copy: Callable[[Talk], str], change: Callable[[Talk], None]) -> None:
    talk = Talk()
    assert copy(talk) == "Ann"
    change(talk)
    assert copy(talk) == "Anna"


def _identify(talk: Talk) -> None:
    tokened = {"userName": "Kim Lee", "userEmail": "lee@example.com", **_resuming(talk)}
    assert call("widget_sessions_create", body=tokened, headers={"X-API-Key": talk.plain_key})[0] == 200


def _resuming(talk: Talk) -> Json:
    claims = tokens.Claims(talk.owner.tenant_id, talk.kim.id, "VISITOR", key_id=talk.key.id)
    return {"visitorId": talk.kim.id, "visitorToken": tokens.issue(claims)[0]}


def _edit(talk: Talk) -> None:
    changes = {"userName": "Kim Lee", "userEmail": "lee@example.com"}
    call("tenant_visitors_update", talk.owner, changes, id=talk.kim.id)


@pytest.mark.parametrize("change", [_identify, _edit])
def test_copies_of_a_visitor_follow(change: Callable[[Talk], None]) -> None:
    talk = Talk()
    change(talk)
    (listed,) = call("tenant_conversations_list", talk.owner)[1]["conversations"]
    detail = call("tenant_conversations_get", talk.owner, id=talk.id)[1]["conversation"]
    first = call("agent_messages_list", talk.bea, id=talk.id)[1]["messages"][0]
    told = talk.told(talk.created(first["id"]))
    cards = [listed["visitor"], detail["visitor"], told["conversation"]["visitor"]]
    assert [(card["userName"], card["userEmail"]) for card in cards] == [("Kim Lee", "lee@example.com")] * 3
    assert first["senderName"] == told["message"]["senderName"] == "Kim Lee"


def test_a_session_that_says_nothing_new_leaves_the_conversation_alone() -> None:
    talk, versions = Talk(), []
    body = _resuming(talk) | {"userName": "Kim"}
    for _ in range(2):  # of which the first learns the country
        assert call("widget_sessions_create", body=body, headers={"X-API-Key": talk.plain_key})[0] == 200
        versions.append(conversation.load(talk.owner.tenant_id, talk.id).version)
    assert versions[0] == versions[1]


@pytest.mark.usefixtures("bucket")
def test_an_agents_picture_is_shown_with_each_conversation() -> None:
    talk = Talk()
    user.update(talk.owner.tenant_id, talk.ann.id, {"avatar_key": "somewhere.png"})
    shown = [talk.told(talk.created(talk.said))["conversation"]]
    for audience, caller in (("tenant", talk.owner), ("agent", talk.bea)):
        shown.append(call(f"{audience}_conversations_get", caller, id=talk.id)[1]["conversation"])
        shown.append(call(f"{audience}_conversations_list", caller)[1]["conversations"][0])
    assert [one["agent"]["id"] for one in shown] == [talk.ann.id] * 5
    assert ["/somewhere.png?" in one["agent"]["avatarUrl"] for one in shown] == [True] * 5


@pytest.mark.usefixtures("bucket")
def test_an_agent_who_was_removed_has_no_picture() -> None:
    talk = Talk()
    user.update(talk.owner.tenant_id, talk.ann.id, {"avatar_key": "somewhere.png"})
    _rename_and_remove(talk)
    _, answer = call("tenant_conversations_get", talk.owner, id=talk.id)
    assert answer["conversation"]["agent"] == {"id": talk.ann.id, "name": "Anna", "avatarUrl": None}


def test_a_cleared_name_is_cleared_in_earlier_messages() -> None:
    talk = Talk()
    visitor.update(talk.owner.tenant_id, talk.kim.id, {"user_name": None})
    assert call("agent_messages_list", talk.bea, id=talk.id)[1]["messages"][0]["senderName"] is None
