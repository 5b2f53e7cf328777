"""IDs and timestamps sort by age as plain strings, whatever the clock does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connextlive.core.ids import _decode, _encode, ago, ids_of_token, is_id, new_id, timestamp
from tests.support.builders import Clock

ULID = "01HX5ZZKBKACTAV9WEVGEMMVRZ"


def test_ids_sort_by_the_millisecond_they_were_made_in(clock: Clock) -> None:
    made = []
    for _ in range(50):
        made.append(new_id("msg"))
        clock.advance(0.001)
    assert made == sorted(made)


def test_ids_of_one_millisecond_differ(clock: Clock) -> None:
    assert len({new_id("msg") for _ in range(100)}) == 100


def test_an_id_begins_with_its_time(clock: Clock) -> None:
    assert _decode(new_id("msg").removeprefix("msg_")) >> 80 == clock.now * 1000


def test_an_id_after_another_follows_it_within_the_same_millisecond(clock: Clock) -> None:
    ids = [new_id("msg")]
    for _ in range(200):
        ids.append(new_id("msg", after=ids[-1]))
    assert ids == sorted(set(ids))


def test_an_id_after_another_follows_it_though_the_clock_went_back(clock: Clock) -> None:
    first = new_id("msg")
    clock.advance(-3600)
    second = new_id("msg", after=first)
    assert _decode(second.removeprefix("msg_")) == _decode(first.removeprefix("msg_")) + 1


def test_an_id_after_one_that_ends_in_the_last_letter_carries(clock: Clock) -> None:
    assert new_id("msg", after="msg_7" + "0" * 24 + "Z") == "msg_7" + "0" * 23 + "10"


def test_an_id_after_an_old_one_has_the_time_of_now(clock: Clock) -> None:
    old = new_id("msg")
    clock.advance(60)
    assert _decode(new_id("msg", after=old).removeprefix("msg_")) >> 80 == clock.now * 1000


@given(st.integers(0, 2**128 - 1))
def test_a_ulid_holds_any_128_bits(value: int) -> None:
    assert _decode(_encode(value)) == value


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**128 - 1))
def test_ulids_sort_as_their_numbers_do(one: int, other: int) -> None:
    assert (_encode(one) < _encode(other)) == (one < other)


def test_a_new_id_is_an_id() -> None:
    assert is_id(new_id("cnv"), "cnv")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "cnv_",
        ULID,
        f"msg_{ULID}",
        f"cnv{ULID}",
        f"CNV_{ULID}",
        f"cnv_{ULID.lower()}",
        f"cnv_{ULID[:-1]}",
        f"cnv_{ULID}0",
        f"cnv_{ULID}\n",
        f" cnv_{ULID}",
        f"cnv_{ULID[:-1]}#",
        f"cnv_8{ULID[1:]}",
        f"cnv_{ULID[:-1]}U",
        f"cnv_{ULID[:-1]}I",
        f"cnv_{ULID[:-1]}٣",
        f"cnv_cnv_{ULID}",
    ],
)
def test_nothing_else_is_an_id(value: str) -> None:
    assert not is_id(value, "cnv")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_800_000_000.123, "2027-01-15T08:00:00.123Z"),
        (1_800_000_000.9999, "2027-01-15T08:00:00.999Z"),
    ],
)
def test_a_timestamp_has_milliseconds_that_are_cut_not_rounded(at: float, text: str) -> None:
    assert timestamp(at) == text


def test_ago_is_so_long_before_now(clock: Clock) -> None:
    assert ago(3600.5) == "2027-01-15T06:59:59.500Z"


@given(st.floats(0, 32e9), st.floats(0, 32e9))
def test_timestamps_sort_as_their_times_do(one: float, other: float) -> None:
    earlier, later = sorted((one, other))
    assert timestamp(earlier) <= timestamp(later)


def test_the_ids_in_front_of_a_tokens_secret_are_found() -> None:
    assert ids_of_token(f"{ULID}.{ULID}.secret.of.it", "ten", "usr") == [f"ten_{ULID}", f"usr_{ULID}"]


@pytest.mark.parametrize("token", ["", "secret", ULID, f"{ULID}.{ULID}x.secret", f"{ULID}.#.secret", f".{ULID}.secret"])
def test_a_token_with_other_ids_names_nobody(token: str) -> None:
    assert ids_of_token(token, "ten", "usr") is None
