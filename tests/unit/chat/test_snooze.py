"""Snoozed conversations: out of the lists of what is to be done, and woken exactly once, by time or by a message."""

from typing import Any

import pytest

from connextlive.chat import conversation, message, timers
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.events.domain import Change, of_change
from connextlive.events.types import ConversationSnoozed, ConversationWoken
from connextlive.table import timers as entries
from connextlive.table import writes
from connextlive.table.names import SHORT
from tests.support.builders import (
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
)

HOUR = 3600
NINE = "2027-01-15T09:00:00.000Z"  # the clock stands at eight


@pytest.fixture
def owner(changes: Changes, clock: Clock) -> Caller:
    return a_tenant()


def snoozed(by: Caller, conversation_id: str, until: str | None = NINE, *, on: bool = True) -> Json:
    audience = "agent" if by.role == "AGENT" else "tenant"
    body = {"isSnoozed": on} | ({"until": until} if until else {})
    status, answer = call(f"{audience}_conversations_snooze", by, body, id=conversation_id)
    assert status == 200, answer
    return dict(answer["conversation"])


def listed(by: Caller, **query: str) -> list[str]:
    audience = "agent" if by.role == "AGENT" else "tenant"
    return [one["id"] for one in call(f"{audience}_conversations_list", by, query=query)[1]["conversations"]]


def woken(changes: Changes) -> list[str]:
    """Why conversations were woken, by the events since the last look; the stream is worked off."""
    records = changes.new()
    project(records)
    happened = [one for record in records for one in of_change(Change.of(record))]
    return [one.reason for one in happened if isinstance(one, ConversationWoken)]


def test_a_snoozed_conversation_is_in_its_own_list_and_in_that_of_all(owner: Caller) -> None:
    anna = an_agent(owner)
    opened = a_conversation(owner, "ACTIVE", anna)
    answer = snoozed(anna, opened)
    assert (answer["isSnoozed"], answer["snoozedUntil"], answer["status"]) == (True, NINE, "ACTIVE")
    for caller in (anna, owner):
        assert listed(caller, status="ACTIVE") == listed(caller, status="ACTIVE,WAITING") == []
        assert listed(caller, isSnoozed="true") == listed(caller) == [opened]


def test_what_is_snoozed_counts_as_such(owner: Caller, changes: Changes) -> None:
    anna = an_agent(owner)
    snoozed(anna, a_conversation(owner, "ACTIVE", anna))
    project(changes.new())
    answer = call("tenant_conversations_list", owner)[1]
    assert answer["counts"] == {"active": 0, "waiting": 0, "closed": 0, "total": 1, "unread": 1}
    assert (answer["snoozedCount"], answer["pagination"]["total"]) == (1, 1)


def test_it_wakes_at_its_time_exactly_once(owner: Caller, changes: Changes, clock: Clock) -> None:
    opened = a_conversation(owner)
    snoozed(owner, opened)
    assert woken(changes) == []
    clock.advance(HOUR - 1)
    timers.run(1e12)
    assert listed(owner, isSnoozed="true") == [opened]
    clock.advance(1)
    for _ in range(3):
        timers.run(1e12)
        entries.put(owner.tenant_id, opened, NINE)  # the same entry comes again
    assert woken(changes) == ["TIME"]
    assert listed(owner, status="WAITING") == [opened]
    timers.run(1e12)
    assert everything_under(entries.PK) == []


def test_a_visitors_message_wakes_it(owner: Caller, changes: Changes, clock: Clock) -> None:
    vera = a_visitor(owner)
    opened = a_conversation(owner, by=vera)
    snoozed(owner, opened, None)
    message.send_as_visitor(vera, Draft("One more thing"))
    assert woken(changes) == ["MESSAGE"]
    assert listed(owner, status="WAITING") == [opened]
    clock.advance(2 * HOUR)
    timers.run(1e12)
    assert woken(changes) == []


def test_an_agents_message_does_not_wake_it(owner: Caller, changes: Changes) -> None:
    anna = an_agent(owner)
    opened = a_conversation(owner, "ACTIVE", anna)
    snoozed(anna, opened)
    message.send_as_agent(owner.tenant_id, opened, anna.id, Draft("Until tomorrow!"))
    assert woken(changes) == []
    assert listed(anna, isSnoozed="true") == [opened]


def test_ending_it_is_no_wait_for_its_time(owner: Caller, changes: Changes, clock: Clock) -> None:
    opened = a_conversation(owner)
    snoozed(owner, opened)
    answer = snoozed(owner, opened, None, on=False)
    assert (answer["isSnoozed"], answer["snoozedUntil"]) == (False, None)
    assert woken(changes) == ["PERSON"]
    clock.advance(HOUR)
    timers.run(1e12)
    assert woken(changes) == []
    assert everything_under(entries.PK) == []


def test_another_time_replaces_the_first(owner: Caller, changes: Changes, clock: Clock) -> None:
    opened = a_conversation(owner)
    for until in (NINE, "2027-01-15T11:00:00.000Z"):
        snoozed(owner, opened, until)
    happened = [one for record in changes.all for one in of_change(Change.of(record))]
    assert [one.until for one in happened if isinstance(one, ConversationSnoozed)] == [NINE, "2027-01-15T11:00:00.000Z"]
    assert woken(changes) == []
    clock.advance(HOUR)
    timers.run(1e12)
    assert woken(changes) == []
    clock.advance(2 * HOUR)
    timers.run(1e12)
    assert woken(changes) == ["TIME"]


def test_closing_it_ends_it(owner: Caller, changes: Changes) -> None:
    opened = a_conversation(owner)
    snoozed(owner, opened)
    call("tenant_conversations_resolve", owner, id=opened)
    assert woken(changes) == []
    assert listed(owner, status="CLOSED") == [opened]


def test_who_leaves_takes_no_snoozed_conversation_along(owner: Caller, changes: Changes) -> None:
    anna = an_agent(owner)
    opened = a_conversation(owner, "ACTIVE", anna)
    snoozed(anna, opened)
    conversation.release_all(owner.tenant_id, anna.id)
    assert listed(owner, status="WAITING", agentId="unassigned") == [opened]


def test_a_message_that_comes_while_it_is_woken_loses_nothing(
    owner: Caller, changes: Changes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera = a_visitor(owner)
    opened = a_conversation(owner, by=vera)
    snoozed(owner, opened)
    project(changes.new())
    clock.advance(HOUR)
    save, others = conversation.Conversation.save, [lambda: message.send_as_visitor(vera, Draft("Hello again"))]

    def saved_late(self: Any, *args: Any, **kwargs: Any) -> Any:
        if others:
            others.pop()()
        return save(self, *args, **kwargs)

    monkeypatch.setattr(conversation.Conversation, "save", saved_late)
    timers.run(1e12)
    assert woken(changes) == ["MESSAGE"]


def test_what_is_closed_or_in_the_past_cannot_be_snoozed(owner: Caller) -> None:
    opened = a_conversation(owner, "CLOSED")
    answer = call("tenant_conversations_snooze", owner, {"isSnoozed": True}, id=opened)
    assert answer == an_error(400, "The conversation is closed", {"code": "CONVERSATION_CLOSED"})
    past = {"isSnoozed": True, "until": "2027-01-15T07:00:00Z"}
    assert call("tenant_conversations_snooze", owner, past, id=opened)[0] == 400


def test_one_that_fails_keeps_no_other_from_it_and_is_tried_again(
    owner: Caller, changes: Changes, clock: Clock
) -> None:
    opened = [a_conversation(owner) for _ in range(3)]
    for one in opened:
        snoozed(owner, one)
    project(changes.new())
    clock.advance(HOUR)
    key, stored_as = (conversation.pk(owner.tenant_id, opened[1]), conversation.SK), SHORT["status"]
    writes.set_fields(*key, {stored_as: ["spoilt"]})
    for _ in range(2):
        with pytest.raises(RuntimeError, match="1 timers failed"):
            timers.run(1e12)
    writes.set_fields(*key, {stored_as: "WAITING"})
    timers.run(1e12)
    assert sorted(listed(owner, status="WAITING")) == sorted(opened)
    assert everything_under(entries.PK) == []
