"""Reads and writes of the table."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import example, given
from hypothesis import strategies as st
from pynamodb.attributes import UnicodeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError

from connextlive.core.errors import Invalid, NotFound
from connextlive.table import codec, orm, writes
from connextlive.table.codec import AttributeMap
from connextlive.table.items import IN_VAIN, query, raw_items
from connextlive.table.orm import Item
from connextlive.table.pages import decode_cursor, encode_cursor
from connextlive.table.writes import lost_race, optimistic, set_fields, write_all
from tests.support.builders import Clock, Json, everything_under


class Thing(Item, discriminator="thing"):
    """An entity of these tests."""

    name = UnicodeAttribute(default="")
    version = VersionAttribute()


def put(pk: str, *sks: str, **fields: str) -> None:
    write_all([{"PutRequest": {"Item": codec.typed({"pk": pk, "sk": sk, **fields})}} for sk in sks])


def sks(found: list[AttributeMap]) -> list[str]:
    return [raw["sk"]["S"] for raw in found]


# ── Queries ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def letters(cloud: None) -> None:
    put("p", "a", "b#1", "b#2", "c", "d")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["a", "b#1", "b#2", "c", "d"]),
        ({"newest_first": True}, ["d", "c", "b#2", "b#1", "a"]),
        ({"limit": 2}, ["a", "b#1"]),
        ({"limit": 0}, []),
        ({"prefix": "b"}, ["b#1", "b#2"]),
        ({"after": "b#1"}, ["b#2", "c", "d"]),
        ({"before": "b#2"}, ["a", "b#1"]),
        ({"after": "a", "before": "c~"}, ["b#1", "b#2", "c"]),
        ({"after": "b#1", "before": "b#2", "newest_first": True}, ["b#2"]),
    ],
)
def test_a_query_keeps_to_its_bounds(letters: None, asked: dict[str, Any], found: list[str]) -> None:
    assert sks(query("p", **{"limit": 10} | asked)) == found


def test_a_query_reads_on_where_dynamodb_stopped_after_a_megabyte(cloud: None) -> None:
    names = [f"{number:02d}" for number in range(14)]
    put("p", *names, content="x" * 200_000)
    assert sks(query("p", limit=100)) == names


def test_a_query_that_reads_on_keeps_to_its_limit(cloud: None) -> None:
    put("p", *(f"{number:02d}" for number in range(14)), content="x" * 200_000)
    assert len(query("p", limit=9, newest_first=True)) == 9


def test_a_query_of_an_index_reads_on_as_well(cloud: None) -> None:
    items = [
        {"pk": f"p{n}", "sk": "s", "list_state": "T", "listed": f"{n:02d}", "content": "x" * 200_000} for n in range(14)
    ]
    write_all([{"PutRequest": {"Item": codec.typed(item)}} for item in items])
    assert len(query("T", index="by_state", after="02", limit=100)) == 11


def test_only_the_fields_that_are_asked_for_come(letters: None) -> None:
    assert query("p", limit=1, fields=("sk",)) == [{"sk": {"S": "a"}}]


def test_items_under_many_keys_come_a_hundred_a_call(cloud: None) -> None:
    names = [f"{number:03d}" for number in range(230)]
    put("p", *names)
    assert sorted(sks(raw_items([("p", name) for name in [*names, "absent", names[0]]]))) == names


def test_more_than_one_call_takes_is_deleted(cloud: None) -> None:
    names = [f"{number:03d}" for number in range(60)]
    put("p", *names)
    writes.delete_all(("p", name) for name in [*names, names[0]])
    assert everything_under("p") == []


# ── Cursors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.from_regex(r"[A-Za-z0-9_:.#-]{1,200}", fullmatch=True))
def test_a_cursor_is_the_position_again(position: str) -> None:
    assert decode_cursor(encode_cursor(position)) == position


@given(st.text())
@example("AAAA")
@example("é")
@example("=")
@example("a")
@example(urlsafe_b64encode(b"a\x00b").decode())
@example(urlsafe_b64encode("ü".encode()).decode())
@example(urlsafe_b64encode(b"\xff\xff").decode())
@example(urlsafe_b64encode(b"a" * 201).decode())
@example(urlsafe_b64encode(b"a~").decode())
@example(urlsafe_b64encode(b"a\n").decode())
def test_a_forged_cursor_is_refused_or_names_a_plain_position(cursor: str) -> None:
    with suppress(Invalid):
        assert re.fullmatch(r"[A-Za-z0-9_:.#-]{1,200}", decode_cursor(cursor))


def test_a_refused_cursor_is_a_wrong_field() -> None:
    with pytest.raises(Invalid) as refusal:
        decode_cursor("é")
    assert refusal.value.fields == {"cursor": "This is not a cursor of this list"}


# ── Lost races ───────────────────────────────────────────────────────────────────────────────────────────────────────


def a_client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "PutItem")


@pytest.mark.parametrize(
    ("code", "is_lost"),
    [
        ("ConditionalCheckFailedException", True),
        ("TransactionConflictException", True),
        ("TransactionInProgressException", True),
        ("TransactionCanceledException", False),
        ("ProvisionedThroughputExceededException", False),
        ("ValidationException", False),
    ],
)
def test_which_errors_mean_that_another_write_came_first(code: str, is_lost: bool) -> None:
    assert lost_race(a_client_error(code)) is is_lost


def test_what_is_no_error_of_aws_is_no_lost_race() -> None:
    assert not lost_race(RuntimeError("ConditionalCheckFailed"))


def test_a_write_upon_an_older_version_has_lost(cloud: None) -> None:
    Thing("p", "s").save()
    with pytest.raises(PutError) as error:
        Thing("p", "s").save()
    assert lost_race(error.value)


def test_a_transaction_upon_an_older_version_has_lost(cloud: None) -> None:
    Thing("p", "s").save()

    def save_both() -> None:
        with orm.transaction() as write:
            write.save(Thing("p", "s"))
            write.save(Thing("p", "another"))

    with pytest.raises(TransactWriteError) as error:
        save_both()
    assert lost_race(error.value)
    assert everything_under("p") == ["s"]


def test_a_raw_transaction_with_a_failed_condition_has_lost_the_race(cloud: None) -> None:
    action = {"Put": {"Item": codec.typed({"pk": "p", "sk": "s"}), "ConditionExpression": "attribute_exists(pk)"}}
    with pytest.raises(ClientError) as error:
        writes.transact([action])
    assert lost_race(error.value)


def test_a_transaction_that_could_never_succeed_has_not_lost(cloud: None) -> None:
    put_twice = [{"Put": {"Item": codec.typed({"pk": "p", "sk": "s"})}} for _ in range(2)]
    with pytest.raises(ClientError) as error:
        writes.transact(put_twice)
    assert not lost_race(error.value)


def test_a_change_is_retried_until_no_other_write_interferes(cloud: None, clock: Clock) -> None:
    attempts = iter([a_client_error("TransactionConflictException")] * 3)

    @optimistic
    def change(name: str) -> str:
        for error in attempts:
            raise error
        return f"changed {name}"

    assert change(name="it") == "changed it"


def test_any_other_error_is_not_tried_again(cloud: None) -> None:
    tried = []

    @optimistic
    def change() -> None:
        tried.append(1)
        raise a_client_error("ValidationException")

    with pytest.raises(ClientError):
        change()
    assert len(tried) == 1


def test_at_some_time_a_change_is_given_up(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", clock.time)
    began = clock.now

    @optimistic
    def change() -> None:
        raise a_client_error("TransactionConflictException")

    with pytest.raises(ClientError):
        change()
    assert writes.RETRY_FOR < clock.now - began < writes.RETRY_FOR + 1


# ── What DynamoDB leaves undone ──────────────────────────────────────────────────────────────────────────────────────


def undone(operation: str, request: dict[str, Any]) -> Json:
    """A batch of which nothing is done."""
    left = "UnprocessedKeys" if operation == "BatchGetItem" else "UnprocessedItems"
    return {"Responses": {}, left: request["RequestItems"]}


def read_two() -> None:
    raw_items([("p", "a"), ("p", "b")])


def put_two() -> None:
    put("p", "a", "b")


@pytest.mark.parametrize("work", [read_two, put_two])
def test_a_batch_of_which_nothing_is_done_is_given_up_as_throttled(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]
) -> None:
    monkeypatch.setattr("time.monotonic", clock.time)
    monkeypatch.setattr(Connection, "dispatch", lambda self, operation, request: undone(operation, request))
    began = clock.now
    with pytest.raises(ClientError) as error:
        work()
    assert writes.is_passing(error.value)
    assert IN_VAIN < clock.now - began < IN_VAIN + 2


def test_a_batch_that_is_done_bit_by_bit_is_not(clock: Clock, monkeypatch: pytest.MonkeyPatch, cloud: None) -> None:
    monkeypatch.setattr("time.monotonic", clock.time)

    def reluctant(self: Connection, operation: str, request: Json) -> Json:
        clock.advance(IN_VAIN - 1)
        keys = request["RequestItems"][orm.TABLE]["Keys"]
        left = {orm.TABLE: {"Keys": keys[1:]}} if keys[1:] else {}
        return {"Responses": {orm.TABLE: keys[:1]}, "UnprocessedKeys": left}

    monkeypatch.setattr(Connection, "dispatch", reluctant)
    names = [f"{number}" for number in range(5)]
    assert sks(raw_items([("p", name) for name in names])) == names


# ── Single items ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fields_are_set_only_of_what_exists(cloud: None) -> None:
    assert set_fields("p", "s", {"name": "x"}) is None
    assert everything_under("p") == []


def test_fields_are_set_only_if_others_are_as_expected(cloud: None) -> None:
    put("p", "s", name="a")
    assert set_fields("p", "s", {"seen_at": "now"}, only_if={"name": "b"}) is None
    assert set_fields("p", "s", {"seen_at": "now"}, only_if={"name": "a"}) == codec.typed(
        {"pk": "p", "sk": "s", "name": "a", "seen_at": "now"}
    )


def test_setting_fields_leaves_the_version_as_it_is(cloud: None) -> None:
    Thing("p", "s", name="a").save()
    set_fields("p", "s", {"name": "b"})
    found = Thing.find("p", "s")
    assert found is not None
    assert (found.name, found.version) == ("b", 1)


def test_what_is_not_there_cannot_be_deleted(cloud: None) -> None:
    with pytest.raises(NotFound, match=r"^Thing not found$"):
        writes.delete_existing(Thing("p", "s"), "Thing")


def test_a_failure_to_delete_is_not_mistaken_for_nothing_there(empty_aws: None) -> None:
    with pytest.raises(ClientError, match="ResourceNotFound"):
        writes.delete_existing(Thing("p", "s"), "Thing")


STORABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e15, 1e15, allow_nan=False).filter(lambda number: number == 0 or abs(number) > 1e-100)
    | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=3), below, max_size=3),
    max_leaves=10,
)


@given(STORABLE)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    raw = codec.typed({"value": [value]})
    assert codec.plain(raw) == {"value": [without_none(value)]}


def without_none(value: Any) -> Any:
    """Null in an object removes the key, as in RFC 7396; in an array it stays."""
    if isinstance(value, dict):
        return {name: without_none(item) for name, item in value.items() if item is not None}
    return [without_none(item) for item in value] if isinstance(value, list) else value
