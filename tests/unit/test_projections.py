"""Counters and search index against a recount and a rebuild, after histories that hypothesis thinks of."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from connextlive.models import base, search
from connextlive.models.base import Raw
from connextlive.models.counters import counts_of, settle
from tests.unit.builders import a_table

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
TEXTS = st.lists(st.sampled_from(["jane", "Jané", "doe", "ümit", "x1"]), max_size=3).map(" ".join)
VISITORS = st.none() | st.builds(
    lambda name, tags: {"kind": "visitor", "user_name": name, "tags": tags}, TEXTS, st.lists(TEXTS, max_size=2)
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
    found = {}
    for raw in base.query("ten_A#team", limit=1000):
        values = base.plain(raw)
        if fields := {name: number for name, number in values.items() if name not in ("pk", "sk") and number}:
            found[values["sk"]] = fields
    return found


def _recounted(images: Iterable[Raw | None]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for values in images:
        if values is not None:
            for name, fields in counts_of(values["kind"], values).items():
                total.setdefault(name, Counter()).update(fields)
    return {name: dict(fields) for name, fields in total.items()}


@given(st.data())
@settings(max_examples=25)
def test_the_index_equals_a_rebuild_though_the_stream_begins_again_at_earlier_changes(data: st.DataObject) -> None:
    # GIVEN the changes of a few visitors
    now: dict[str, Raw | None] = {f"ten_A#vis_{number}": None for number in range(2)}
    changes: list[tuple[str, Raw | None, Raw | None]] = []
    for _ in range(data.draw(st.integers(1, 7))):
        pk = data.draw(st.sampled_from(sorted(now)))
        after: Any = data.draw(VISITORS)
        changes.append((pk, now[pk], after))
        now[pk] = after
    # WHEN they are delivered in batches, and a few times from an earlier one on again
    with mock_aws():
        a_table()
        position, again = 0, 3
        while position < len(changes):
            size = data.draw(st.integers(1, 3))
            search.update(changes[position : position + size])
            position = min(position + size, len(changes))
            if again and data.draw(st.booleans()):
                again -= 1
                position = data.draw(st.integers(0, position))
        # THEN there is what a rebuild makes
        items = base.connection().dispatch("Scan", {"TableName": base.TABLE})["Items"]
    rebuilt = {posting for pk, values in now.items() if values for posting in search._postings(pk, values)}
    assert {(item["pk"]["S"], item["sk"]["S"]) for item in items} == rebuilt
