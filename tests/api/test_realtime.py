"""The WebSocket: who may connect, who receives what, and that nothing is lost when it drops."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from .builders import PNG, a_conversation, an_upload
from .client import Agent, Api, Json, Person, Tenant, Visitor, becomes, eventually, stays
from .sockets import Socket, address, refusal

HIDDEN_FROM_VISITORS = ["secret note", "vip-tag", "private remark"]


# ── Being let in ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_health_returns_the_sockets_url(api: Api) -> None:
    assert address(api).startswith(("ws://", "wss://"))


def test_everybody_with_a_token_can_connect(tenant: Tenant) -> None:
    for person in (tenant, tenant.agent, tenant.visitor()):
        with Socket(person) as socket:
            socket.says({"type": "ping"})
            assert socket.hears("pong") == {}


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=a.b.c", "?other=1", "?token=%00"])
def test_a_request_without_a_token_is_refused(api: Api, query: str) -> None:
    assert refusal(api, query) == 401


def test_a_token_that_was_tampered_with_is_refused(tenant: Tenant) -> None:
    head, body, signature = tenant.token.split(".")
    assert refusal(tenant.api, f"?token={head}.{body}.{signature[:-2]}xx") == 401
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    assert refusal(tenant.api, f"?token={unsigned}.{body}.") == 401


def test_a_revoked_token_is_refused_at_once(tenant: Tenant) -> None:
    agent, visitor, key = tenant.invite_agent(), tenant.visitor(), tenant.new_key()
    keyless = tenant.visitor(key=key)
    tenant.patch(f"/api/tenant/agents/{agent.id}", {"status": "INACTIVE"}).ok()
    tenant.delete(f"/api/tenant/visitors/{visitor.id}").ok()
    tenant.delete(f"/api/tenant/api-keys/{key.id}").ok()
    assert [refusal(tenant.api, f"?token={person.token}") for person in (agent, visitor, keyless)] == [401, 401, 401]


# ── Who is told what ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_sent_to_those_who_may_see_it_as_rest_returns_it(tenant: Tenant) -> None:
    agent, visitor = tenant.agent, tenant.visitor("Vera Visitor")
    with Socket(tenant) as owners, Socket(agent) as agents, Socket(visitor) as visitors:
        visitor.sends("Hello").ok()
        for person, socket in ((tenant, owners), (agent, agents)):
            data = socket.hears("message.created")
            conversation = tenant.conversations()[0]
            assert data["message"] == tenant.messages(conversation["id"])[0]
            assert _steady(data["conversation"]) == _steady(conversation)
            assert person.get(f"/api/{'agent' if person is agent else 'tenant'}/conversations").status == 200
        data = visitors.hears("message.created")
        answer = visitor.get("/api/widget/messages").ok()
        assert data["message"] == answer["messages"][0]
        assert data["conversation"] == answer["conversation"]
        [frame] = visitors.told("message.created")
        assert frame.keys() == {"id", "type", "time", "data"}
        assert frame["id"].startswith("evt_")
        assert {f["id"] for f in visitors.frames} <= {f["id"] for f in agents.frames}


def _steady(conversation: Json) -> Json:
    """Without presence, which changes, and search matches."""
    return {name: value for name, value in conversation.items() if name not in ("visitor", "match")}


def test_nobody_else_is_notified(tenant: Tenant, api: Api) -> None:
    stranger = api.register("Other")
    visitor, other = tenant.visitor(), tenant.visitor()
    a_conversation(tenant, visitor=other)
    sockets = [Socket(person) for person in (stranger, stranger.agent, stranger.visitor(), other)]
    with Socket(tenant) as owners:
        conversation_id = visitor.says("Only for us")
        tenant.agent.sends(conversation_id, "Yes").ok()
        visitor.post("/api/widget/mark-read").ok()
        tenant.agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()
        owners.says({"type": "typing", "conversationId": conversation_id})
        tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
        owners.hears("conversation.deleted")
    for socket in sockets:
        told = socket.settles()
        assert [ours for ours in (tenant.id, conversation_id, visitor.id, "Only for us") if ours in str(told)] == []
        theirs = ["conversation.created", "message.created"] if socket is sockets[-1] else []
        assert {frame["type"] for frame in told} <= {"presence.changed", *theirs}
        socket.close()


def test_a_visitor_never_receives_internal_messages(tenant: Tenant) -> None:
    agent, visitor = tenant.agent, tenant.visitor("Vera")
    with Socket(visitor) as visitors, Socket(agent) as agents:
        conversation_id = visitor.says("Hello")
        agent.sends(conversation_id, "secret note", isInternal=True).ok()
        tenant.patch(f"/api/tenant/visitors/{visitor.id}", {"tags": ["vip-tag"], "notes": "private remark"}).ok()
        agent.sends(conversation_id, "Hello Vera").ok()
        agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()
        agents.hears("message.created", where=lambda data: data["message"]["content"] == "secret note")
        visitors.hears("message.created", where=lambda data: data["message"]["senderType"] == "SYSTEM")
        told = visitors.settles()
    begun = ["conversation.created", "message.created"]
    kinds = [frame["type"] for frame in told if frame["type"] not in ("conversation.updated", "presence.changed")]
    answered = ["conversation.assigned", "messages.seen", "message.created"]
    assert kinds == [*begun, *answered, "conversation.resolved", "message.created"]
    text = str(told)
    assert not [hidden for hidden in HIDDEN_FROM_VISITORS if hidden in text]
    for frame in told:
        allowed = set(visitor.get("/api/widget/messages").ok()["conversation"])
        assert set(frame["data"].get("conversation", {})) <= allowed


def test_what_happens_to_a_conversation(tenant: Tenant) -> None:
    agent, colleague, visitor = tenant.agent, tenant.invite_agent("Carla"), tenant.visitor()
    with Socket(tenant) as owners, Socket(visitor) as visitors:
        conversation_id = visitor.says("Hello")
        here = f"/api/agent/conversations/{conversation_id}"
        agent.sends(conversation_id, "Hi").ok()
        agent.post(f"{here}/assign", {"agentId": colleague.id}).ok()
        tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": "WAITING"}).ok()
        colleague.post(f"{here}/resolve").ok()
        visitor.post("/api/widget/rating", {"score": 5}).ok()
        visitor.sends("One more thing").ok()
        tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
        owners.hears("conversation.deleted")
        assert visitors.hears("conversation.deleted") == {"conversationId": conversation_id}
        for socket in (owners, visitors):
            # Who came and went is told in between, whenever the stream gets to it.
            kinds = [kind for kind in socket.types if kind != "presence.changed"]
            assert (kinds[0], kinds[-1]) == ("conversation.created", "conversation.deleted")
            assigned = [f["data"]["previousAgentId"] for f in socket.told("conversation.assigned")]
            assert assigned == [None, agent.id]
            assert [f["data"]["conversation"]["status"] for f in socket.told("conversation.resolved")] == ["CLOSED"]
            updated = [f["data"]["conversation"] for f in socket.told("conversation.updated")]
            assert updated[0]["status"] == "WAITING"
            assert {one["rating"]["score"] for one in updated if one["rating"]} == {5}


def test_files_come_with_links(tenant: Tenant) -> None:
    agent, visitor = tenant.agent, tenant.visitor()
    conversation_id = visitor.says()
    with Socket(visitor) as visitors:
        upload = an_upload(agent, f"/api/agent/conversations/{conversation_id}/attachments", PNG)
        agent.sends(conversation_id, "A picture", attachmentIds=[upload]).ok()
        picture = visitors.hears("message.created", where=lambda data: data["message"]["content"] == "A picture")
    [file] = picture["message"]["attachments"]
    assert httpx.get(file["url"]).content == PNG


def test_a_message_that_does_not_fit_is_truncated_and_marked(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    with Socket(visitor) as visitors, Socket(tenant) as owners:
        visitor.sends("Ж€😀" * 3_333).ok()
        for socket in (visitors, owners):
            data = socket.hears("message.created")
            assert data["truncated"] is True
            assert ("Ж€😀" * 3_333).startswith(data["message"]["content"])
        visitor.sends("short").ok()
        assert (
            visitors.hears("message.created", where=lambda d: d["message"]["content"] == "short")["truncated"] is False
        )


def test_seen_receipts(tenant: Tenant) -> None:
    agent, visitor = tenant.agent, tenant.visitor()
    conversation_id = visitor.says()
    with Socket(agent) as agents, Socket(visitor) as visitors:
        agent.post(f"/api/agent/conversations/{conversation_id}/mark-read").ok()
        for socket in (agents, visitors):
            seen = socket.hears("messages.seen")
            assert (seen["conversationId"], seen["seenBy"]) == (conversation_id, "AGENT")
            assert seen["seenAt"] == visitor.messages()[0]["seenAt"]
        agent.sends(conversation_id, "Hi").ok()
        visitor.post("/api/widget/mark-read").ok()
        agents.hears("messages.seen", where=lambda data: data["seenBy"] == "VISITOR")
        agents.settles()
        visitor.post("/api/widget/mark-read").ok()
        assert [frame for frame in agents.settles() if frame["type"] != "presence.changed"] == []


def test_frames_of_a_conversation_come_in_order(tenant: Tenant) -> None:
    agent, visitor = tenant.agent, tenant.visitor()
    with Socket(agent) as agents, Socket(visitor) as visitors:
        conversation_id = visitor.says("0")
        senders = [
            threading.Thread(target=lambda say=say: [say(str(n)).ok() for n in range(15)])
            for say in (visitor.sends, lambda content: agent.sends(conversation_id, content))
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        expected = [message["id"] for message in visitor.messages(limit=100)]
        for socket in (agents, visitors):
            becomes(partial(_message_ids, socket), expected)
            assert socket.repeated == 0 or "DUPLICATES" in os.environ


def _message_ids(socket: Socket) -> list[str]:
    return [frame["data"]["message"]["id"] for frame in socket.told("message.created")]


# ── What clients say ────────────────────────────────────────────────────────────────────────────────────────────────


def test_typing_is_sent_to_the_others(tenant: Tenant) -> None:
    agent, visitor, other = tenant.agent, tenant.visitor("Vera"), tenant.visitor()
    conversation_id = visitor.says()
    a_conversation(tenant, visitor=other)
    with Socket(tenant) as owners, Socket(agent) as agents, Socket(visitor) as visitors, Socket(other) as others:
        visitors.says({"type": "typing", "isTyping": True})
        is_reply = {"isInternal": False, "content": None}
        expected = {"conversationId": conversation_id, "senderType": "VISITOR", "senderId": visitor.id, **is_reply}
        for socket in (owners, agents):
            assert socket.hears("typing.started") == {**expected, "senderName": "Vera"}
        agents.says({"type": "typing", "conversationId": conversation_id, "isTyping": False})
        said = {"conversationId": conversation_id, "senderType": "AGENT", "senderId": agent.id}
        assert visitors.hears("typing.stopped") == {**said, "senderName": agent.name}
        assert owners.hears("typing.stopped") == {**said, "senderName": agent.name, **is_reply}
        assert visitors.told("typing.started") == agents.told("typing.stopped") == []
        assert others.told("typing.started", "typing.stopped") == []


def test_typing_where_one_has_no_business(tenant: Tenant, api: Api) -> None:
    visitor, other, stranger = tenant.visitor(), tenant.visitor(), api.register()
    conversation_id = visitor.says()
    with Socket(tenant) as owners, Socket(visitor) as visitors:
        for person in (other, stranger, stranger.agent):
            with Socket(person) as socket:
                socket.says({"type": "typing", "conversationId": conversation_id})
                assert socket.hears("error") == {"message": "Conversation not found"}
        assert visitors.told("typing.started") == owners.told("typing.started") == []


@pytest.mark.parametrize(
    "frame", ["hello", "[]", "null", '{"type": "message.created"}', '{"type": "ping", "x": 1}', b"\x00\xff"]
)
def test_what_is_no_frame_is_answered_by_an_error_and_changes_nothing(tenant: Tenant, frame: str | bytes) -> None:
    with Socket(tenant) as socket:
        socket.says(frame)
        assert set(socket.hears("error")) == {"message"}
        socket.says({"type": "ping"})
        socket.hears("pong")


def test_a_frame_over_32_kb_closes_the_connection(tenant: Tenant) -> None:
    with Socket(tenant) as socket:
        socket.says('{"type": "ping", "x": "' + "x" * 33_000 + '"}')
        eventually(socket.has_ended)


# ── Connections ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _locked_out(tenant: Tenant) -> dict[str, tuple[Person, Callable[[], Any]]]:
    agents = [tenant.invite_agent() for _ in range(3)]
    visitor, key = tenant.visitor(), tenant.new_key()

    def reset() -> None:
        tenant.api.post("/api/auth/forgot-password", {"email": agents[2].email}).ok()
        token = tenant.api.mailed_token(agents[2].email, nth=2)
        tenant.api.post("/api/auth/reset-password", {"token": token, "password": "another horse 3"}).ok()

    return {
        "deactivated": (
            agents[0],
            lambda: tenant.patch(f"/api/tenant/agents/{agents[0].id}", {"status": "INACTIVE"}).ok(),
        ),
        "removed": (agents[1], lambda: tenant.delete(f"/api/tenant/agents/{agents[1].id}").ok()),
        "password": (agents[2], reset),
        "visitor": (visitor, lambda: tenant.delete(f"/api/tenant/visitors/{visitor.id}").ok()),
        "key": (tenant.visitor(key=key), lambda: tenant.delete(f"/api/tenant/api-keys/{key.id}").ok()),
    }


def test_losing_access_closes_the_connection(tenant: Tenant) -> None:
    with Socket(tenant) as owners, Socket(tenant.visitor()) as bystander:
        for reason, (person, lock_out) in _locked_out(tenant).items():
            socket = Socket(person)
            lock_out()
            eventually(socket.has_ended)
            assert refusal(tenant.api, f"?token={person.token}") == 401, reason
        assert not owners.has_ended()
        assert not bystander.has_ended()


def test_all_windows_are_notified(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    with Socket(visitor) as one, Socket(visitor) as two:
        visitor.sends("Hello").ok()
        one.hears("message.created")
        two.hears("message.created")


def test_broken_connections_delay_nobody(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    cut = [Socket(tenant.agent) for _ in range(5)]
    with Socket(tenant) as owners:
        for socket in cut:
            socket.crash()
        visitor.sends("Still there?").ok()
        owners.hears("message.created", within=3)


def test_a_connection_that_is_gone_is_a_410(stack: str) -> None:
    answer = httpx.post(f"{stack}/ws/@connections/{quote('Z29uZQ==', safe='')}", content=b"x")
    if answer.status_code in (403, 404):
        pytest.skip("only the local gateway shows its management API")
    assert answer.status_code == 410
    assert answer.headers["x-amzn-ErrorType"] == "GoneException"


# ── Presence ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _online(tenant: Tenant) -> list[str]:
    return [v["id"] for v in tenant.get("/api/tenant/visitors", isOnline="true").ok()["visitors"]]


def test_a_visitor_who_closes_their_last_window_is_offline(tenant: Tenant) -> None:
    visitor = tenant.visitor("Vera")
    conversation_id = visitor.says()
    with Socket(tenant) as owners:
        one, two = Socket(visitor), Socket(visitor)
        one.close()
        stays(lambda: tenant.see_visitor(visitor.id)["isOnline"], True)
        two.close()
        gone = owners.hears("presence.changed", where=lambda data: data["isOnline"] is False)
        assert gone["visitorId"] == visitor.id
        assert gone["lastSeenAt"] == tenant.see_visitor(visitor.id)["lastSeenAt"]
        assert tenant.see_visitor(visitor.id)["isOnline"] is False
        assert visitor.id not in _online(tenant)
        becomes(lambda: tenant.conversation(conversation_id)["visitor"]["isOnline"], False)
        assert owners.told("conversation.updated") == []
        owners.settles()
        with Socket(visitor):
            assert owners.hears("presence.changed")["isOnline"] is True
            assert visitor.id in _online(tenant)


def test_an_agents_presence_is_sent_to_their_visitor(tenant: Tenant) -> None:
    agent, visitor, other = tenant.agent, tenant.visitor(), tenant.visitor()
    a_conversation(tenant, visitor=visitor, agent=agent)
    a_conversation(tenant, visitor=other)
    with Socket(visitor) as visitors, Socket(other) as others, Socket(tenant) as owners:
        Socket(agent).close()
        gone = {"agentId": agent.id, "isOnline": False}
        for socket in (visitors, owners):
            socket.hears("presence.changed", where=lambda data: data.items() >= gone.items())
        becomes(lambda: [one["isOnline"] for one in tenant.team()], [False])
        assert [f for f in others.told("presence.changed") if "agentId" in f["data"]] == []


# ── When the connection drops ───────────────────────────────────────────────────────────────────────────────────────


class Client:
    """A client as in docs/realtime.md: it reconnects with jitter, and fetches what it missed."""

    def __init__(self, person: Visitor | Agent, fetch: Callable[[list[Json]], list[Json]]) -> None:
        self.person = person
        self.fetch = fetch
        self.by_id: dict[str, Json] = {}
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.socket: Socket | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    @property
    def messages(self) -> list[Json]:
        with self.lock:
            return [self.by_id[message_id] for message_id in sorted(self.by_id)]

    def drop(self) -> None:
        """Once it is connected, so that there is something to drop."""

        def connected() -> Socket:
            assert self.socket is not None
            assert not self.socket.has_ended()
            return self.socket

        socket = eventually(connected)
        random.choice([socket.crash, socket.close])()

    def end(self) -> None:
        self.over.set()
        self.thread.join(10)

    def _run(self) -> None:
        while not self.over.is_set():
            try:
                with Socket(self.person) as socket:
                    self.socket = socket
                    self._keep(self.fetch(self.messages))
                    read = 0
                    while not socket.has_ended() and not self.over.is_set():
                        frames = socket.frames[read:]
                        read += len(frames)
                        self._keep([f["data"]["message"] for f in frames if f["type"] == "message.created"])
                        time.sleep(0.01)
            except (ConnectionClosed, OSError):
                pass
            time.sleep(random.uniform(0, 0.2))

    def _keep(self, messages: list[Json]) -> None:
        with self.lock:
            self.by_id |= {message["id"]: message for message in messages}


def test_both_sides_end_equal_however_often_the_socket_drops(tenant: Tenant) -> None:
    """Several hundred messages, while both sockets are dropped at random."""
    agent, visitor = tenant.agent, tenant.visitor()
    conversation_id = visitor.says("first")
    last_page = f"/api/agent/conversations/{conversation_id}/messages"

    def after(known: list[Json]) -> list[Json]:
        """All pages after the last message that the widget has."""
        found: list[Json] = []
        while True:
            last = (found or known)[-1:]
            query = {"after": last[0]["id"]} if last else {}
            page = visitor.get("/api/widget/messages", limit=100, **query).ok()["messages"]
            found += page
            if len(page) < 100:
                return found

    def whole(_: list[Json]) -> list[Json]:
        found: list[Json] = []
        cursor: dict[str, str] = {}
        while True:
            page = agent.get(last_page, limit=100, **cursor).ok()
            found += page["messages"]
            if page["pagination"]["nextCursor"] is None:
                return found
            cursor = {"cursor": page["pagination"]["nextCursor"]}

    clients = [Client(visitor, after), Client(agent, whole)]
    drops = random.sample(range(120), 20)
    try:
        for number in range(120):
            visitor.sends(f"visitor {number}").ok()
            agent.sends(conversation_id, f"agent {number}", isInternal=number % 10 == 0).ok()
            if number in drops:
                random.choice(clients).drop()
        everything = whole([])
        public = [message for message in everything if not message["isInternal"]]
        assert len(everything) == 241
        becomes(lambda: [m["id"] for m in clients[0].messages], [m["id"] for m in public])
        becomes(lambda: [m["id"] for m in clients[1].messages], [m["id"] for m in everything])
        assert [m["content"] for m in clients[0].messages] == [m["content"] for m in public]
    finally:
        for client in clients:
            client.end()
