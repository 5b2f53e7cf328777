"""Counters and search index against a recount and a rebuild, after histories that hypothesis thinks of."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from connextlive import counters
from connextlive.chat import conversation, message, visitor
from connextlive.core.errors import NotFound
from connextlive.counters import counts_of, settle
from connextlive.search import index
from connextlive.table import codec, items, orm, writes
from connextlive.table.codec import Raw
from tests.support.builders import (
    Changes,
    Json,
    a_bus,
    a_key,
    a_table,
    a_tenant,
    a_visitor,
    an_agent,
    everything_under,
    project,
)

STATUSES = st.sampled_from(["ACTIVE", "WAITING", "CLOSED"])
AGENTS = st.sampled_from([None, "usr_A", "usr_B"])
RATINGS = st.sampled_from([None, {"score": 4, "agent_id": "usr_A"}, {"score": 3}])
CONVERSATIONS = st.builds(
    lambda status, agent_id, unread, rating: {
        "kind": "conversation",
        "status": status,
        "agent_id": agent_id,
        "unread_count": unread,
        "rating": rating,
    },
    STATUSES,
    AGENTS,
    st.integers(0, 2),
    RATINGS,
)


@given(st.data())
@settings(max_examples=25)
def test_counters_equal_a_recount_after_any_order_of_delivery_with_any_repetition(data: st.DataObject) -> None:
    # GIVEN the histories of a few conversations, each of which may end in a deletion
    history: list[tuple[str, Raw | None]] = []
    final: list[Raw | None] = []
    for number in range(data.draw(st.integers(1, 3))):
        versions: list[Raw | None] = [
            values | {"version": version}
            for version, values in enumerate(data.draw(st.lists(CONVERSATIONS, min_size=1, max_size=4)), 1)
        ]
        versions += [None] if data.draw(st.booleans()) else []
        history += [(f"ten_A#cnv_{number}", values) for values in versions]
        final.append(versions[-1])
    # WHEN they are delivered in any order, in batches of any size, some of them again
    delivered = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history), max_size=6))))
    with mock_aws():
        a_table()
        while delivered:
            size = data.draw(st.integers(1, 5))
            settle(delivered[:size])
            delivered = delivered[size:]
        # THEN the counters are what a recount finds
        assert _counters() == _recounted(final)


def _counters() -> dict[str, dict[str, int]]:
    stored = map(codec.plain, items.query("ten_A#team", limit=1000))
    found = {name: {f: n for f, n in fields.items() if n} for name, fields in counters.totals(stored).items()}
    return {name: fields for name, fields in found.items() if fields}


def _recounted(images: Iterable[Raw | None]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for values in images:
        if values is not None:
            for name, fields in counts_of(values["kind"], values).items():
                total.setdefault(name, Counter()).update(fields)
    return {name: dict(fields) for name, fields in total.items()}


# ── The index, through the real consumer ─────────────────────────────────────────────────────────────────────────────

SAYINGS = ["jane doe", "Jané 4711", "İstanbul", "order order", "…"]


class World:
    """A workspace in which people do things at random."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.owner = a_tenant()
        self.key = a_key(self.owner)[0]
        self.agent = an_agent(self.owner)
        self.visitors: list[str] = []
        self.conversations: list[str] = []

    def act(self) -> None:
        doings = [self.arrive]
        doings += [self.rename, self.write, self.leave] if self.visitors else []
        doings += [self.answer, self.read, self.close, self.remove] if self.conversations else []
        with suppress(NotFound):  # the visitor took the conversation along
            self.draw(st.sampled_from(doings))()

    def arrive(self) -> None:
        name, tags = self.draw(st.sampled_from(SAYINGS)), self.draw(st.lists(st.sampled_from(SAYINGS), max_size=1))
        self.visitors.append(a_visitor(self.owner, self.key, user_name=name, tags=tags).id)

    def rename(self) -> None:
        changes = {"user_name": self.draw(st.sampled_from(SAYINGS)), "user_phone": "+49 30 555123"}
        visitor.update(self.owner.tenant_id, self.draw(st.sampled_from(self.visitors)), changes)

    def write(self) -> None:
        by, says = self.draw(st.sampled_from(self.visitors)), self.draw(st.sampled_from(SAYINGS))
        _, opened = message.send_as_visitor(self.owner.tenant_id, by, message.Draft(says))
        self.conversations = list({*self.conversations, opened.id})

    def answer(self) -> None:
        says = self.draw(st.sampled_from(SAYINGS))
        message.send_as_agent(self.owner.tenant_id, self.one(), self.agent.id, message.Draft(says))

    def read(self) -> None:
        message.mark_read(self.owner.tenant_id, self.one(), "AGENT")

    def close(self) -> None:
        message.resolve(self.owner.tenant_id, self.one(), self.owner.id, "jane: resolved")

    def remove(self) -> None:
        """With its messages, as the consumer of the deletion does it."""
        conversation_id = self.one()
        conversation.delete(self.owner.tenant_id, conversation_id)
        self.conversations.remove(conversation_id)
        pk = f"{self.owner.tenant_id}#{conversation_id}"
        writes.delete_all((pk, sk) for sk in everything_under(pk) if sk.startswith("message#"))

    def leave(self) -> None:
        visitor_id = self.draw(st.sampled_from(self.visitors))
        visitor.delete(self.owner.tenant_id, visitor_id)
        self.visitors.remove(visitor_id)

    def one(self) -> str:
        return str(self.draw(st.sampled_from(self.conversations)))


class Crash(Exception):
    """A consumer that dies between two writes."""


@given(st.data())
@settings(max_examples=40)
def test_the_index_is_what_a_rebuild_makes_however_records_come_and_consumers_crash(data: st.DataObject) -> None:
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        a_table()
        a_bus()
        world, changes = World(data.draw), Changes()
        waiting: list[Json] = []
        # GIVEN things that happen while records of earlier ones are still on their way
        for _ in range(data.draw(st.integers(1, 12))):
            world.act()
            waiting += changes.new()
            # WHEN some of them come, in any order, some again, and the consumer dies at any of its writes
            if data.draw(st.booleans()):
                waiting = data.draw(st.permutations(waiting))
                size = data.draw(st.integers(0, len(waiting)))
                repeated = data.draw(st.lists(st.sampled_from(changes.all), max_size=2))
                if _delivered([*waiting[:size], *repeated], data.draw(st.none() | st.integers(0, 4)), patch):
                    waiting = waiting[size:]
        # THEN, when all have come at last, the index is what the items say
        assert _delivered(waiting, None, patch)
        scanned = orm.connection().dispatch("Scan", {"TableName": orm.TABLE})["Items"]
    entities = [codec.plain(item) for item in scanned if item.get("kind", {}).get("S") != "posting"]
    rebuilt = {posting for values in entities if "kind" in values for posting in index.postings(values["pk"], values)}
    found = {(item["pk"]["S"], item["sk"]["S"]) for item in scanned if item.get("kind", {}).get("S") == "posting"}
    assert found == rebuilt


def _delivered(records: list[Json], limit: int | None, patch: pytest.MonkeyPatch) -> bool:
    """Whether the consumer lived: it dies after so many postings."""
    left = count() if limit is None else iter(range(limit))
    original = writes.write_all

    def write_all(requests: list[Raw]) -> None:
        for request in requests:
            if next(left, None) is None:
                raise Crash
            original([request])

    with patch.context() as dying:
        dying.setattr(writes, "write_all", original if limit is None else write_all)
        try:
            project(records)
        except Crash:
            return False
    return True
