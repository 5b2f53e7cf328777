"""WebSocket recipients, unreachable connections, and presence."""

import json
import os
from collections.abc import Iterable
from copy import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import unquote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from connextlive.aws.sigv4 import region
from connextlive.chat import conversation, message, message_edit, summary, visitor
from connextlive.chat.message import Draft
from connextlive.chat.summary import Basis, Points
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import api_key, user, workspace
from connextlive.realtime import connection, presence, sockets
from connextlive.realtime.schemas.frames import MOST_BYTES
from connextlive.table import writes
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    deliver,
    invoke,
)
from tools.generate.web_types import FRAMES


class Gateway:
    """Stands in for @connections: records frames per connection, and responds as configured."""

    def __init__(self) -> None:
        self.told: dict[str, list[Json]] = {}
        self.closed: list[str] = []
        self.answers: dict[str, int] = {}

    def request(self, method: str, connection_id: str, body: bytes = b"") -> int:
        status = self.answers.get(connection_id, 200)
        if method == "DELETE":
            self.closed.append(connection_id)
        elif status == 200:
            assert len(body) <= MOST_BYTES
            frame = json.loads(body)
            schemas = (shape.model_json_schema(mode="serialization") for shape in FRAMES[frame["type"]])
            assert frame["data"].keys() in [schema["properties"].keys() for schema in schemas]
            self.told.setdefault(connection_id, []).append(frame)
        return status

    def types(self, connection_id: str) -> list[str]:
        return [frame["type"] for frame in self.told.get(connection_id, [])]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()
    monkeypatch.setattr(sockets, "_request", gateway.request)
    return gateway


def an_event(by: Caller, connection_id: str, body: str | None = None) -> Json:
    authorizer = {"tenantId": by.tenant_id, "userId": by.id, "role": by.role, "name": by.name, "keyId": by.key_id or ""}
    more = {"tokenVersion": by.token_version, "expiresAt": by.expires_at, "access": by.access}
    authorizer |= {name: str(value) for name, value in more.items() if value is not None}
    return {"requestContext": {"connectionId": connection_id, "authorizer": authorizer}, "body": body}


def connects(by: Caller, connection_id: str) -> None:
    assert invoke("ws_connect", an_event(by, connection_id)) == {"statusCode": 200}


def disconnects(by: Caller, connection_id: str) -> None:
    assert invoke("ws_disconnect", an_event(by, connection_id)) == {"statusCode": 200}


def says(by: Caller, frame: Any, connection_id: str = "x") -> Json:
    """The reply to a client's frame."""
    body = frame if isinstance(frame, str) else json.dumps(frame)
    answer = invoke("ws_default", an_event(by, connection_id, body))
    assert answer["statusCode"] == 200
    answered: Json = json.loads(answer.get("body", "{}"))
    return answered


def notify(records: Iterable[Json]) -> None:
    deliver("on_table_change_notify", records)


@pytest.fixture
def owner(cloud: None) -> Caller:
    return a_tenant()


# ── Who is told what ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_reaches_the_people_and_its_visitor_and_nobody_else(
    owner: Caller, changes: Changes, gateway: Gateway
) -> None:
    anna, vera, other = an_agent(owner), a_visitor(owner), a_visitor(owner)
    stranger = an_agent(a_tenant())
    connects(owner, "owner")
    connects(anna, "anna")
    connects(vera, "vera")
    connects(other, "other")
    connects(stranger, "stranger")
    changes.new()
    message.send_as_visitor(vera, Draft("Hello"))
    notify(changes.new())
    for told in ("owner", "anna", "vera"):
        assert gateway.types(told) == ["conversation.created", "message.created"]
    assert gateway.told.keys() == {"owner", "anna", "vera"}
    assert gateway.told["anna"][1]["data"]["message"]["content"] == "Hello"
    assert {frame["id"] for frame in gateway.told["anna"]} == {frame["id"] for frame in gateway.told["vera"]}


def test_a_visitor_never_hears_of_notes_and_tags(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    connects(anna, "anna")
    connects(vera, "vera")
    changes.new()
    message.send_as_agent(owner.tenant_id, conversation_id, anna.id, Draft("Difficult", is_internal=True))
    visitor.update(owner.tenant_id, vera.id, {"tags": ["difficult"], "notes": "difficult"})
    notify(changes.new())
    assert gateway.types("anna") == ["message.created"]
    assert "vera" not in gateway.told
    message.send_as_agent(owner.tenant_id, conversation_id, anna.id, Draft("Hello Vera"))
    notify(changes.new())
    [assigned, _seen, created] = gateway.told["vera"]
    assert created["data"]["conversation"]["messageCount"] == 2
    assert not {"tags", "topics", "resolution"} & assigned["data"]["conversation"].keys()


def test_an_edited_or_deleted_message_is_sent_as_it_is_now(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    sent, _ = message.send_as_agent(owner.tenant_id, conversation_id, anna.id, Draft("Helo"))
    note, _ = message.send_as_agent(owner.tenant_id, conversation_id, anna.id, Draft("Dificult", is_internal=True))
    connects(owner, "owner")
    connects(vera, "vera")
    changes.new()
    message_edit.edit(anna, conversation_id, sent.id, "Hello")
    message_edit.delete(anna, conversation_id, sent.id)
    message_edit.edit(anna, conversation_id, note.id, "Difficult")
    notify(changes.new())
    told = {
        name: [(frame["type"], frame["data"]["message"]["content"]) for frame in frames]
        for name, frames in gateway.told.items()
    }
    public = [("message.updated", "Hello"), ("message.updated", "")]
    assert told == {"vera": public, "owner": [*public, ("message.updated", "Difficult")]}


def test_frames_are_identical_when_a_change_is_redelivered(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    connects(owner, "owner")
    changes.new()
    a_conversation(owner)
    records = changes.new()
    notify(records)
    notify(records)
    told = [frame["id"] for frame in gateway.told["owner"]]
    assert told[:3] == told[3:]
    assert len(set(told)) == 3


def test_what_becomes_of_a_conversation(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    anna, bert, vera = an_agent(owner), an_agent(owner, "Bert"), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    connects(anna, "anna")
    connects(vera, "vera")
    changes.new()
    tenant_id = owner.tenant_id
    conversation.assign(tenant_id, conversation_id, anna.id)
    conversation.assign(tenant_id, conversation_id, bert.id)
    message.mark_read(tenant_id, conversation_id, "AGENT")
    message.resolve(tenant_id, conversation_id, anna.id, "Resolved.")
    message.mark_read(tenant_id, conversation_id, "VISITOR")
    conversation.rate(tenant_id, conversation_id, 5, None)
    conversation.delete(tenant_id, conversation_id)
    notify(changes.new())
    expected = ["conversation.assigned", "conversation.assigned", "messages.seen", "conversation.resolved"]
    expected += ["messages.seen", "conversation.updated", "conversation.deleted"]
    # The system message of the resolution was deleted with the conversation before it could be told.
    for told in ("anna", "vera"):
        assert [kind for kind in gateway.types(told) if kind != "message.created"] == expected
    frames = gateway.told["anna"]
    assert frames[1]["data"]["previousAgentId"] == anna.id
    seen = [frame["data"] for frame in frames if frame["type"] == "messages.seen"]
    assert [one["seenBy"] for one in seen] == ["AGENT", "VISITOR"]
    assert frames[-1]["data"] == {"conversationId": conversation_id}


def test_a_change_invisible_to_the_visitor_is_not_sent_to_them(
    owner: Caller, changes: Changes, gateway: Gateway
) -> None:
    vera = a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    connects(owner, "owner")
    connects(vera, "vera")
    changes.new()
    held = conversation.load(owner.tenant_id, conversation_id)
    held.topics = ["shipping"]
    held.save()
    notify(changes.new())
    assert gateway.types("owner") == ["conversation.updated"]
    assert "vera" not in gateway.told


def test_a_heartbeat_is_nobodys_business(owner: Caller, changes: Changes, gateway: Gateway, clock: Clock) -> None:
    vera = a_visitor(owner)
    a_conversation(owner, by=vera)
    connects(owner, "owner")
    changes.new()
    for _ in range(4):
        clock.advance(25)
        visitor.seen(vera.tenant_id, vera.id)
    notify(changes.new())
    assert gateway.told == {}


def test_the_team_is_told_once_what_has_reached_a_visitor(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    here = a_conversation(owner, by=vera)
    sent, _ = message.send_as_agent(owner.tenant_id, here, anna.id, Draft("Hello"))
    connects(anna, "anna")
    connects(vera, "vera")
    changes.new()
    for _ in range(2):
        assert says(vera, {"type": "ping", "receivedId": sent.id}, "vera")["type"] == "pong"
    told = changes.new()
    assert [record["dynamodb"]["Keys"]["sk"]["S"] for record in told] == [vera.id] * 2
    notify(told)
    (frame,) = gateway.told["anna"]
    assert (frame["type"], frame["data"]) == ("messages.delivered", {"visitorId": vera.id, "messageId": sent.id})
    assert "vera" not in gateway.told
    shown = call("agent_conversations_get", anna, id=here)[1]["conversation"]["visitor"]
    assert (shown["receivedId"], shown["isOnline"]) == (sent.id, True)


def test_a_hidden_page_says_what_has_reached_it_and_its_visitor_stays_away(
    owner: Caller, changes: Changes, gateway: Gateway
) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    here = a_conversation(owner, by=vera)
    visitor.left(owner.tenant_id, vera.id)
    sent, _ = message.send_as_agent(owner.tenant_id, here, anna.id, Draft("Are you there?"))
    connects(anna, "anna")
    changes.new()
    assert says(vera, {"type": "ping", "isHere": False, "receivedId": sent.id})["type"] == "pong"
    notify(changes.new())
    assert [frame["data"] for frame in gateway.told["anna"]] == [{"visitorId": vera.id, "messageId": sent.id}]
    shown = call("agent_conversations_get", anna, id=here)[1]["conversation"]["visitor"]
    assert (shown["receivedId"], shown["isOnline"]) == (sent.id, False)


def test_what_has_been_received_outlives_the_visit_and_is_not_told_again(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock
) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    here = a_conversation(owner, by=vera)
    sent = [message.send_as_agent(owner.tenant_id, here, anna.id, Draft(text))[0].id for text in ("One", "Two")]
    first, second = sent
    visitor.seen(owner.tenant_id, vera.id, None, second)
    connects(anna, "anna")
    changes.new()
    visitor.seen(owner.tenant_id, vera.id, None, first)  # an older tab
    visitor.left(owner.tenant_id, vera.id)
    clock.advance(90)
    visitor.seen(owner.tenant_id, vera.id)
    notify(changes.new())
    assert gateway.types("anna") == ["presence.changed", "presence.changed"]
    assert call("agent_conversations_get", anna, id=here)[1]["conversation"]["visitor"]["receivedId"] == second


def test_nobody_has_received_what_is_yet_to_be_written(owner: Caller, clock: Clock) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    here = a_conversation(owner, by=vera)
    call("widget_heartbeat", vera, {"receivedId": f"msg_7{'Z' * 25}"})
    clock.advance(1)
    sent, _ = message.send_as_agent(owner.tenant_id, here, anna.id, Draft("Hello"))
    assert call("agent_conversations_get", anna, id=here)[1]["conversation"]["visitor"]["receivedId"] < sent.id


def test_a_message_too_long_for_a_frame_is_cut(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    vera = a_visitor(owner)
    connects(owner, "owner")
    connects(vera, "vera")
    changes.new()
    message.send_as_visitor(vera, Draft("😀" * 10_000))
    notify(changes.new())
    for told in ("owner", "vera"):
        data = gateway.told[told][1]["data"]
        assert data["truncated"] is True
        assert 4_000 < len(data["message"]["content"]) < 10_000


# ── Connections ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_connection_is_deleted_and_delays_nobody(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock
) -> None:
    anna = an_agent(owner)
    connects(owner, "owner")
    connects(anna, "anna")
    clock.advance(connection.OPENING + 1)
    gateway.answers["anna"] = 410
    changes.new()
    a_conversation(owner)
    notify(changes.new())
    assert gateway.types("owner") == ["presence.changed", "conversation.created", "message.created"]
    assert [one.id for one in connection.of_people(owner.tenant_id)] == ["owner"]
    assert not user.is_online(owner.tenant_id, anna.id)


def test_a_connection_that_is_still_being_opened_is_kept(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    connects(owner, "owner")
    gateway.answers["owner"] = 410
    changes.new()
    a_conversation(owner)
    notify(changes.new())
    assert [one.id for one in connection.of_people(owner.tenant_id)] == ["owner"]


def test_a_connection_that_missed_a_frame_is_closed(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    connects(owner, "owner")
    gateway.answers["owner"] = 500
    changes.new()
    a_conversation(owner)
    notify(changes.new())
    assert gateway.closed == ["owner"]
    assert connection.of_people(owner.tenant_id) == []


def test_a_connection_expires(owner: Caller, clock: Clock) -> None:
    connects(owner, "owner")
    clock.advance(connection.LIVES + 1)
    assert [one.has_expired for one in connection.of_people(owner.tenant_id)] == [True]


def test_who_is_locked_out_is_disconnected(owner: Caller, changes: Changes, gateway: Gateway) -> None:
    agents = {name: an_agent(owner, name) for name in ("deactivated", "reset", "removed", "renamed")}
    key, _ = a_key(owner)
    deleted, keyless, stays = a_visitor(owner), a_visitor(owner, key), a_visitor(owner)
    for name, agent in agents.items():
        connects(agent, name)
    connects(deleted, "deleted")
    connects(Caller(keyless.tenant_id, keyless.id, keyless.role, keyless.name, key.id), "keyless")
    connects(Caller(stays.tenant_id, stays.id, stays.role, stays.name, "key_other"), "stays")
    changes.new()
    user.update(owner.tenant_id, agents["deactivated"].id, {"status": "INACTIVE"}, revoke=True)
    user.update(owner.tenant_id, agents["reset"].id, {}, revoke=True)
    user.update(owner.tenant_id, agents["renamed"].id, {"name": "Renate"})
    user.remove_agent(owner.tenant_id, agents["removed"].id)
    visitor.delete(owner.tenant_id, deleted.id)
    api_key.delete(owner.tenant_id, key.id)
    notify(changes.new())
    assert sorted(gateway.closed) == ["deactivated", "deleted", "keyless", "removed", "reset"]
    assert [one.id for one in connection.of_people(owner.tenant_id)] == ["renamed"]
    assert connection.of_person(owner.tenant_id, keyless.id) == []
    assert [one.id for one in connection.of_person(owner.tenant_id, stays.id)] == ["stays"]


# ── Typing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_typing_is_sent_to_the_others(owner: Caller, gateway: Gateway) -> None:
    anna, vera, other = an_agent(owner), a_visitor(owner), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    for name, person in {"owner": owner, "anna": anna, "vera": vera, "other": other}.items():
        connects(person, name)
    assert says(anna, {"type": "typing", "conversationId": conversation_id}) == {}
    assert gateway.told.keys() == {"owner", "vera"}
    [frame] = gateway.told["vera"]
    assert frame["type"] == "typing.started"
    assert frame["data"] == {
        "conversationId": conversation_id,
        "senderType": "AGENT",
        "senderId": anna.id,
        "senderName": anna.name,
    }
    assert says(vera, {"type": "typing", "isTyping": False}) == {}
    assert gateway.types("anna") == ["typing.stopped"]
    assert gateway.types("vera") == ["typing.started"]


def test_only_the_team_learns_that_a_note_is_being_written(owner: Caller, gateway: Gateway) -> None:
    anna, ben, vera = an_agent(owner), an_agent(owner, "Ben"), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    for name, person in {"anna": anna, "ben": ben, "vera": vera}.items():
        connects(person, name)
    for is_typing in (True, False):
        frame = {"type": "typing", "conversationId": conversation_id, "isInternal": True, "isTyping": is_typing}
        assert says(anna, frame) == {}
    assert gateway.told.keys() == {"ben"}
    assert gateway.types("ben") == ["typing.started", "typing.stopped"]
    assert gateway.told["ben"][0]["data"]["isInternal"] is True


@pytest.mark.parametrize(("wants", "seen"), [(True, "My card is 47"), (False, None), (None, None)])
def test_what_a_visitor_types_is_shown_to_the_team_only_if_the_workspace_wants_it(
    owner: Caller, changes: Changes, gateway: Gateway, wants: bool | None, seen: str | None
) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    if wants is not None:
        workspace.update(owner.tenant_id, {"settings": {"widget": {"typingPreview": wants}}})
    connects(anna, "anna")
    connects(vera, "vera")
    connects(vera, "vera's other tab")
    changes.new()
    assert says(vera, {"type": "typing", "content": "My card is 47"}) == {}
    assert gateway.told.keys() == {"anna"}
    assert gateway.told["anna"][0]["data"] == {
        "conversationId": conversation_id,
        "senderType": "VISITOR",
        "senderId": vera.id,
        "senderName": "Vera Visitor",
        "isInternal": False,
        "content": seen,
    }
    assert changes.new() == []  # nothing is stored


def test_what_an_agent_types_is_shown_to_nobody(owner: Caller, gateway: Gateway) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    conversation_id = a_conversation(owner, by=vera)
    workspace.update(owner.tenant_id, {"settings": {"widget": {"typingPreview": True}}})
    connects(owner, "owner")
    connects(vera, "vera")
    says(anna, {"type": "typing", "conversationId": conversation_id, "content": "You may not", "isInternal": True})
    says(anna, {"type": "typing", "conversationId": conversation_id, "content": "You may not"})
    assert "You may not" not in json.dumps(gateway.told)


# ── Viewing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def looks(by: Caller, connection_id: str, conversation_id: str | None) -> Json:
    frame = {"type": "viewing", **({"conversationId": conversation_id} if conversation_id else {})}
    return says(by, frame, connection_id)


def viewers(gateway: Gateway, connection_id: str) -> list[list[str]]:
    told = gateway.told.get(connection_id, [])
    return [[one["name"] for one in frame["data"]["viewers"]] for frame in told if frame["type"] == "viewers.changed"]


def test_colleagues_learn_who_looks_at_the_same_conversation_until_the_connection_ends(
    owner: Caller, gateway: Gateway
) -> None:
    anna, ben, cleo, vera = an_agent(owner), an_agent(owner, "Ben"), an_agent(owner, "Cleo"), a_visitor(owner)
    here, elsewhere = a_conversation(owner, by=vera), a_conversation(owner)
    for name, person in {"anna": anna, "ben": ben, "cleo": cleo, "vera": vera}.items():
        connects(person, name)
    looks(anna, "anna", here)
    looks(cleo, "cleo", elsewhere)
    looks(ben, "ben", here)
    looks(ben, "ben", here)
    assert viewers(gateway, "anna") == [["Anna Agent"], ["Anna Agent", "Ben"]]
    assert viewers(gateway, "cleo") == [["Cleo"]]
    invoke("ws_disconnect", an_event(ben, "ben"))
    assert viewers(gateway, "anna")[2:] == [["Anna Agent"]]
    looks(cleo, "cleo", here)
    looks(cleo, "cleo", None)
    assert viewers(gateway, "anna")[3:] == [["Anna Agent", "Cleo"], ["Anna Agent"]]
    assert "vera" not in gateway.told


def test_a_connection_that_is_gone_looks_at_nothing(owner: Caller, gateway: Gateway) -> None:
    anna, ben = an_agent(owner), an_agent(owner, "Ben")
    here = a_conversation(owner)
    for name, person in {"anna": anna, "ben": ben}.items():
        connects(person, name)
        looks(person, name, here)
    gateway.answers["ben"] = 410
    writes.set_fields(f"{owner.tenant_id}#connections", f"{ben.id}#ben", {"opened_at": 0})
    looks(anna, "anna", None)
    looks(anna, "anna", here)
    assert viewers(gateway, "anna")[-1] == ["Anna Agent"]


def test_nobody_looks_at_what_they_may_not_see(owner: Caller, gateway: Gateway) -> None:
    anna, vera, stranger = an_agent(owner), a_visitor(owner), an_agent(a_tenant())
    own = an_agent(owner, "Own", conversation_access="OWN")._replace(access="OWN")
    here = a_conversation(owner, by=vera, agent=anna, status="ACTIVE")
    for name, person in {"own": own, "stranger": stranger, "vera": vera}.items():
        connects(person, name)
        answer = looks(person, name, here)
        assert (answer["type"], answer["data"]) == ("error", {"message": "Conversation not found"})
    assert gateway.told == {}


def test_typing_in_a_conversation_of_somebody_else(owner: Caller, gateway: Gateway) -> None:
    vera, other, stranger = a_visitor(owner), a_visitor(owner), a_tenant()
    conversation_id = a_conversation(owner, by=vera)
    connects(owner, "owner")
    connects(vera, "vera")
    for person in (other, stranger):
        answer = says(person, {"type": "typing", "conversationId": conversation_id})
        assert (answer["type"], answer["data"]) == ("error", {"message": "Conversation not found"})
    assert says(other, {"type": "typing"}) == {}
    assert gateway.told == {}


def of_two(owner: Caller, vera: Caller) -> tuple[str, str]:
    """A visitor's conversations, of which the first is Anna's and the second Olli's, who see their own only."""
    workspace.update(owner.tenant_id, {"settings": {"conversations": {"rule": "several"}}})
    ids = [message.send_as_visitor(vera, Draft("Hello", begins=True))[1].id for _ in range(2)]
    for name, one in zip(("Anna", "Olli"), ids, strict=True):
        agent = an_agent(owner, name, conversation_access="OWN")._replace(access="OWN")
        conversation.assign(owner.tenant_id, one, agent.id)
        connects(agent, name)
    return ids[0], ids[1]


def test_a_visitor_types_in_the_conversation_that_they_say_or_else_in_their_newest(
    owner: Caller, gateway: Gateway
) -> None:
    vera = a_visitor(owner)
    first, second = of_two(owner, vera)
    for said, told, one in ({"conversationId": first}, "Anna", first), ({}, "Olli", second):
        gateway.told.clear()
        assert says(vera, {"type": "typing"} | said) == {}
        assert {name: frames[0]["data"]["conversationId"] for name, frames in gateway.told.items()} == {told: one}


def test_whoever_sees_one_of_a_visitors_conversations_is_told_of_their_presence_but_not_of_the_other(
    owner: Caller, gateway: Gateway, changes: Changes
) -> None:
    vera = a_visitor(owner)
    first, _ = of_two(owner, vera)
    changes.new()
    visitor.left(owner.tenant_id, vera.id)
    notify(changes.new())
    assert {*gateway.types("Anna")} == {*gateway.types("Olli")} == {"presence.changed"}
    gateway.told.clear()
    points = Points(["A refund"], [], [], [], "embedded")
    assert summary.keep(owner.tenant_id, first, Basis("", None, "en"), points)
    notify(changes.new())
    assert (gateway.types("Anna"), gateway.types("Olli")) == (["conversation.summarized"], [])


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '{"type": "shout"}',
        '{"type": "ping", "more": 1}',
        '{"type": "typing", "isTyping": 1}',
    ],
)
def test_anything_else_is_an_error(owner: Caller, frame: str) -> None:
    answer = says(owner, frame)
    assert answer["type"] == "error"
    assert answer["data"] == {"message": "Expected a frame of type ping, typing or viewing"}


# ── Presence ────────────────────────────────────────────────────────────────────────────────────────────────────────


def here_and_gone(gateway: Gateway, connection_id: str) -> list[tuple[str, bool]]:
    data = [frame["data"] for frame in gateway.told.get(connection_id, []) if frame["type"] == "presence.changed"]
    return [(one.get("visitorId") or one["agentId"], one["isOnline"]) for one in data]


def listed_online(of: Caller) -> int:
    return int(call("tenant_visitors_list", of)[1]["stats"]["online"])


def test_a_ping_is_answered(owner: Caller) -> None:
    assert says(owner, {"type": "ping"})["type"] == "pong"


def test_a_visitor_comes_and_goes(owner: Caller, changes: Changes, gateway: Gateway, clock: Clock) -> None:
    vera = a_visitor(owner)
    clock.advance(100)
    connects(owner, "owner")
    clock.advance(1)
    changes.new()
    connects(vera, "tab1")
    connects(vera, "tab2")
    notify(changes.new())
    assert here_and_gone(gateway, "owner") == [(vera.id, True)]
    assert listed_online(owner) == 1
    clock.advance(5)
    disconnects(vera, "tab1")
    notify(changes.new())
    assert len(here_and_gone(gateway, "owner")) == 1
    disconnects(vera, "tab2")
    notify(changes.new())
    assert here_and_gone(gateway, "owner")[1:] == [(vera.id, False)]
    assert listed_online(owner) == 0
    assert visitor.read(owner.tenant_id, vera.id)["last_seen_at"] == timestamp()


def test_changing_an_offline_visitor_keeps_them_offline(owner: Caller, clock: Clock) -> None:
    vera = a_visitor(owner)
    a_conversation(owner, by=vera)
    connects(vera, "vera")
    clock.advance(1)
    disconnects(vera, "vera")
    visitor.update(owner.tenant_id, vera.id, {"user_name": "Vera V."})
    assert listed_online(owner) == 0
    (listed,) = call("tenant_conversations_list", owner)[1]["conversations"]
    assert (listed["visitor"]["userName"], listed["visitor"]["isOnline"]) == ("Vera V.", False)


def test_a_crashed_visitors_departure_is_sent_on_the_next_ping(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock
) -> None:
    vera = a_visitor(owner)
    connects(owner, "owner")
    connects(vera, "vera")
    changes.new()
    for _ in range(2):
        clock.advance(29)
        says(owner, {"type": "ping"})
    notify(changes.new())
    assert here_and_gone(gateway, "owner") == []
    clock.advance(2)
    assert listed_online(owner) == 0
    says(owner, {"type": "ping"})
    says(owner, {"type": "ping"})
    notify(changes.new())
    assert here_and_gone(gateway, "owner") == [(vera.id, False)]
    clock.advance(1)
    says(vera, {"type": "ping"})
    notify(changes.new())
    assert here_and_gone(gateway, "owner")[1:] == [(vera.id, True)]


def test_pinging_keeps_somebody_online(owner: Caller, clock: Clock) -> None:
    vera, anna = a_visitor(owner), an_agent(owner)
    conversation_id = a_conversation(owner, by=vera)
    connects(vera, "vera")
    connects(anna, "anna")
    for _ in range(10):
        clock.advance(24.9)
        assert listed_online(owner) == 1
        assert user.is_online(owner.tenant_id, anna.id)
        shown = call("tenant_conversations_get", owner, id=conversation_id)[1]["conversation"]
        assert shown["visitor"]["isOnline"] is True
        says(vera, {"type": "ping"})
        says(anna, {"type": "ping"})


def test_an_agents_presence_is_sent_to_their_visitors(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock
) -> None:
    anna, bert = an_agent(owner), an_agent(owner, "Bert")
    vera, other = a_visitor(owner), a_visitor(owner)
    a_conversation(owner, "ACTIVE", agent=anna, by=vera)
    a_conversation(owner, "ACTIVE", agent=bert, by=other)
    connects(owner, "owner")
    connects(vera, "vera")
    connects(other, "other")
    changes.new()
    connects(anna, "anna")
    clock.advance(1)
    disconnects(anna, "anna")
    notify(changes.new())
    assert here_and_gone(gateway, "owner") == [(anna.id, True), (anna.id, False)]
    assert here_and_gone(gateway, "vera") == [(anna.id, True), (anna.id, False)]
    assert here_and_gone(gateway, "other") == []


def test_a_crashed_agents_departure_is_sent_on_a_colleagues_ping(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock
) -> None:
    anna = an_agent(owner)
    connects(anna, "anna")
    clock.advance(61)
    changes.new()
    connects(owner, "owner")
    says(owner, {"type": "ping"})
    notify(changes.new())
    assert here_and_gone(gateway, "owner") == [(anna.id, False)]


def test_a_deactivated_agent_is_not_here(owner: Caller) -> None:
    anna = an_agent(owner)
    user.update(owner.tenant_id, anna.id, {"status": "INACTIVE"})
    presence.here(anna)
    assert user.load(owner.tenant_id, anna.id).last_seen_at is None


# ── The management API ──────────────────────────────────────────────────────────────────────────────────────────────


class Management(BaseHTTPRequestHandler):
    """Responds with the next of `statuses`."""

    protocol_version = "HTTP/1.1"
    statuses: ClassVar[list[int]]
    requests: ClassVar[list[tuple[str, str, bytes]]]
    headers_seen: ClassVar[list[dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.headers_seen.append({name.lower(): value for name, value in self.headers.items()})
        self.requests.append((self.command, unquote(self.path), body))
        self.send_response(self.statuses.pop(0))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_DELETE = do_POST

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def management(monkeypatch: pytest.MonkeyPatch) -> Any:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Management)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("CONNECTIONS_URL", f"http://127.0.0.1:{server.server_port}/live")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    Management.requests, Management.headers_seen = [], []
    yield Management
    sockets._management(os.environ["CONNECTIONS_URL"])._idle.clear()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("statuses", "expected"), [([200], 200), ([410], 410), ([500, 200], 200), ([429, 500, 503], 503), ([403], 403)]
)
def test_a_frame_is_posted_signed_and_tried_again(management: Any, statuses: list[int], expected: int) -> None:
    management.statuses = list(statuses)
    assert sockets._request("POST", "a/b=", b"hello") == expected
    assert management.requests == [("POST", "/live/@connections/a/b=", b"hello")] * len(statuses)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTIONS_URL", "http://127.0.0.1:9/live")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert sockets._request("POST", "a") == 0


def test_a_request_is_signed_as_botocore_signs_it(management: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    management.statuses = [200]
    sockets._request("POST", "a/b=", b"hello")
    [headers] = management.headers_seen
    url = f"http://{headers['host']}/live/@connections/a%2Fb%3D"
    request = AWSRequest("POST", url, {"content-type": headers["content-type"]}, b"hello")
    at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: at)
    SigV4Auth(Credentials("key", "secret", "token"), "execute-api", region()).add_auth(request)
    assert headers["authorization"] == request.headers["Authorization"]


# ── A connection ends with its token ────────────────────────────────────────────────────────────────────────────────


def until(seconds: int, of: Caller, clock: Clock) -> Caller:
    """The caller, with a token that expires in this many seconds."""
    return replace(of, expires_at=int(clock.now) + seconds)


@pytest.mark.parametrize("role", ["CUSTOMER", "AGENT", "VISITOR"])
def test_a_connection_with_an_expired_token_receives_nothing_and_is_closed(
    owner: Caller, changes: Changes, gateway: Gateway, clock: Clock, role: str
) -> None:
    vera = a_visitor(owner)
    listener = until(60, {"CUSTOMER": owner, "VISITOR": vera}.get(role) or an_agent(owner), clock)
    connects(listener, "listener")
    changes.new()
    clock.advance(59)
    message.send_as_visitor(vera, Draft("In time"))
    notify(changes.new())
    assert "message.created" in gateway.types("listener")
    heard = len(gateway.told["listener"])
    clock.advance(2)
    message.send_as_visitor(vera, Draft("Too late"))
    notify(changes.new())
    assert len(gateway.told["listener"]) == heard
    assert gateway.closed == ["listener"]


@pytest.mark.parametrize("frame", [{"type": "ping"}, {"type": "typing", "isTyping": True}, "nonsense"])
def test_a_frame_on_an_expired_connection_closes_it(owner: Caller, gateway: Gateway, clock: Clock, frame: Any) -> None:
    vera = until(60, a_visitor(owner), clock)
    connects(vera, "vera")
    clock.advance(61)
    assert says(vera, frame, "vera") == {}
    assert gateway.closed == ["vera"]
    assert connection.of_person(vera.tenant_id, vera.id) == []


def test_a_ping_with_a_revoked_token_closes_the_connection(owner: Caller, gateway: Gateway) -> None:
    anna = replace(an_agent(owner), token_version=0)
    connects(anna, "anna")
    user.update(owner.tenant_id, anna.id, {}, revoke=True)
    assert says(anna, {"type": "ping"}, "anna") == {}
    assert gateway.closed == ["anna"]


def test_losing_access_while_connecting_prevents_the_connection(owner: Caller) -> None:
    anna, vera = an_agent(owner), a_visitor(owner)
    user.update(owner.tenant_id, anna.id, {"status": "INACTIVE"}, revoke=True)
    visitor.delete(owner.tenant_id, vera.id)
    for locked_out in (anna, vera):
        assert invoke("ws_connect", an_event(locked_out, "late")) == {"statusCode": 403}
        assert connection.of_person(locked_out.tenant_id, locked_out.id) == []
