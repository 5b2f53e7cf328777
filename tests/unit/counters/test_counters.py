"""Counters equal a recount, however often, late and out of order the stream delivers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from connextlive import counters
from connextlive.chat import conversation, visitor
from connextlive.counters import CHUNK, DELETED, SHARDS, counts_of, settle
from connextlive.table import codec, items
from connextlive.table.codec import Values
from tests.support.builders import Changes, Clock, Json, a_conversation, a_tenant, a_visitor, an_agent, call, project

type Image = tuple[str, Values | None]


def a_counted(name: str, version: int = 1, tenant_id: str = "ten_A", **changes: Any) -> Image:
    """A conversation's image in one version."""
    values = {"kind": "conversation", "status": "ACTIVE", "unread_count": 0, "agent_id": "usr_A"} | changes
    return f"{tenant_id}#cnv_{name}", values | {"version": version}


def a_deletion(name: str, tenant_id: str = "ten_A") -> Image:
    return f"{tenant_id}#cnv_{name}", None


def held(tenant_id: str = "ten_A") -> dict[str, dict[str, int]]:
    """All nonzero counters of a tenant."""
    stored = map(codec.plain, items.query(f"{tenant_id}#team", prefix="count#", limit=1000))
    found = {}
    for name, numbers in counters.totals(stored).items():
        fields = {field: number for field, number in numbers.items() if number}
        if fields:
            found[name.removeprefix("count#")] = fields
    return found


def recounted(images: Iterable[Values | None]) -> dict[str, dict[str, int]]:
    total: dict[str, Counter[str]] = {}
    for values in images:
        if values is not None:
            for name, fields in counts_of(values["kind"], values).items():
                total.setdefault(name.removeprefix("count#"), Counter()).update(fields)
    return {name: dict(fields) for name, fields in total.items()}


# ── What an entity adds ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (
            {"status": "WAITING", "unread_count": 2},
            {"count#workspace": {"waiting": 1, "unread": 2}},
        ),
        (
            {"status": "CLOSED", "unread_count": 0, "agent_id": "usr_A"},
            {"count#workspace": {"closed": 1}, "count#usr_A": {"closed": 1}},
        ),
        (
            {"status": "ACTIVE", "unread_count": 1, "agent_id": "usr_B", "rating": {"score": 4, "agent_id": "usr_A"}},
            {
                "count#workspace": {"active": 1, "unread": 1, "ratings": 1, "good_ratings": 1},
                "count#usr_B": {"active": 1, "unread": 1},
                "count#usr_A": {"ratings": 1, "good_ratings": 1},
            },
        ),
        (
            {"status": "CLOSED", "unread_count": 0, "rating": {"score": 3}},
            {"count#workspace": {"closed": 1, "ratings": 1}},
        ),
    ],
)
def test_what_a_conversation_adds_to_which_counter(values: Json, counts: Json) -> None:
    assert counts_of("conversation", values) == counts


@pytest.mark.parametrize(("visits", "fields"), [(1, {"visitors": 1}), (2, {"visitors": 1, "returning": 1})])
def test_what_a_visitor_adds(visits: int, fields: dict[str, int]) -> None:
    counts = counts_of("visitor", {"site_id": "site_A", "visit_count": visits})
    assert counts == {"count#workspace": fields, "count#site_A": fields}


def test_nothing_else_is_counted() -> None:
    assert counts_of("message", {}) == {}


# ── Delivered as a stream may deliver ────────────────────────────────────────────────────────────────────────────────

pytestmark = pytest.mark.usefixtures("cloud")


def test_an_image_is_counted() -> None:
    settle([a_counted("1", unread_count=2)])
    assert held() == {"workspace": {"active": 1, "unread": 2}, "usr_A": {"active": 1, "unread": 2}}


def test_an_image_delivered_twice_is_counted_once() -> None:
    settle([a_counted("1")])
    settle([a_counted("1"), a_counted("1")])
    assert held() == {"workspace": {"active": 1}, "usr_A": {"active": 1}}


def test_the_newest_of_a_batch_counts_whatever_its_order() -> None:
    settle([a_counted("1", 3, status="CLOSED"), a_counted("1", 1), a_counted("1", 2, status="WAITING")])
    assert held() == {"workspace": {"closed": 1}, "usr_A": {"closed": 1}}


def test_a_change_moves_what_was_counted() -> None:
    settle([a_counted("1", unread_count=3)])
    settle([a_counted("1", 2, agent_id="usr_B")])
    assert held() == {"workspace": {"active": 1}, "usr_B": {"active": 1}}


def test_a_late_older_image_has_no_effect() -> None:
    settle([a_counted("1", 2, status="CLOSED")])
    settle([a_counted("1", 1)])
    assert held() == {"workspace": {"closed": 1}, "usr_A": {"closed": 1}}


def test_an_older_image_changes_nothing_even_after_one_that_changed_no_count() -> None:
    settle([a_counted("1", 1)])
    settle([a_counted("1", 3)])
    settle([a_counted("1", 2, status="CLOSED")])
    assert held() == {"workspace": {"active": 1}, "usr_A": {"active": 1}}


def test_a_deletion_removes_what_was_counted() -> None:
    settle([a_counted("1")])
    settle([a_deletion("1")])
    assert held() == {}


def test_a_deletion_delivered_before_the_creation_was_counted_wins() -> None:
    settle([a_deletion("1")])
    settle([a_counted("1", 7)])
    assert held() == {}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_deletion_wins_within_a_batch_whatever_its_order(order: Sequence[int]) -> None:
    images = [a_counted("1"), a_deletion("1")]
    settle([images[number] for number in order])
    assert held() == {}


def test_what_is_deleted_stays_deleted_when_delivered_again() -> None:
    settle([a_counted("1"), a_counted("2")])
    settle([a_deletion("1")])
    settle([a_counted("1"), a_deletion("1"), a_counted("1", 2)])
    assert held() == {"workspace": {"active": 1}, "usr_A": {"active": 1}}


def test_a_batch_larger_than_a_transaction_is_counted_whole() -> None:
    # GIVEN conversations that each add to a counter of their own agent and of their own rated agent
    images = [
        a_counted(
            str(number), agent_id=f"usr_{number}", unread_count=1, rating={"score": 5, "agent_id": f"usr_r{number}"}
        )
        for number in range(CHUNK + 1)
    ]
    settle(images)
    assert held() == recounted(values for _, values in images)


def test_several_tenants_in_a_batch_are_counted_apart() -> None:
    settle([a_counted("1"), a_counted("1", tenant_id="ten_B", status="CLOSED"), a_counted("2")])
    assert held("ten_A") == {"workspace": {"active": 2}, "usr_A": {"active": 2}}
    assert held("ten_B") == {"workspace": {"closed": 1}, "usr_A": {"closed": 1}}


def test_what_was_counted_of_a_deleted_entity_is_forgotten_after_a_week(clock: Clock) -> None:
    settle([a_deletion("1")])
    (raw,) = items.raw_items([("ten_A#cnv_1", "counted")])
    assert codec.plain(raw) == {
        "pk": "ten_A#cnv_1",
        "sk": "counted",
        "kind": "counted",
        "revision": 1,
        "version": DELETED,
        "counts": {},
        "expires_at": clock.now + 7 * 24 * 3600,
    }


def test_what_everything_adds_to_is_spread_over_a_few_items() -> None:
    for number in range(40):
        settle([a_counted(str(number))])
    stored = [raw["sk"]["S"] for raw in items.query("ten_A#team", limit=1000)]
    assert sorted(stored) == ["count#usr_A", "count#workspace", *(f"count#workspace#{n}" for n in range(1, SHARDS))]
    assert counters.read("ten_A", "count#workspace", "count#usr_A") == [{"active": 40}, {"active": 40}]


def test_no_change_at_all_is_fine() -> None:
    settle([])
    assert held() == {}


# ── With real entities ───────────────────────────────────────────────────────────────────────────────────────────────


class World:
    """A workspace with an agent, two visitors and their conversations."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.owner = a_tenant()
        self.anna = an_agent(self.owner)
        self.vera = a_visitor(self.owner)
        self.held = a_conversation(self.owner, "ACTIVE", self.anna, by=self.vera)
        self.waiting = a_conversation(self.owner)

    @property
    def counted(self) -> dict[str, dict[str, int]]:
        found = held(self.owner.tenant_id)
        return {name: found[name] for name in ("workspace", self.anna.id) if name in found}


@pytest.fixture
def world(changes: Changes) -> World:
    return World(changes)


def test_the_stream_brings_the_counters_up_to_date(world: World) -> None:
    project(world.changes.all)
    assert world.counted == {
        "workspace": {"active": 1, "waiting": 1, "unread": 2, "visitors": 2},
        world.anna.id: {"active": 1, "unread": 1},
    }


def test_a_whole_stream_delivered_again_changes_nothing(world: World) -> None:
    project(world.changes.all)
    before = world.counted
    project(world.changes.all)
    assert world.counted == before


def test_a_deleted_conversation_leaves_the_counters_at_once(world: World) -> None:
    project(world.changes.all)
    conversation.delete(world.owner.tenant_id, world.held)
    assert world.counted == {"workspace": {"waiting": 1, "unread": 1, "visitors": 2}}


def test_a_conversation_deleted_before_it_was_counted_is_never_counted(world: World) -> None:
    conversation.delete(world.owner.tenant_id, world.held)
    project(world.changes.all)
    assert world.counted == {"workspace": {"waiting": 1, "unread": 1, "visitors": 2}}


def test_a_deleted_visitor_takes_the_conversation_out_as_well(world: World) -> None:
    project(world.changes.all)
    visitor.delete(world.owner.tenant_id, world.vera.id)
    expected = {"workspace": {"waiting": 1, "unread": 1, "visitors": 1}}
    assert world.counted == expected
    project(world.changes.all)
    assert world.counted == expected


def test_being_here_counts_nothing(world: World) -> None:
    project(world.changes.new())
    before = world.counted
    visitor.seen(world.owner.tenant_id, world.vera.id, None)
    project(world.changes.new())
    assert world.counted == before


def test_a_counter_that_never_counted_is_empty() -> None:
    assert counters.read("ten_A", "count#workspace", "count#usr_A") == [{}, {}]


def test_a_total_is_no_less_than_what_is_shown(cloud: None) -> None:
    """Counters lag behind writes: here they have not been updated yet."""
    owner = a_tenant()
    for _ in range(3):
        a_conversation(owner)
    status, answer = call("tenant_conversations_list", owner, query={"limit": "2"})
    assert (status, len(answer["conversations"]), answer["pagination"]["total"]) == (200, 2, 3)
    assert call("tenant_visitors_list", owner)[1]["pagination"]["total"] == 3
