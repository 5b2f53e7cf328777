"""A conversation that is marked as spam is in its own list only, counts for nothing and is told to nobody, until that
is undone or it is deleted."""

import json
from typing import Any

import pytest

from connextlive.analysis import resolution
from connextlive.chat import conversation, message, upkeep, visitor
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago
from connextlive.events.domain import Change, of_change
from connextlive.events.types import MessageCreated
from connextlive.push.notifications import occasion
from connextlive.reports import rollup
from connextlive.table import codec, items
from tests.support.builders import (
    Changes,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    project,
)

pytestmark = pytest.mark.usefixtures("cloud")
SPAM = an_error(400, "This conversation is marked as spam", {"code": "MARKED_AS_SPAM"})


@pytest.fixture
def owner(changes: Changes) -> Caller:
    return a_tenant()


def mark(by: Caller, *ids: str, action: str = "spam", **more: Any) -> list[Json | None]:
    """The errors of a change to these conversations."""
    audience = "agent" if by.role == "AGENT" else "tenant"
    status, answer = call(f"{audience}_conversations_bulk", by, {"conversationIds": ids, "action": action, **more})
    assert status == 200, answer
    return [one["error"] for one in answer["results"]]


def listed(by: Caller, **query: str) -> list[Json]:
    function = "agent_conversations_list" if by.role == "AGENT" else "tenant_conversations_list"
    status, answer = call(function, by, query=query)
    assert status == 200, answer
    changing = dict.fromkeys(("updatedAt", "version", "match"))
    return [one | changing for one in answer["conversations"]]


def counts(by: Caller) -> Json:
    found: Json = call("tenant_conversations_list", by)[1]["counts"]
    return found


def numbers(tenant_id: str) -> dict[tuple[str, str, str], int]:
    """All roll-ups that are not zero, with their shards added up."""
    found: dict[tuple[str, str, str], int] = {}
    for of in ("site", "agent", "topic", "label"):
        for values in map(codec.plain, items.query(rollup.pk(tenant_id, of), limit=items.ALL)):
            row = "#".join(values["sk"].split("#")[: 2 if of == "site" else 4])
            for name in values.keys() - {"pk", "sk"}:
                found[of, row, name] = found.get((of, row, name), 0) + values[name]
    return {key: number for key, number in found.items() if number}


QUERIES: list[dict[str, str]] = [
    {},
    {"status": "WAITING"},
    {"search": "links"},
    {"labels": "VIP"},
    {"agentId": "unassigned"},
]


def test_spam_is_in_a_list_of_its_own_and_back_where_it_was_when_that_is_undone(
    owner: Caller, changes: Changes
) -> None:
    kept, found = a_conversation(owner, says="My parcel"), a_conversation(owner, says="Buy links")
    for one in (kept, found):
        assert call("tenant_labels_set", owner, {"labels": ["VIP"]}, id=one)[0] == 200
    project(changes.new())
    before = [listed(owner, **query) for query in QUERIES], counts(owner)
    assert mark(owner, found) == [None]
    project(changes.new())
    for query, was in zip(QUERIES, before[0], strict=True):
        assert listed(owner, **query) == [one for one in was if one["id"] != found], query
        assert [one["id"] for one in listed(owner, **query, isSpam="true")] == [found], query
    assert counts(owner) == before[1] | {"waiting": 1, "total": 1, "unread": 1}
    answer = call("tenant_conversations_list", owner, query={"isSpam": "true"})[1]
    assert (answer["pagination"]["total"], answer["spamCount"]) == (1, 1)
    assert mark(owner, found, action="not-spam") == [None]
    project(changes.new())
    assert ([listed(owner, **query) for query in QUERIES], counts(owner)) == before


def test_reports_are_as_if_spam_had_never_been_written_until_that_is_undone(owner: Caller, changes: Changes) -> None:
    agent, by = an_agent(owner), a_visitor(owner)
    project(changes.new())
    empty = numbers(owner.tenant_id)
    found = a_conversation(owner, by=by)
    for _ in range(3):
        message.send_as_visitor(by, Draft("Buy links"))
    project(changes.new())
    whole = numbers(owner.tenant_id)
    mark(owner, found)
    project(changes.new())
    assert numbers(owner.tenant_id) == empty
    mark(owner, found, action="not-spam")
    project(changes.new())
    assert numbers(owner.tenant_id) == whole
    message.send_as_agent(owner.tenant_id, found, agent.id, Draft("No"))
    label = call("tenant_labels_create", owner, {"name": "VIP", "color": "#aa0000"})[1]["label"]["id"]
    call("tenant_labels_set", owner, {"labels": [label]}, id=found)
    call("tenant_conversations_resolve", owner, id=found)
    call("widget_conversations_rate", by, {"score": 1})
    project(changes.new())
    assert any(of == "label" for of, *_ in numbers(owner.tenant_id))
    mark(owner, found)
    project(changes.new())
    assert not any(of == "label" for of, *_ in numbers(owner.tenant_id))
    left = {name for of, _, name in numbers(owner.tenant_id) if of == "site"}
    assert "agent_messages" in left, "what agents did stays theirs"
    assert not left & {"conversations", "visitor_messages", "closed", "ratings", "stars", "unread"}
    message.send_as_visitor(by, Draft("Buy more links"))
    records = changes.new()
    project(records)
    project(records)
    assert {name for of, _, name in numbers(owner.tenant_id) if of == "site"} == left


def test_the_only_event_of_spam_is_that_it_is(owner: Caller, changes: Changes) -> None:
    by = a_visitor(owner)
    found = a_conversation(owner, by=by)

    def happened() -> list[str]:
        return [event.type for record in changes.new() for event in of_change(Change.of(record))]

    happened()
    mark(owner, found)
    assert happened() == ["conversation.marked_as_spam"]
    message.send_as_visitor(by, Draft("Buy more links"))
    assert call("tenant_labels_set", owner, {"labels": ["vip"]}, id=found)[0] == 200
    assert happened() == []
    mark(owner, found, action="not-spam")
    assert happened() == ["conversation.unmarked_as_spam"]
    message.send_as_visitor(by, Draft("My parcel"))
    assert happened() == ["message.created"]


def test_what_was_under_way_when_it_became_spam_is_neither_pushed_nor_analyzed(owner: Caller) -> None:
    agent, by = an_agent(owner), a_visitor(owner)
    found = a_conversation(owner, "ACTIVE", agent, by)
    sent, _ = message.send_as_visitor(by, Draft("Are you there?"))
    event = MessageCreated(
        event_id="evt_1",
        tenant_id=owner.tenant_id,
        occurred_at=sent.created_at,
        conversation_id=found,
        message_id=sent.id,
        sender_type="VISITOR",
        sender_id=by.id,
    )
    assert occasion(event, conversation.read(owner.tenant_id, found)) is not None
    message.send_as_agent(owner.tenant_id, found, agent.id, Draft("Yes"))
    call("tenant_conversations_resolve", owner, id=found)
    assert resolution.due(owner.tenant_id, found, "en") is not None
    mark(agent, found)
    assert occasion(event, conversation.read(owner.tenant_id, found)) is None
    assert resolution.due(owner.tenant_id, found, "en") is None


@pytest.mark.parametrize(("is_spam", "mails"), [(False, 1), (True, 0)])
def test_nobody_is_mailed_what_they_missed_of_spam(owner: Caller, mailbox: Any, is_spam: bool, mails: int) -> None:
    agent, by = an_agent(owner), a_visitor(owner, user_email="vera@example.com")
    found = a_conversation(owner, "ACTIVE", agent, by)
    said, _ = message.send_as_agent(owner.tenant_id, found, agent.id, Draft("Yes"))
    visitor.left(owner.tenant_id, by.id)
    if is_spam:
        mark(agent, found)
    ids = {"tenantId": owner.tenant_id, "conversationId": found, "messageId": said.id}
    assert consume("on_event_visitor_mail", ids | {"senderType": "AGENT"}) == {"batchItemFailures": []}
    assert len(mailbox.sent_messages) == mails


@pytest.mark.parametrize(
    ("function", "body"),
    [
        ("agent_messages_send", {"content": "Hello"}),
        ("agent_conversations_resolve", None),
        ("agent_conversations_assign", {"agentId": "me"}),
        ("tenant_conversations_resolve", None),
        ("tenant_conversations_set_status", {"status": "CLOSED"}),
        ("tenant_conversations_assign", {"agentId": "me"}),
    ],
)
def test_spam_is_not_treated_as_a_real_conversation(owner: Caller, function: str, body: Json | None) -> None:
    agent = an_agent(owner)
    found = a_conversation(owner, "ACTIVE", agent)
    mark(agent, found)
    given = json.loads(json.dumps(body).replace('"me"', f'"{agent.id}"'))
    by = agent if function.startswith("agent") else owner
    assert call(function, by, given, id=found) == SPAM
    assert call("agent_messages_send", agent, {"content": "A note", "isInternal": True}, id=found)[0] == 200


def test_agents_mark_what_they_see(owner: Caller) -> None:
    mine, other = an_agent(owner, conversation_access="OWN")._replace(access="OWN"), an_agent(owner, "Bob Agent")
    theirs, own = a_conversation(owner, "ACTIVE", other), a_conversation(owner, "ACTIVE", mine)
    not_found = {"statusCode": 404, "statusMessage": "Conversation not found", "data": None}
    assert mark(mine, own, theirs) == [None, not_found]
    mark(other, theirs)
    assert [one["id"] for one in listed(mine, isSpam="true")] == [own]
    assert mark(mine, theirs, action="not-spam") == [not_found]
    assert mark(mine, own, action="resolve") == [SPAM[1]]


def test_a_visitor_is_blocked_in_the_same_step_and_the_audit_log_has_both(owner: Caller, changes: Changes) -> None:
    agent, by, of_agent = an_agent(owner), a_visitor(owner), a_visitor(owner)
    assert mark(owner, a_conversation(owner, by=by), blockVisitors=True) == [None]
    found = a_conversation(owner, by=of_agent)
    assert mark(agent, found, blockVisitors=True) == [None]
    assert mark(agent, found, action="not-spam") == [None]
    blocks = call("tenant_blocks_list", owner)[1]["blocks"]
    assert [(one["visitorId"], one["status"]) for one in blocks] == [(by.id, "ACTIVE"), (of_agent.id, "REQUESTED")]
    entries = call("tenant_audit_log_list", owner)[1]["entries"]
    assert [(one["action"], one["actor"]["id"]) for one in reversed(entries)] == [
        ("conversation.marked_as_spam", owner.id),
        ("block.created", owner.id),
        ("conversation.marked_as_spam", agent.id),
        ("block.set", agent.id),
        ("conversation.unmarked_as_spam", agent.id),
    ]
    wrong = {"conversationIds": [found], "action": "resolve", "blockVisitors": True}
    assert call("tenant_conversations_bulk", owner, wrong)[0] == 400


def test_what_an_agent_left_behind_as_spam_waits_when_that_is_undone(owner: Caller) -> None:
    agent = an_agent(owner)
    found = a_conversation(owner, "ACTIVE", agent)
    mark(agent, found)
    assert call("tenant_agents_update", owner, {"status": "INACTIVE"}, id=agent.id)[0] == 200
    mark(owner, found, action="not-spam")
    now = conversation.load(owner.tenant_id, found)
    assert (now.agent_id, now.status) == (None, "WAITING")


@pytest.mark.parametrize(
    ("settings", "marked", "is_deleted"),
    [({}, 31, True), ({}, 29, False), ({"spamDays": 5}, 6, True), ({"spamDays": 90}, 31, False)],
)
def test_spam_is_deleted_some_time_after_it_was_marked(
    owner: Caller, settings: dict[str, int], marked: int, is_deleted: bool
) -> None:
    call("tenant_workspace_update", owner, {"settings": {"retention": settings}})
    found = a_conversation(owner)
    mark(owner, found)
    once = conversation.load(owner.tenant_id, found)
    once.spam_since, once.last_activity_at = ago(marked * 86_400), ago(400 * 86_400)
    once.set_list_keys()
    once.save()
    upkeep.run(1e12)
    try:
        conversation.load(owner.tenant_id, found)
    except NotFound:
        assert is_deleted
    else:
        assert not is_deleted
