"""A busy tenant's lists are sharded, and read as one."""

from collections import Counter
from collections.abc import Callable
from time import sleep

import pytest

from connextlive import counters
from connextlive.chat import conversation, list_growth, message, migration, reindexing, snooze, spam
from connextlive.chat.conversation import STATUSES, Conversation
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.table import codec, items, writes
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
    counted_calls,
    project,
    shard_active_list,
)

A_SHARD = list_growth.FULL
ACTIVE = {"status": "ACTIVE"}


def a_workspace_with(active: int) -> Caller:
    """A workspace whose counters say that it has so many active conversations, which its consumer has seen."""
    owner = a_tenant()
    has_become(owner, active)
    return owner


def has_become(owner: Caller, active: int) -> None:
    counter = {"pk": counters.team_pk(owner.tenant_id), "sk": "count#workspace#7", counters.STORED["active"]: active}
    writes.write_all([{"PutRequest": {"Item": codec.typed(counter)}}])
    list_growth.grow(owner.tenant_id)


def shards_of(owner: Caller) -> Json:
    """What is stored about the list of active conversations."""
    (raw,) = items.raw_items([counters.state_key(owner.tenant_id)])
    return {name: value for name, value in codec.plain(raw).items() if name.startswith("active_shards")}


def forget() -> None:
    """What a process knows, as if the next request came to another one."""
    counters._active_shards.clear()


def opened(owner: Caller, number: int) -> list[Conversation]:
    """So many active conversations of as many new visitors, as they are stored."""
    key, _ = a_key(owner)
    ids = [a_conversation(owner, "ACTIVE", by=a_visitor(owner, key)) for _ in range(number)]
    return [conversation.load(owner.tenant_id, id) for id in ids]


def listed_in(some: list[Conversation]) -> set[str]:
    """The names of the lists' partitions that they are in, of everybody's."""
    return {one.list_state.partition("#conversations#")[2] for one in some}


@pytest.fixture
def busy(cloud: None, clock: Clock) -> Caller:
    """A workspace with three shards, in all of which conversations are opened."""
    owner = a_tenant()
    shard_active_list(owner, 3)
    return owner


@pytest.mark.parametrize("query", [{}, {"status": "WAITING"}, {"status": "ACTIVE,CLOSED"}, {"agentId": "unassigned"}])
def test_lists_in_several_partitions_are_listed_as_one(
    query: dict[str, str], cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN conversations from before and after their lists were divided
    owner = a_tenant()
    key, _ = a_key(owner)
    for number in range(12):
        if number == 4:
            monkeypatch.setattr(conversation, "LIST_SHARDS", 3)
        sleep(0.002)
        a_conversation(owner, STATUSES[number % 3], by=a_visitor(owner, key))
    # WHEN one list is read at once, and another page by page
    whole = call("tenant_conversations_list", owner, query=query)[1]["conversations"]
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        more = query | {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = call("tenant_conversations_list", owner, query=more)[1]
        found += [one["id"] for one in answer["conversations"]]
        cursor = answer["pagination"]["nextCursor"]
    # THEN both have everything, in the order of activity
    assert found == [one["id"] for one in whole]
    assert [one["lastActivityAt"] for one in whole] == sorted((one["lastActivityAt"] for one in whole), reverse=True)
    assert len(whole) == {"WAITING": 4, "ACTIVE,CLOSED": 8}.get(query.get("status", ""), 12)


# ── The list of active ones, which grows by itself ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("active", "number"),
    [
        (0, 1),
        (A_SHARD, 1),
        (A_SHARD + 1, 2),
        (5 * A_SHARD, 5),
        (100 * A_SHARD, list_growth.MOST),
    ],
)
def test_the_list_has_a_shard_for_each_four_thousand_active_conversations(
    cloud: None, clock: Clock, active: int, number: int
) -> None:
    owner = a_workspace_with(active)
    grown = {"active_shards": number, "active_shards_before": 1, "active_shards_since": timestamp()}
    assert shards_of(owner) == (grown if number > 1 else {})


def test_it_never_shrinks(busy: Caller) -> None:
    before = shards_of(busy)
    has_become(busy, active=0)
    assert shards_of(busy) == before


def test_it_grows_on_only_once_conversations_are_opened_in_its_last_shard(cloud: None, clock: Clock) -> None:
    owner = a_workspace_with(active=2 * A_SHARD)
    clock.advance(counters.SETTLED - 1)
    has_become(owner, active=8 * A_SHARD)
    assert shards_of(owner)["active_shards"] == 2
    clock.advance(1)
    has_become(owner, active=8 * A_SHARD)
    grown = {"active_shards": 8, "active_shards_before": 2, "active_shards_since": timestamp()}
    assert shards_of(owner) == grown


def test_of_two_that_see_that_it_is_full_one_adds_shards(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, figures = a_tenant(), counters.figures

    def read_by_two(tenant_id: str) -> counters.Figures:
        """What one of them has read, when the other one is done."""
        found = figures(tenant_id)
        monkeypatch.setattr(counters, "figures", figures)
        list_growth.grow(tenant_id)
        clock.advance(1)
        return found

    monkeypatch.setattr(counters, "figures", read_by_two)
    at = timestamp()
    has_become(owner, active=2 * A_SHARD)
    assert shards_of(owner) == {"active_shards": 2, "active_shards_before": 1, "active_shards_since": at}


def test_the_consumer_looks_whenever_some_conversations_have_become_active(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a list that has a shard for each three, and is looked at after each four
    monkeypatch.setattr(list_growth, "FULL", 3)
    monkeypatch.setattr(list_growth, "LOOKED_EVERY", 4)
    list_growth._begun.clear()
    owner = a_tenant()
    # WHEN four become active, the fourth after the others were counted
    opened(owner, 3)
    a_conversation(owner, "CLOSED")
    project(changes.new())
    before = shards_of(owner)
    opened(owner, 1)
    project(changes.new())
    # THEN it has two shards from then on
    assert (before, shards_of(owner)["active_shards"]) == ({}, 2)


def test_conversations_are_opened_in_a_new_shard_a_minute_after_it_was_added(cloud: None, clock: Clock) -> None:
    owner = a_workspace_with(active=3 * A_SHARD)
    clock.advance(counters.SETTLED - 1)
    assert listed_in(opened(owner, 12)) == {"ACTIVE"}
    clock.advance(1)
    assert listed_in(opened(owner, 40)) == {"ACTIVE", "ACTIVE#1", "ACTIVE#2"}


def test_until_then_they_are_opened_in_those_that_there_were(busy: Caller, clock: Clock) -> None:
    has_become(busy, active=8 * A_SHARD)
    forget()
    assert listed_in(opened(busy, 40)) == {"ACTIVE", "ACTIVE#1", "ACTIVE#2"}


def test_a_workspace_that_is_not_busy_stores_nothing_of_it(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    (one,) = opened(owner, 1)
    stored = items.raw_items([(one.pk, one.sk)])[0]
    assert "_V" not in stored
    assert shards_of(owner) == {}


def test_a_conversation_keeps_its_shard_until_its_visitor_reopens_it(busy: Caller, clock: Clock) -> None:
    # GIVEN a conversation in the second shard
    tenant_id, anna = busy.tenant_id, an_agent(busy)
    one = next(one for one in opened(busy, 40) if one.active_shard == 1)
    lists: list[str] = []

    def see() -> None:
        found = conversation.load(tenant_id, one.id)
        assert found.active_shard == 1
        lists.extend(listed_in([found]))

    # WHEN it is assigned, answered, snoozed, woken, marked as spam and no longer, closed and reopened by an agent
    conversation.assign(tenant_id, one.id, anna.id)
    see()
    message.send_as_agent(tenant_id, one.id, anna.id, Draft("Hi"))
    see()
    snooze.set_until(tenant_id, one.id, True, None)
    see()
    snooze.set_until(tenant_id, one.id, False, None)
    see()
    spam.mark(busy, one.id, "", blocks_visitor=False)
    see()
    spam.unmark(busy, one.id, "")
    see()
    message.resolve(tenant_id, one.id, busy.id, "Done")
    see()
    message.send_as_agent(tenant_id, one.id, anna.id, Draft("One more thing"))
    see()
    # THEN it is in that shard whenever it is among the active ones
    second = "ACTIVE#1"
    assert lists == [second, second, "SNOOZED", second, "SPAM", second, "CLOSED", second]


def test_a_conversation_that_its_visitor_reopens_is_listed_in_any_of_the_shards(cloud: None, clock: Clock) -> None:
    # GIVEN conversations of when there was one shard, closed since
    owner = a_tenant()
    before = opened(owner, 40)
    has_become(owner, active=3 * A_SHARD)
    clock.advance(counters.SETTLED)
    opened(owner, 1)  # by which this process knows
    for one in before:
        conversation.set_status(owner.tenant_id, one.id, "CLOSED", owner.id)
    # WHEN their visitors write again, and somebody answers
    for one in before:
        visitor = Caller(owner.tenant_id, one.visitor_id, "VISITOR", "", conversation_id=one.id)
        message.send_as_visitor(visitor, Draft("Me again"))
        conversation.set_status(owner.tenant_id, one.id, "ACTIVE", owner.id)
    # THEN they are in all shards
    after = [conversation.load(owner.tenant_id, one.id) for one in before]
    assert listed_in(after) == {"ACTIVE", "ACTIVE#1", "ACTIVE#2"}


@pytest.mark.parametrize("knows", ["all shards", "two of them", "none"])
def test_pages_and_cursors_lead_through_all_shards(busy: Caller, clock: Clock, knows: str) -> None:
    # GIVEN conversations in several shards, some of the same moment
    made = opened(busy, 8)
    clock.advance(1)
    made += opened(busy, 4)
    expected = sorted(made, key=lambda one: (one.last_activity_at, one.id), reverse=True)
    # WHEN they are read by a process that knows of these shards
    found: list[str | None] = []
    query = ACTIVE | {"limit": "5"}
    for _ in range(3):
        forget()
        known = {"all shards": 3, "two of them": 2, "none": 1}[knows]
        counters._active_shards[busy.tenant_id] = counters.ActiveShards(known)
        answer = call("tenant_conversations_list", busy, query=query)[1]
        query["cursor"] = answer["pagination"]["nextCursor"]
        found += [one["id"] for one in answer["conversations"]]
    # THEN each is listed once, in the order of activity
    assert [*found, query["cursor"]] == [*(one.id for one in expected), None]


def test_an_offset_skips_what_all_shards_have(busy: Caller) -> None:
    expected = sorted(opened(busy, 12), key=lambda one: one.id, reverse=True)
    forget()
    answer = call("tenant_conversations_list", busy, query=ACTIVE | {"offset": "3", "limit": "4"})[1]
    assert [one["id"] for one in answer["conversations"]] == [one.id for one in expected][3:7]


def test_the_rest_is_asked_for_once(busy: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a process that has read nothing of a workspace with three shards
    opened(busy, 12)
    call("tenant_conversations_list", busy)  # by which the team is known
    forget()
    calls = counted_calls(monkeypatch)
    made: list[Counter[str]] = []
    # WHEN it is asked for the list of active ones three times
    for _ in range(3):
        calls.clear()
        call("tenant_conversations_list", busy, query=ACTIVE)
        made.append(Counter(calls))
    # THEN beside who is online and the figures, it asks for the one that it knows and then for all; later for all
    assert made == [{"Query": 2 + 1 + 3}, {"Query": 2 + 3}, {"Query": 2 + 3}]


def test_a_list_of_a_workspace_that_is_not_busy_takes_no_call_for_it(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    a_conversation(owner, "ACTIVE")
    call("tenant_conversations_list", owner)  # by which the team is known
    calls = counted_calls(monkeypatch)
    call("tenant_conversations_list", owner)
    assert Counter(calls) == {"Query": 6}  # four lists, who is online, figures


def paged(owner: Caller) -> set[str]:
    found, _ = conversation.page(owner.tenant_id, ["ACTIVE"], None, 100)
    return {values["id"] for values in found}


def audited(owner: Caller) -> set[str]:
    found = map(codec.plain, reindexing.entities(owner.tenant_id))
    return {values["id"] for values in found if values["kind"] == "conversation"}


def in_line(owner: Caller) -> set[str]:
    return {one["id"] for one in call("tenant_live_get", owner)[1]["live"]["inLine"]}


@pytest.mark.parametrize("read", [paged, audited, in_line])
def test_whoever_else_reads_the_list_finds_what_all_shards_have(
    busy: Caller, read: Callable[[Caller], set[str]]
) -> None:
    made = {one.id for one in opened(busy, 12)}
    forget()
    assert read(busy) == made


def test_a_migration_reads_all_shards(busy: Caller) -> None:
    opened(busy, 12)
    forget()
    progress = {one.what: one.read for one in migration.migrate(busy.tenant_id, is_dry=True)}
    assert progress["conversations"] == 12
