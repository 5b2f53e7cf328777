"""Conversations that wait go to agents who are available and have room, each exactly once; and what an agent has is
counted in the transactions that change it."""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import count
from typing import Any
from unittest.mock import ANY

import pytest

from connextlive.aws import clients
from connextlive.chat import conversation, loads, message, routing, snooze, visitor
from connextlive.chat import timers as minute
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.core.queue_places import place_of
from connextlive.identity import teams, user, user_presence
from connextlive.identity.hours import DAYS
from connextlive.realtime import connection
from connextlive.realtime.connection import Listener
from connextlive.reports import figures, rollup
from connextlive.table import items
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
    consume,
    counted_calls,
    deliver,
    project,
)
from tests.support.interrupting import before_each_write

QUEUE = "OnEventRoutingQueue"


class Floor:
    """A workspace that routes by these rules, with its stream."""

    def __init__(self, changes: Changes, **rules: Any) -> None:
        self.changes = changes
        self.owner = a_tenant()
        self.id = self.owner.tenant_id
        self.rule(**rules)

    def rule(self, **rules: Any) -> None:
        status, answer = call("tenant_workspace_update", self.owner, {"settings": {"routing": rules}})
        assert status == 200, answer
        consume("on_event_routing", {"type": "routing.changed", "tenantId": self.id})
        self.settle()

    def settle(self) -> None:
        """Delivers what the stream has, and what follows from it."""
        self.changes.settle()

    def agent(self, name: str = "Anna", **fields: Any) -> Caller:
        """An agent who is there."""
        return an_agent(self.owner, name, last_seen_at=timestamp(), **fields)

    def asks(self, by: Caller | None = None) -> str:
        """The ID of a conversation that a visitor has just begun."""
        return message.send_as_visitor(by or a_visitor(self.owner), Draft("Hello"))[1].id

    def holder(self, conversation_id: str) -> str | None:
        return conversation.read(self.id, conversation_id).get("agent_id")

    def loads(self) -> dict[str, int]:
        return {agent_id: load["open_now"] for agent_id, load in loads.all_of(self.id).items() if load["open_now"]}

    def waiting(self) -> list[str]:
        """IDs of the conversations in the queue, in order."""
        return [place_of(place)[2] for place in loads.everybody(self.id)]

    def is_available(self, agent: Caller, availability: str) -> None:
        assert call("agent_profile_update", agent, {"availability": availability})[0] == 200


@pytest.fixture
def floor(changes: Changes, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Floor:
    """Timers are events that come to the queue of their consumer, which hands them out when they are due."""
    sqs, events, bus = clients.client("sqs"), clients.client("events"), os.environ["BUS_NAME"]
    url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    monkeypatch.setenv("ROUTING_QUEUE_URL", url)
    pattern = json.dumps({"detail-type": ["agent.reply_due", "agent.away_due"]})
    events.put_rule(Name="timers", EventBusName=bus, EventPattern=pattern)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_targets(Rule="timers", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return Floor(changes, rule="least-busy", capacity=2)


def timers() -> list[Json]:
    """The events that have come to the queue."""
    messages = clients.client("sqs").receive_message(
        QueueUrl=os.environ["ROUTING_QUEUE_URL"], MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    bodies = [json.loads(one["Body"]) for one in messages.get("Messages", [])]
    return [{"type": body["detail-type"], **body["detail"]} for body in bodies]


def test_by_default_agents_take_conversations_themselves_and_nothing_is_counted(changes: Changes) -> None:
    owner = a_tenant()
    an_agent(owner, last_seen_at=timestamp())
    conversation_id = a_conversation(owner)
    changes.settle()
    values = conversation.read(owner.tenant_id, conversation_id)
    assert (values["status"], values.get("agent_id"), values.get("routed")) == ("WAITING", None, None)
    assert items.query(loads.pk(owner.tenant_id), limit=10) == []


def test_a_conversation_goes_to_an_available_agent_at_once(floor: Floor) -> None:
    anna = floor.agent()
    conversation_id = floor.asks()
    floor.settle()
    values = conversation.read(floor.id, conversation_id)
    assert (values["status"], values.get("agent_id"), values.get("routed")) == ("ACTIVE", anna.id, {"load_of": anna.id})
    assert floor.loads() == {anna.id: 1}


def test_whoever_is_least_busy_gets_the_next_one(floor: Floor) -> None:
    anna, bert = floor.agent("Anna"), floor.agent("Bert")
    found = []
    for _ in range(4):
        found.append(floor.asks())
        floor.settle()
    assert sorted(map(floor.holder, found), key=str) == sorted([anna.id, anna.id, bert.id, bert.id])


def test_round_robin_asks_whoever_was_asked_longest_ago(floor: Floor, clock: Clock) -> None:
    floor.rule(rule="round-robin", capacity=9)
    anna, bert = floor.agent("Anna"), floor.agent("Bert")
    asked = []
    for _ in range(4):
        clock.advance(1)
        asked.append(floor.asks())
        floor.settle()
        if floor.holder(asked[-1]) == anna.id:  # who is fast, and has nothing to do
            message.resolve(floor.id, asked[-1], anna.id, "Bye")
    assert [floor.holder(one) for one in asked] in ([anna.id, bert.id] * 2, [bert.id, anna.id] * 2)


@pytest.mark.parametrize("availability", ["BUSY", "AWAY"])
def test_whoever_is_busy_or_away_gets_none(floor: Floor, availability: str) -> None:
    anna = floor.agent()
    floor.is_available(anna, availability)
    conversation_id = floor.asks()
    floor.settle()
    assert floor.holder(conversation_id) is None
    floor.is_available(anna, "AVAILABLE")
    floor.settle()
    assert floor.holder(conversation_id) == anna.id


def test_nobody_there_is_waited_for_in_order_and_whoever_comes_gets_what_they_have_room_for(
    floor: Floor, clock: Clock
) -> None:
    anna = floor.agent()
    user_presence.left(floor.id, anna.id)
    asked = []
    for _ in range(4):
        clock.advance(1)
        asked.append(floor.asks())
        floor.settle()
    assert floor.waiting() == asked
    clock.advance(1)
    user_presence.seen(floor.id, anna.id, 0)
    floor.settle()
    assert [floor.holder(one) for one in asked] == [anna.id, anna.id, None, None]
    assert floor.waiting() == asked[2:]


def test_a_visitor_who_writes_again_keeps_their_place(floor: Floor, clock: Clock) -> None:
    first, second = (a_visitor(floor.owner) for _ in range(2))
    asked = []
    for one in (first, second, first):
        clock.advance(1)
        asked.append(floor.asks(one))
        floor.settle()
    assert floor.waiting() == asked[:2]


def test_room_that_is_freed_is_filled(floor: Floor) -> None:
    anna = floor.agent()
    asked = []
    for _ in range(3):
        asked.append(floor.asks())
        floor.settle()
    assert floor.holder(asked[2]) is None
    message.resolve(floor.id, asked[0], anna.id, "Bye")
    assert floor.loads() == {anna.id: 1}
    floor.settle()
    assert floor.holder(asked[2]) == anna.id
    assert floor.loads() == {anna.id: 2}
    assert floor.waiting() == []


def happening_before_write(number: int, do: Callable[[], object], meanwhile: Callable[[], object]) -> bool:
    """Does something, and something else right before its write of this number; whether there is such a write."""
    happened = False

    def once(this: int) -> None:
        nonlocal happened
        if not happened and this == number:
            happened = True
            meanwhile()

    with before_each_write(once):
        do()
    return happened


def test_two_consumers_that_assign_at_once_assign_it_once(floor: Floor) -> None:
    anna, bert = floor.agent("Anna", capacity=99), floor.agent("Bert", capacity=99)
    for number in count(1):
        asked = floor.asks()
        batch = partial(project, floor.changes.new())
        if not happening_before_write(number, batch, batch):
            break
        floor.settle()
        assert floor.holder(asked) in (anna.id, bert.id)
        assert sum(floor.loads().values()) == number
    assert number > 3  # of counters, events, the index, and the assignment


def test_two_consumers_that_give_the_last_room_at_once_give_it_once(floor: Floor) -> None:
    anna = floor.agent(capacity=1)
    for number in count():
        first, second = floor.asks(), floor.asks()
        records = floor.changes.new()
        of_first = [one for one in records if first in str(one["dynamodb"]["Keys"])]
        of_second = [one for one in records if one not in of_first]
        if not happening_before_write(number, partial(project, of_first), partial(project, of_second)):
            break
        floor.settle()
        assert sorted(map(str, map(floor.holder, (first, second)))) == sorted([anna.id, "None"])
        assert floor.loads() == {anna.id: 1}
        for one in (first, second):
            conversation.delete(floor.id, one)
        floor.settle()
    assert floor.loads() == {anna.id: 1} or number > 2


def test_nobody_is_given_one_who_leaves_at_that_moment(floor: Floor) -> None:
    for number in count():
        anna = floor.agent()
        asked = floor.asks()
        batch = partial(project, floor.changes.new())
        leaves = partial(user.update, floor.id, anna.id, {"status": "INACTIVE"}, revoke=True)
        has_left = happening_before_write(number, batch, leaves)
        floor.settle()
        if not has_left:
            break
        assert floor.holder(asked) is None
        assert floor.loads() == {}
        assert asked in floor.waiting()
    assert number > 2


def test_what_an_agent_has_is_counted_when_it_is_taken_transferred_closed_reopened_or_deleted(floor: Floor) -> None:
    anna, bert = floor.agent("Anna"), floor.agent("Bert")
    for one in (anna, bert):
        floor.is_available(one, "BUSY")
    vera = a_visitor(floor.owner)
    asked = floor.asks(vera)
    floor.settle()
    counted = []

    def then(*request: Any) -> None:
        """What is counted right after a request, before the stream tells of it."""
        do, *given = request
        do(*given)
        names = {anna.id: "Anna", bert.id: "Bert"}
        counted.append(({names[one]: load for one, load in floor.loads().items()}, len(floor.waiting())))

    then(len, "")
    then(message.send_as_agent, floor.id, asked, anna.id, Draft("Hi"))
    then(conversation.assign, floor.id, asked, bert.id)
    then(message.resolve, floor.id, asked, bert.id, "Bye")
    then(message.send_as_visitor, vera, Draft("Wait"))
    then(conversation.set_status, floor.id, asked, "CLOSED", bert.id)
    then(conversation.set_status, floor.id, asked, "ACTIVE", bert.id)
    then(call, "tenant_conversations_bulk", floor.owner, {"action": "spam", "conversationIds": [asked]})
    then(call, "tenant_conversations_bulk", floor.owner, {"action": "not-spam", "conversationIds": [asked]})
    then(conversation.release_all, floor.id, bert.id)
    then(conversation.assign, floor.id, asked, anna.id)
    then(visitor.delete, floor.id, vera.id)
    of_anna, of_bert = ({"Anna": 1}, 0), ({"Bert": 1}, 0)
    nobody: tuple[dict[str, int], int] = ({}, 0)
    before, after = [({}, 1), of_anna, of_bert], [nobody, of_anna, nobody]
    assert counted == [*before, nobody, of_bert, nobody, of_bert, nobody, of_bert, *after]


def test_what_is_open_when_a_workspace_begins_to_route_counts_and_waits_in_order(
    changes: Changes, clock: Clock
) -> None:
    floor = Floor(changes, rule="manual")
    anna = floor.agent()
    had, asked = floor.asks(), []
    for _ in range(3):
        clock.advance(1)
        asked.append(floor.asks())
    conversation.assign(floor.id, had, anna.id)
    floor.settle()
    assert (floor.loads(), floor.waiting()) == ({}, [])
    floor.rule(rule="round-robin", capacity=2)
    assert [floor.holder(one) for one in asked] == [anna.id, None, None]
    assert (floor.loads(), floor.waiting()) == ({anna.id: 2}, asked[1:])


def test_nobody_waits_in_a_queue_that_is_no_more(floor: Floor) -> None:
    asked = floor.asks()
    floor.settle()
    assert floor.waiting() == [asked]
    floor.rule(rule="manual")
    assert floor.waiting() == []
    floor.agent()
    floor.settle()
    assert floor.holder(asked) is None


def test_a_site_is_answered_by_its_team_and_by_a_rule_of_its_own(floor: Floor) -> None:
    anna, bert = floor.agent("Anna"), floor.agent("Bert")
    team_id = teams.create(floor.id, "Sales", [bert.id])["id"]
    by_team, by_hand, by_all = (a_visitor(floor.owner, a_key(floor.owner)[0]) for _ in range(3))
    sites = [visitor.read(floor.id, one.id)["site_id"] for one in (by_team, by_hand)]
    floor.rule(
        sites={sites[0]: {"teamId": team_id}, sites[1]: {"rule": "manual"}}, teams={team_id: {"rule": "least-busy"}}
    )
    asked = [floor.asks(one) for one in (by_team, by_hand, by_all)]
    floor.settle()
    assert [floor.holder(one) for one in asked] == [bert.id, None, anna.id]


def test_whoever_waits_for_a_team_does_not_keep_the_others_waiting(floor: Floor) -> None:
    team_id = teams.create(floor.id, "Sales", [])["id"]
    of_team = a_visitor(floor.owner, a_key(floor.owner)[0])
    site_id = visitor.read(floor.id, of_team.id)["site_id"]
    floor.rule(sites={site_id: {"teamId": team_id}})
    asked = [floor.asks(of_team), floor.asks()]
    floor.settle()
    anna = floor.agent()
    floor.settle()
    assert [floor.holder(one) for one in asked] == [None, anna.id]
    teams.update(floor.id, team_id, {"member_ids": [anna.id]})
    floor.settle()
    assert floor.holder(asked[0]) == anna.id


def test_what_waits_for_a_team_that_is_deleted_waits_for_everybody(floor: Floor, clock: Clock) -> None:
    team_id, key = teams.create(floor.id, "Sales", [])["id"], a_key(floor.owner)[0]
    floor.rule(sites={key.site_id: {"teamId": team_id}}, capacity=9)
    before = floor.asks(a_visitor(floor.owner, key))
    floor.settle()
    teams.delete(floor.id, team_id)
    floor.settle()
    clock.advance(1)
    later = floor.asks(a_visitor(floor.owner, key))
    floor.settle()
    assert floor.waiting() == [before, later]
    anna = floor.agent()
    floor.settle()
    assert [floor.holder(one) for one in (before, later)] == [anna.id] * 2


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_conversation_without_a_reply_in_time_goes_to_somebody_else(floor: Floor, clock: Clock) -> None:
    floor.rule(replyMinutes=5)
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    (due,) = timers()
    clock.advance(299)
    user_presence.seen(floor.id, anna.id, 0)
    consume("on_event_routing", due)
    assert floor.holder(asked) == anna.id
    clock.advance(1)
    consume("on_event_routing", due)
    floor.settle()
    assert (floor.holder(asked), floor.loads(), floor.waiting()) == (None, {}, [asked])
    bert = floor.agent("Bert")
    floor.settle()
    assert (floor.holder(asked), floor.loads(), floor.waiting()) == (bert.id, {bert.id: 1}, [])


def test_a_conversation_that_was_answered_in_time_stays(floor: Floor, clock: Clock) -> None:
    floor.rule(replyMinutes=5)
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    (due,) = timers()
    clock.advance(200)
    message.send_as_agent(floor.id, asked, anna.id, Draft("Hi"))
    clock.advance(100)
    consume("on_event_routing", due)
    assert floor.holder(asked) == anna.id


@pytest.mark.parametrize("woken_by", ["agent", "visitor"])
def test_whoever_snoozed_one_has_time_to_reply_once_it_wakes(floor: Floor, clock: Clock, woken_by: str) -> None:
    floor.rule(replyMinutes=5)
    anna, vera = floor.agent("Anna"), a_visitor(floor.owner)
    asked = floor.asks(vera)
    floor.settle()
    snooze.set_until(floor.id, asked, True, None)
    floor.settle()
    clock.advance(600)
    if woken_by == "agent":
        snooze.set_until(floor.id, asked, False, None)
    else:
        user_presence.seen(floor.id, anna.id, 0)
        floor.asks(vera)
    floor.settle()
    for due in timers():
        consume("on_event_routing", due)
    assert floor.holder(asked) == anna.id
    clock.advance(300)
    for due in timers():
        consume("on_event_routing", due)
    assert floor.holder(asked) is None


def test_whoever_let_one_wait_for_too_long_gets_the_next_in_line(floor: Floor, clock: Clock) -> None:
    floor.rule(replyMinutes=5, capacity=1)
    anna = floor.agent("Anna")
    asked = []
    for _ in range(3):
        asked.append(floor.asks())
        floor.settle()
        clock.advance(1)
    (due,) = timers()
    clock.advance(300)
    user_presence.seen(floor.id, anna.id, 0)
    consume("on_event_routing", due)
    floor.settle()
    assert [floor.holder(one) for one in asked] == [None, anna.id, None]
    assert floor.waiting() == [asked[0], asked[2]]


def test_what_is_snoozed_neither_waits_nor_counts(floor: Floor) -> None:
    anna = floor.agent(capacity=1)
    asked = [floor.asks(), floor.asks()]
    floor.settle()
    theirs = next(one for one in asked if floor.holder(one) == anna.id)
    snooze.set_until(floor.id, theirs, True, None)
    floor.settle()
    assert [floor.holder(one) for one in asked] == [anna.id, anna.id]
    assert floor.loads() == {anna.id: 1}
    snooze.set_until(floor.id, theirs, False, None)
    assert floor.loads() == {anna.id: 2}


def test_whoever_is_away_for_too_long_hands_over_to_their_team(floor: Floor, clock: Clock) -> None:
    floor.rule(awayMinutes=10, handOver="team")
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    bert, cleo = floor.agent("Bert"), floor.agent("Cleo")
    teams.create(floor.id, "Sales", [anna.id, cleo.id])
    floor.is_available(anna, "AWAY")
    floor.settle()
    (due,) = timers()
    clock.advance(599)
    consume("on_event_routing", due)
    assert floor.holder(asked) == anna.id
    clock.advance(1)
    for one in (bert, cleo):
        user_presence.seen(floor.id, one.id, 0)
    consume("on_event_routing", due)
    floor.settle()
    assert (floor.holder(asked), floor.loads()) == (cleo.id, {cleo.id: 1})


def test_what_wakes_while_its_agent_is_away_waits_for_others(floor: Floor, clock: Clock) -> None:
    floor.rule(awayMinutes=10)
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    snooze.set_until(floor.id, asked, True, None)
    floor.is_available(anna, "AWAY")
    floor.settle()
    clock.advance(3600)
    for due in timers():
        consume("on_event_routing", due)
    snooze.set_until(floor.id, asked, False, None)
    floor.settle()
    assert floor.holder(asked) == anna.id
    for due in timers():
        consume("on_event_routing", due)
    assert (floor.holder(asked), floor.waiting()) == (None, [asked])


def test_whoever_comes_back_in_time_keeps_theirs(floor: Floor, clock: Clock) -> None:
    floor.rule(awayMinutes=10)
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    floor.is_available(anna, "AWAY")
    floor.settle()
    (due,) = timers()
    clock.advance(300)
    floor.is_available(anna, "AVAILABLE")
    floor.is_available(anna, "AWAY")
    clock.advance(300)
    consume("on_event_routing", due)
    assert floor.holder(asked) == anna.id


def test_timers_are_set_for_what_begins_to_wait_and_for_who_goes_away(floor: Floor, clock: Clock) -> None:
    floor.rule(replyMinutes=5, awayMinutes=10)
    anna = floor.agent("Anna")
    asked = floor.asks()
    floor.settle()
    floor.is_available(anna, "AWAY")
    floor.settle()
    about = dict.fromkeys(("eventId", "occurredAt"), ANY) | {"tenantId": floor.id, "agentId": anna.id}
    about["since"] = "2027-01-15T08:00:00.000Z"
    assert timers() == [
        {"type": "agent.reply_due", "conversationId": asked, **about},
        {"type": "agent.away_due", **about},
    ]


@pytest.mark.parametrize("how", ["tenant_agents_remove", "tenant_agents_update"])
def test_whoever_is_removed_or_deactivated_leaves_their_conversations_to_others(floor: Floor, how: str) -> None:
    anna = floor.agent("Anna")
    asked = [floor.asks(), floor.asks()]
    floor.settle()
    bert = floor.agent("Bert")
    body = {"status": "INACTIVE"} if how == "tenant_agents_update" else None
    assert call(how, floor.owner, body, id=anna.id)[0] == 200
    floor.settle()
    assert [floor.holder(one) for one in asked] == [bert.id, bert.id]
    assert floor.loads() == {bert.id: 2}


def test_nothing_is_counted_any_more_of_an_agent_who_was_removed(floor: Floor) -> None:
    anna = floor.agent("Anna")
    floor.asks()
    floor.settle()
    assert loads.all_of(floor.id).keys() == {anna.id}
    assert call("tenant_agents_remove", floor.owner, id=anna.id)[0] == 200
    floor.settle()
    assert loads.all_of(floor.id) == {}


def test_routing_costs_nothing_where_agents_take_conversations_themselves(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    anna = an_agent(owner, last_seen_at=timestamp())
    vera = a_visitor(owner)
    project(changes.new())
    calls = counted_calls(monkeypatch)
    conversation_id = message.send_as_visitor(vera, Draft("Hello"))[1].id
    message.send_as_agent(owner.tenant_id, conversation_id, anna.id, Draft("Hi"))
    message.resolve(owner.tenant_id, conversation_id, anna.id, "Bye")
    monkeypatch.setattr(routing, "settle", None)  # not even looked for
    project(changes.new())
    assert calls.count("TransactWriteItems") == 4  # three requests, and what is counted of them


# ── What people see ──────────────────────────────────────────────────────────────────────────────────────────────────


def latest(visitor: Caller) -> Json:
    status, answer = call("widget_messages_list", visitor, query={"latest": "true"})
    assert status == 200, answer
    return answer


def test_a_visitor_sees_which_one_in_line_they_are(floor: Floor, clock: Clock) -> None:
    visitors = [a_visitor(floor.owner) for _ in range(3)]
    for one in visitors:
        clock.advance(1)
        floor.asks(one)
        floor.settle()
    assert [latest(one)["queuePosition"] for one in visitors] == [1, 2, 3]
    floor.agent(capacity=1)
    floor.settle()
    assert [latest(one)["queuePosition"] for one in visitors] == [None, 1, 2]


def test_whoever_waits_is_told_when_the_line_moves(floor: Floor, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Json]] = []

    def post(frames: Mapping[Listener, Sequence[str]]) -> None:
        told.extend((listener.person_id, json.loads(frame)) for listener, sent in frames.items() for frame in sent)

    monkeypatch.setattr("connextlive.realtime.sockets.deliver", post)
    visitors = [a_visitor(floor.owner) for _ in range(3)]
    for one in visitors:
        connection.opened(one._replace(key_id="key_A", token_version=0), f"of {one.id}")
        clock.advance(1)
        floor.asks(one)
        floor.settle()
    floor.agent(capacity=1)
    project(floor.changes.new())
    deliver("on_table_change_notify", floor.changes.new())
    moved = [(one, frame["data"]["position"]) for one, frame in told if frame["type"] == "queue.moved"]
    assert moved == [(visitors[1].id, 1), (visitors[2].id, 2)]


def on_weekdays() -> Json:
    """A schedule with a shift from half an hour from now on, for an hour."""
    return {"timezone": "UTC", "week": {day: [{"from": "08:30", "to": "09:30"}] for day in DAYS[:5]}}


def test_when_a_shift_begins_what_waits_is_given_out_and_when_it_ends_it_is_handed_over_as_of_who_goes_away(
    floor: Floor, clock: Clock
) -> None:
    floor.rule(awayMinutes=10)
    anna = floor.agent(schedule=on_weekdays())
    asked = floor.asks()
    floor.settle()
    assert floor.holder(asked) is None
    for passing in (1799, 1):
        assert floor.holder(asked) is None
        clock.advance(passing)
        user_presence.seen(floor.id, anna.id, 0)
        minute.run(1e12)
        floor.settle()
    assert floor.holder(asked) == anna.id
    clock.advance(3600)
    user_presence.seen(floor.id, anna.id, 0)
    minute.run(1e12)
    floor.settle()
    (due,) = timers()
    assert (due["type"], due["since"]) == ("agent.away_due", "2027-01-15T09:30:00.000Z")
    for passing, holder in ((599, anna.id), (1, None)):
        clock.advance(passing)
        user_presence.seen(floor.id, anna.id, 0)
        consume("on_event_routing", due)
        assert floor.holder(asked) == holder


def test_who_was_busy_in_their_last_shift_is_given_conversations_in_the_next(floor: Floor, clock: Clock) -> None:
    anna = floor.agent(schedule=on_weekdays())
    floor.is_available(anna, "BUSY")
    clock.advance(3 * 86400 + 1800)  # on Monday
    user_presence.seen(floor.id, anna.id, 0)
    asked = floor.asks()
    floor.settle()
    assert floor.holder(asked) == anna.id


def test_consoles_are_told_when_a_shift_begins(floor: Floor, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Json] = []

    def post(frames: Mapping[Listener, Sequence[str]]) -> None:
        told.extend(json.loads(frame) for sent in frames.values() for frame in sent)

    monkeypatch.setattr("connextlive.realtime.sockets.deliver", post)
    anna = floor.agent(schedule=on_weekdays())
    connection.opened(floor.owner._replace(token_version=0), "owner's")
    floor.settle()
    clock.advance(1800)
    user_presence.seen(floor.id, anna.id, 0)
    floor.changes.new()
    minute.run(1e12)
    deliver("on_table_change_notify", floor.changes.new())
    assert [one["data"] for one in told if one["type"] == "availability.changed"] == [
        {"agentId": anna.id, "availability": "AVAILABLE"}
    ]


def test_colleagues_see_who_is_available(floor: Floor) -> None:
    anna, bert = floor.agent("Anna"), floor.agent("Bert")
    cleo = an_agent(floor.owner, "Cleo")
    floor.is_available(anna, "BUSY")
    agents = call("agent_agents_list", bert)[1]["agents"]
    assert {one["id"]: one["availability"] for one in agents} == {
        anna.id: "BUSY",
        bert.id: "AVAILABLE",
        cleo.id: "AWAY",  # without having said so
    }


def test_the_owner_gives_an_agent_a_capacity_of_their_own(floor: Floor) -> None:
    anna = floor.agent()
    status, answer = call("tenant_agents_update", floor.owner, {"capacity": 1}, id=anna.id)
    assert (status, answer["agent"]["capacity"]) == (200, 1)
    asked = [floor.asks(), floor.asks()]
    floor.settle()
    assert sorted(str(floor.holder(one)) for one in asked) == sorted([anna.id, "None"])
    assert call("tenant_agents_update", floor.owner, {"capacity": None}, id=anna.id)[1]["agent"]["capacity"] is None
    floor.settle()
    assert [floor.holder(one) for one in asked] == [anna.id, anna.id]


def test_reports_know_how_long_conversations_were_in_the_queue_and_which_left_it(floor: Floor, clock: Clock) -> None:
    asked = [floor.asks(), floor.asks()]
    floor.settle()
    clock.advance(60)
    conversation.set_status(floor.id, asked[1], "CLOSED", by=floor.owner.id)
    floor.settle()
    clock.advance(30)
    anna = floor.agent()
    floor.settle()
    assert floor.holder(asked[0]) == anna.id
    today = date(2027, 1, 15)
    of_all, of_anna = (
        figures.measures(sum((Counter(row.counts) for row in rows), Counter()))
        for rows in (
            rollup.of_workspace(floor.id, today, today),
            rollup.of_agents(floor.id, today, today),
        )
    )
    assert (of_all.queue_time.count, of_all.queue_time.mean, of_all.abandoned) == (1, 90.0, 1)
    assert (of_anna.queue_time.count, of_anna.queue_time.mean, of_anna.abandoned) == (1, 90.0, 0)
