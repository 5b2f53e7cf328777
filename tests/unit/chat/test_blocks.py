"""A blocked visitor is refused everywhere, at no cost, until the block ends; and who may block."""

import time
from typing import Any

import pytest

from connextlive.chat import block, message, principal, session, visitor
from connextlive.chat.block import Terms
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden
from connextlive.core.ids import timestamp
from connextlive.identity import presences, workspace
from connextlive.realtime import presence as sockets_presence
from connextlive.realtime import sockets
from connextlive.table.calls import get_item
from local.sources.filters import record_filter
from tests.support.builders import (
    RESOURCES,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    deliver,
)

pytestmark = pytest.mark.usefixtures("cloud")
REFUSED = an_error(403, "The chat is not available", {"code": "CHAT_UNAVAILABLE"})
FUNCTIONS: list[tuple[str, Json | None]] = [
    ("widget_messages_send", {"content": "Buy links"}),
    ("widget_messages_list", None),
    ("widget_heartbeat", {}),
    ("widget_attachments_create", {"files": [{"fileName": "a.pdf", "mimeType": "application/pdf", "size": 9}]}),
    ("widget_conversations_mark_read", None),
    ("widget_conversations_rate", {"score": 1}),
    ("widget_conversations_comment", {"comment": "Bad"}),
]


def token_of(by: Caller) -> str:
    return session.token_of(visitor.load(by.tenant_id, by.id))[0]


def as_authorized(by: Caller) -> Caller:
    """The visitor as the authorizer describes them now."""
    return principal.of_token(token_of(by))


def calls_from_now_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that the table is asked for from now on."""
    from botocore.client import BaseClient

    real: Any = vars(BaseClient)["_make_api_call"]
    seen: list[str] = []

    def noted(client: BaseClient, operation: str, request: Json) -> Any:
        seen.append(operation)
        return real(client, operation, request)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    return seen


@pytest.fixture
def owner(cloud: None) -> Caller:
    return a_tenant()


@pytest.mark.parametrize(("function", "body"), FUNCTIONS)
def test_a_blocked_visitor_is_refused_without_a_call(
    owner: Caller, function: str, body: Json | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = a_visitor(owner)
    a_conversation(owner, by=by)
    block.block_visitor(owner, by.id, Terms())
    blocked = as_authorized(by)
    calls = calls_from_now_on(monkeypatch)
    assert call(function, blocked, body, headers={"Idempotency-Key": "once"}) == REFUSED
    assert calls == []


@pytest.mark.parametrize(("function", "body"), FUNCTIONS)
def test_what_the_gateway_remembers_from_before_the_block_does_not_help(
    owner: Caller, function: str, body: Json | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = a_visitor(owner)
    a_conversation(owner, by=by)
    before = as_authorized(by)
    block.block_visitor(owner, by.id, Terms())
    calls = calls_from_now_on(monkeypatch)
    assert call(function, before, body) == REFUSED
    assert set(calls) <= {"BatchGetItem", "GetItem", "Query", "UpdateItem"}, calls


def _block_before_the_next_write(by: Caller, owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor is blocked between what their message reads and what it writes."""
    written = message._save

    def block_first(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(message, "_save", written)
        block.block_visitor(owner, by.id, Terms())
        return written(*args, **options)

    monkeypatch.setattr(message, "_save", block_first)


def test_a_message_that_is_being_sent_when_its_visitor_is_blocked_loses(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = a_visitor(owner)
    conversation_id = a_conversation(owner, by=by)
    _block_before_the_next_write(by, owner, monkeypatch)
    with pytest.raises(Forbidden):
        message.send_as_visitor(by, Draft("Buy links"))
    assert [one["content"] for one in message.page(owner.tenant_id, conversation_id, 10)[0]] == ["Hello"]


def test_a_first_message_loses_as_well(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_visitor(owner)
    _block_before_the_next_write(by, owner, monkeypatch)
    with pytest.raises(Forbidden):
        message.send_as_visitor(by, Draft("Buy links"))
    assert visitor.load(owner.tenant_id, by.id).conversation_id is None


@pytest.mark.parametrize("token", ["theirs", "worn out"])
def test_a_blocked_device_opens_no_session_whatever_has_become_of_its_token(
    owner: Caller, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, plain_key = a_key(owner)
    by = a_visitor(owner, key)
    body = {"visitorId": by.id, "visitorToken": token_of(by) if token == "theirs" else "no.longer.valid"}
    block.block_visitor(owner, by.id, Terms())
    calls = calls_from_now_on(monkeypatch)
    for _ in range(2):
        assert call("widget_sessions_create", body=body, headers={"X-API-Key": plain_key}) == REFUSED
    # The workspace's limits, which are kept for a while; the key with its workspace, and the visitor, each time.
    assert calls == ["GetItem", *["BatchGetItem", "GetItem"] * 2]


def test_a_block_ends_to_the_second(owner: Caller, clock: Clock) -> None:
    by = a_visitor(owner)
    until = timestamp(clock.now + 3600)
    block.block_visitor(owner, by.id, Terms(until))
    blocked = as_authorized(by)
    clock.advance(3599)
    assert call("widget_heartbeat", blocked, {}) == REFUSED
    clock.advance(1)
    assert call("widget_heartbeat", blocked, {})[0] == 200


def test_an_ended_block_leaves_the_conversation_where_it_was(owner: Caller) -> None:
    by, agent = a_visitor(owner), an_agent(owner)
    conversation_id = a_conversation(owner, "ACTIVE", agent, by)

    def lists() -> list[Any]:
        status, answer = call("tenant_conversations_list", owner, query={"status": "ACTIVE"})
        assert status == 200
        changing = {"updatedAt": None, "version": None}
        return [one | changing | {"visitor": None} for one in answer["conversations"]]

    before = lists()
    assert [one["id"] for one in before] == [conversation_id]
    made = block.block_visitor(owner, by.id, Terms(reason="Sells links"))
    assert call("tenant_blocks_delete", owner, id=made.id) == (200, {"deleted": True, "id": made.id})
    assert lists() == before
    assert call("widget_messages_send", as_authorized(by), {"content": "Sorry"})[0] == 200
    assert block.page(owner.tenant_id, 10, None) == ([], None)


def test_a_blocked_visitor_is_gone_at_once_and_their_sockets_are_closed(
    owner: Caller, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, other = a_visitor(owner), a_visitor(owner)
    from connextlive.realtime import connection

    for person in (by, other):
        connection.opened(person, f"connection-{person.id}")
    closed: list[str] = []
    monkeypatch.setattr(sockets, "close", lambda found: closed.extend(one.person_id for one in found))
    changes.new()
    block.block_visitor(owner, by.id, Terms())
    reader = RESOURCES["OnTableChangeNotifyFunction"]["Properties"]["Events"]["Stream"]["Properties"]
    deliver("on_table_change_notify", filter(record_filter(reader), changes.new()))
    assert closed == [by.id]
    assert [one.visitor_id for one in presences.everybody(owner.tenant_id)] == [other.id]
    assert not sockets_presence.here(by)
    assert not sockets_presence.admitted(by._replace(token_version=0))


def test_agents_ask_for_blocks_unless_the_workspace_lets_them_block(owner: Caller) -> None:
    by, agent = a_visitor(owner), an_agent(owner)

    def by_agent(is_blocked: bool) -> tuple[int, Any]:
        status, answer = call("agent_visitors_block", agent, {"isBlocked": is_blocked}, id=by.id)
        return status, (answer["visitor"]["isBlocked"], answer["visitor"]["blockId"]) if status == 200 else answer

    status, (is_blocked, block_id) = by_agent(True)
    assert (status, is_blocked, as_authorized(by).blocked_until) == (200, False, None)
    (asked,) = call("tenant_blocks_list", owner)[1]["blocks"]
    assert (asked["id"], asked["status"], asked["madeBy"]) == (block_id, "REQUESTED", agent.id)
    assert by_agent(False) == (200, (False, None))
    _, (_, block_id) = by_agent(True)
    _, made = call("tenant_blocks_create", owner, {"visitorId": by.id})
    assert (made["block"]["id"], made["block"]["status"]) == (block_id, "ACTIVE")
    assert by_agent(True) == (200, (True, block_id))
    refused = an_error(403, "Only an administrator can end this block", {"code": "BLOCK_NOT_YOURS"})
    assert by_agent(False) == refused
    workspace.update(owner.tenant_id, {"settings": {"moderation": {"agentsMayBlock": True}}})
    assert by_agent(False) == (200, (False, None))
    assert by_agent(True)[1][0] is True


def test_the_blocks_of_a_workspace_are_listed_in_pages(owner: Caller) -> None:
    made = [block.block_visitor(owner, a_visitor(owner).id, Terms()).id for _ in range(3)]
    status, first = call("tenant_blocks_list", owner, query={"limit": "2"})
    assert (status, [one["id"] for one in first["blocks"]]) == (200, made[:2])
    _, second = call("tenant_blocks_list", owner, query={"limit": "2", "cursor": first["pagination"]["nextCursor"]})
    assert [one["id"] for one in second["blocks"]] == made[2:]
    assert second["pagination"] == {"limit": 2, "hasMore": False, "nextCursor": None}


@pytest.mark.parametrize(("seconds", "has_end"), [(3600, True), (None, False)])
def test_only_a_block_with_an_end_expires(owner: Caller, clock: Clock, seconds: int | None, has_end: bool) -> None:
    terms = Terms(timestamp(clock.now + seconds) if seconds else None)
    made = block.block_visitor(owner, a_visitor(owner).id, terms)
    stored = get_item(*block.key(owner.tenant_id, made.id)) or {}
    assert stored.get("expires_at") == ({"N": str(int(clock.now) + 3600)} if has_end else None)


@pytest.mark.parametrize("what", ["visitor", "address"])
def test_the_same_block_again_changes_nothing(owner: Caller, what: str) -> None:
    of = {"visitorId": a_visitor(owner).id} if what == "visitor" else {"address": "203.0.113.7"}
    body = of | {"expiresAt": timestamp(time.time() + 3600), "reason": "Sells links"}
    first, again = (call("tenant_blocks_create", owner, body) for _ in range(2))
    assert first == again
    _, other = call("tenant_blocks_create", owner, body | {"reason": "Insults"})
    assert (other["block"]["id"], other["block"]["reason"]) == (first[1]["block"]["id"], "Insults")
    assert len(call("tenant_audit_log_list", owner)[1]["entries"]) == 2


def test_deleting_a_visitor_deletes_the_block_of_them(owner: Caller) -> None:
    by = a_visitor(owner)
    block.block_visitor(owner, by.id, Terms())
    visitor.delete(owner.tenant_id, by.id)
    assert block.page(owner.tenant_id, 10, None) == ([], None)


def test_the_audit_log_has_who_blocked_and_who_ended_it(owner: Caller) -> None:
    by = a_visitor(owner)
    _, made = call("tenant_blocks_create", owner, {"visitorId": by.id})
    call("tenant_blocks_delete", owner, id=made["block"]["id"])
    entries = call("tenant_audit_log_list", owner, query={"object": made["block"]["id"]})[1]["entries"]
    assert [(one["action"], one["actor"]["id"]) for one in entries] == [
        ("block.deleted", owner.id),
        ("block.created", owner.id),
    ]
