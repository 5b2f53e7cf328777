"""Repeating a request with its Idempotency-Key takes effect once, and concurrent requests are counted correctly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from .builders import a_conversation
from .client import PASSWORD, Answer, Caller, Json, Tenant, an_email, becomes, stays, unique


def _at_once[T](count: int, deed: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(deed, range(count)))


@dataclass
class Deed:
    """A POST that creates something, a different one, and how often it took effect."""

    caller: Caller
    path: str
    body: Json
    other: Json
    done: Callable[[], int]
    headers: dict[str, str] | None = None

    def __call__(self, key: str, body: Json | None = None) -> Answer:
        headers = {**(self.headers or {}), "Idempotency-Key": key}
        return self.caller.post(self.path, self.body if body is None else body, headers=headers)


def _invite(tenant: Tenant) -> Deed:
    email = an_email("bob")
    body = {"name": "Bob", "email": email}
    return Deed(tenant, "/api/tenant/agents", body, {**body, "name": "Eve"}, lambda: len(tenant.api.mails(email)))


def _api_key(tenant: Tenant) -> Deed:
    def keys() -> int:
        return len(tenant.get("/api/tenant/api-keys").ok()["apiKeys"])

    return Deed(tenant, "/api/tenant/api-keys", {"name": "One"}, {"name": "Two"}, keys)


def _agent_message(tenant: Tenant) -> Deed:
    conversation_id = a_conversation(tenant)
    path = f"/api/agent/conversations/{conversation_id}/messages"
    return Deed(
        tenant.agent, path, {"content": "One"}, {"content": "Two"}, lambda: len(tenant.messages(conversation_id)) - 1
    )


def _widget_message(tenant: Tenant) -> Deed:
    visitor = tenant.visitor()
    return Deed(visitor, "/api/widget/messages", {"content": "1"}, {"content": "2"}, lambda: len(visitor.messages()))


def _session(tenant: Tenant) -> Deed:
    def visitors() -> int:
        return len(tenant.get("/api/tenant/visitors").ok()["visitors"])

    headers = {"X-API-Key": tenant.key.plain}
    bodies = {"userName": "One"}, {"userName": "Two"}
    return Deed(tenant.api, "/api/widget/sessions", *bodies, visitors, headers)


DEEDS = [_invite, _api_key, _agent_message, _widget_message, _session]


def _by_name(deed: object) -> str:
    return getattr(deed, "__name__", str(deed)).strip("_")


@pytest.mark.parametrize("make", DEEDS, ids=_by_name)
def test_the_same_key_and_body_return_the_first_response(tenant: Tenant, make: Callable[[Tenant], Deed]) -> None:
    deed = make(tenant)
    first = deed("key-1").ok()
    assert deed("key-1").ok() == first
    becomes(deed.done, 1)
    stays(deed.done, 1, for_seconds=0.3)


@pytest.mark.parametrize("make", DEEDS, ids=_by_name)
def test_the_same_key_with_another_body_is_refused(tenant: Tenant, make: Callable[[Tenant], Deed]) -> None:
    deed = make(tenant)
    deed("key-1").ok()
    deed("key-1", deed.other).refused("IDEMPOTENCY_KEY_REUSED")
    becomes(deed.done, 1)
    stays(deed.done, 1, for_seconds=0.3)


@pytest.mark.parametrize("make", DEEDS, ids=_by_name)
def test_the_same_key_many_times_at_once_is_one_deed(tenant: Tenant, make: Callable[[Tenant], Deed]) -> None:
    deed = make(tenant)
    answers = _at_once(5, lambda _: deed("key-1").ok())
    assert all(answer == answers[0] for answer in answers)
    becomes(deed.done, 1)
    stays(deed.done, 1, for_seconds=0.3)


def test_another_key_is_another_deed(tenant: Tenant) -> None:
    deed = _api_key(tenant)
    assert deed("key-1").ok() != deed("key-2").ok()
    assert deed.done() == 2


def test_a_refused_attempt_does_not_use_the_key_up(tenant: Tenant) -> None:
    deed = _api_key(tenant)
    deed("key-1", {"name": ""}).invalid("name")
    deed("key-1").ok("apiKey", "plainKey")
    assert deed.done() == 1


def test_another_tenants_key_is_their_own(tenant: Tenant) -> None:
    other = tenant.api.register()
    mine, theirs = _api_key(tenant), _api_key(other)
    assert mine("key-1").ok()["plainKey"] != theirs("key-1").ok()["plainKey"]
    assert (mine.done(), theirs.done()) == (1, 1)


def test_another_agents_key_is_their_own(tenant: Tenant) -> None:
    second = tenant.invite_agent("Second Agent")
    path = f"/api/agent/conversations/{a_conversation(tenant)}/messages"
    headers = {"Idempotency-Key": "key-1"}
    mine = tenant.agent.post(path, {"content": "Hi"}, headers=headers).ok()["message"]
    theirs = second.post(path, {"content": "Hi"}, headers=headers).ok()["message"]
    assert (mine["senderId"], theirs["senderId"]) == (tenant.agent.id, second.id)


def test_a_session_is_not_replayed_to_another_tenants_widget(tenant: Tenant) -> None:
    other, key = tenant.api.register(), unique("key")
    mine, theirs = (
        owner.api.post("/api/widget/sessions", {}, headers={"X-API-Key": owner.key.plain, "Idempotency-Key": key})
        for owner in (tenant, other)
    )
    assert mine.ok()["visitor"]["id"] != theirs.ok()["visitor"]["id"]
    other.see_visitor(theirs.body["visitor"]["id"])


def test_a_key_that_is_no_longer_good_replays_no_session(tenant: Tenant) -> None:
    headers = {"X-API-Key": tenant.key.plain, "Idempotency-Key": unique("key")}
    tenant.api.post("/api/widget/sessions", {}, headers=headers).ok()
    tenant.delete(f"/api/tenant/api-keys/{tenant.key.id}").ok()
    tenant.api.post("/api/widget/sessions", {}, headers=headers).error(401)


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_presigning_twice_gives_the_same_attachment(tenant: Tenant, who: str) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says()
    caller: Caller = visitor if who == "visitor" else tenant.agent
    path = "/api/widget/attachments" if who == "visitor" else f"/api/agent/conversations/{conversation_id}/attachments"
    body = {"files": [{"fileName": "a.png", "mimeType": "image/png", "size": 10}]}
    headers = {"Idempotency-Key": "key-1"}
    first = caller.post(path, body, headers=headers).ok()
    assert caller.post(path, body, headers=headers).ok() == first


def test_rotating_a_secret_twice_with_one_key_rotates_once(tenant: Tenant) -> None:
    path = f"/api/tenant/sites/{tenant.key.site_id}/identity-secret"
    headers = {"Idempotency-Key": "key-1"}
    first = tenant.post(path, headers=headers).ok()
    assert tenant.post(path, headers=headers).ok() == first


def test_registering_twice_with_one_key_is_one_tenant(tenant: Tenant) -> None:
    body = {"companyName": "Acme", "name": "Ann", "email": an_email("ann"), "password": PASSWORD}
    headers = {"Idempotency-Key": unique("key")}
    first = tenant.api.post("/api/auth/register", body, headers=headers).ok()
    assert tenant.api.post("/api/auth/register", body, headers=headers).ok() == first


def test_multipart_is_sent_once_too(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    boundary = "boundary"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="content"\r\n\r\nOnce\r\n--{boundary}--\r\n'
    ).encode()
    headers = {"Idempotency-Key": "key-1", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    path = f"/api/agent/conversations/{conversation_id}/messages"
    first = tenant.agent.post(path, content=body, headers=headers).ok()
    assert tenant.agent.post(path, content=body, headers=headers).ok()["message"]["id"] == first["message"]["id"]
    assert [message["content"] for message in tenant.messages(conversation_id)] == ["Hello", "Once"]


# At the same moment


@pytest.mark.parametrize("attempt", range(3))
def test_two_agents_claim_at_once_one_wins_and_both_messages_stay(tenant: Tenant, attempt: int) -> None:
    agents = [tenant.agent, tenant.invite_agent("Second Agent")]
    conversation_id = a_conversation(tenant)
    answers = _at_once(2, lambda n: agents[n].sends(conversation_id, f"From {n}, attempt {attempt}").ok())
    holder = tenant.conversation(conversation_id)["agentId"]
    assert holder in {agent.id for agent in agents}
    assert tenant.conversation(conversation_id)["messageCount"] == 3
    written = {message["id"] for message in tenant.messages(conversation_id)}
    assert {answer["message"]["id"] for answer in answers} < written
    becomes(lambda: len(tenant.conversations(agentId=holder)), 1)
    becomes(lambda: sum(agent["active"] for agent in tenant.get("/api/tenant/conversations").ok()["agents"]), 1)


@pytest.mark.parametrize("attempt", range(3))
def test_two_resolve_at_once_and_there_is_one_system_message(tenant: Tenant, attempt: int) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE", says=f"Attempt {attempt}")
    paths = [f"/api/{side}/conversations/{conversation_id}/resolve" for side in ("tenant", "agent")]
    callers: list[Caller] = [tenant, tenant.agent]
    answers = _at_once(4, lambda n: callers[n % 2].post(paths[n % 2]).ok("conversation", "analysis"))
    assert {answer["conversation"]["status"] for answer in answers} == {"CLOSED"}

    def system_messages() -> int:
        return sum(message["senderType"] == "SYSTEM" for message in tenant.messages(conversation_id))

    stays(system_messages, 1, for_seconds=0.3)
    becomes(lambda: tenant.counts()["closed"], 1)


def test_twenty_messages_at_once_are_counted_exactly(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("0")
    _at_once(20, lambda n: visitor.sends(f"Message {n}").ok())
    conversation = tenant.conversation(conversation_id)
    assert (conversation["messageCount"], conversation["unreadCount"]) == (21, 21)
    contents = [message["content"] for message in tenant.messages(conversation_id)]
    assert sorted(contents) == sorted(["0", *(f"Message {n}" for n in range(20))])
    last = tenant.messages(conversation_id)[-1]
    assert conversation["lastMessage"]["id"] == last["id"]


def test_twenty_conversations_at_once_are_counted_exactly(tenant: Tenant) -> None:
    visitors = [tenant.visitor(f"Visitor {n}") for n in range(20)]
    _at_once(20, lambda n: visitors[n].sends("Hello").ok())
    expected = {"active": 0, "waiting": 20, "closed": 0, "total": 20}
    becomes(lambda: {name: tenant.counts()[name] for name in expected}, expected)
    assert tenant.get("/api/tenant/conversations").ok()["pagination"]["total"] == 20
    assert len(tenant.conversations()) == 20


@pytest.mark.parametrize("attempt", range(3))
def test_two_first_messages_at_once_open_one_conversation(tenant: Tenant, attempt: int) -> None:
    visitor = tenant.visitor()
    answers = _at_once(2, lambda n: visitor.sends(f"First {n}, attempt {attempt}").ok())
    assert len({answer["conversation"]["id"] for answer in answers}) == 1
    becomes(lambda: len(tenant.conversations()), 1)
    assert len(visitor.messages()) == 2
    becomes(lambda: tenant.counts()["total"], 1)


def test_one_client_message_id_many_times_at_once_is_one_message(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    visitor.says("Hello")
    answers = _at_once(5, lambda _: visitor.sends("Once", clientMessageId="c-1").ok())
    assert len({answer["message"]["id"] for answer in answers}) == 1
    assert [message["content"] for message in visitor.messages()] == ["Hello", "Once"]


def test_reading_while_messages_arrive_loses_none(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("0")
    path = f"/api/tenant/conversations/{conversation_id}/mark-read"

    def deed(n: int) -> int:
        if n % 2:
            marked: int = tenant.post(path).ok()["markedCount"]
            return marked
        visitor.sends(f"Message {n}").ok()
        return 0

    marked = sum(_at_once(12, deed))
    unseen = sum(message["seenAt"] is None for message in tenant.messages(conversation_id))
    assert marked + unseen == 7
    assert tenant.conversation(conversation_id)["unreadCount"] == unseen
    becomes(lambda: tenant.counts()["unread"] > 0, unseen > 0)


def test_an_invitation_accepted_twice_at_once_makes_one_agent(tenant: Tenant) -> None:
    email = an_email("bob")
    tenant.post("/api/tenant/agents", {"name": "Bob", "email": email}).ok()
    token = tenant.api.mailed_token(email)
    answers = _at_once(4, lambda _: tenant.api.accept(token))
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
    assert len(tenant.team()) == 1


def test_one_email_registered_twice_at_once_makes_one_tenant(tenant: Tenant) -> None:
    body = {"companyName": "Acme", "name": "Ann", "email": an_email("ann"), "password": PASSWORD}
    answers = _at_once(4, lambda _: tenant.api.post("/api/auth/register", body))
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]


def test_one_conversation_deleted_twice_at_once_is_counted_once(tenant: Tenant) -> None:
    path = f"/api/tenant/conversations/{a_conversation(tenant)}"
    a_conversation(tenant)
    answers = _at_once(4, lambda _: tenant.delete(path))
    assert sorted(answer.status for answer in answers) == [200, 404, 404, 404]
    becomes(lambda: tenant.counts()["total"], 1)
    stays(lambda: tenant.counts()["total"], 1, for_seconds=0.3)
