"""Business hours: shifts over midnight and over a change of clocks, holidays, and time that counts only while open."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connextlive.core import zones
from connextlive.core.business_hours import DAY, BusinessHours

BERLIN = zones.of("Europe/Berlin")  # clocks go forward on 28 March 2027 at 02:00, back on 31 October at 03:00
NINE_TO_FIVE = [(9 * 60, 17 * 60)]
WEEKDAYS = BusinessHours(BERLIN, [NINE_TO_FIVE] * 5 + [[], []])
ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


def at(text: str) -> datetime:
    """A moment by Berlin's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def of_day(*shifts: tuple[str, str]) -> BusinessHours:
    """Every day the same shifts."""
    minutes = [tuple(int(text[:2]) * 60 + int(text[3:]) for text in shift) for shift in shifts]
    return BusinessHours(BERLIN, [minutes] * 7)  # type: ignore[list-item]  # pairs, which mypy cannot count


@pytest.mark.parametrize(
    ("since", "opens", "closes"),
    [
        ("2027-01-15 08:59", "2027-01-15 09:00", "2027-01-15 17:00"),
        ("2027-01-15 09:00", "2027-01-15 09:00", "2027-01-15 17:00"),
        ("2027-01-15 16:59", "2027-01-15 16:59", "2027-01-15 17:00"),
        ("2027-01-15 17:00", "2027-01-18 09:00", "2027-01-18 17:00"),  # over the weekend
    ],
)
def test_next_opening_and_closing(since: str, opens: str, closes: str) -> None:
    assert WEEKDAYS.opening(at(since)) == at(opens)
    assert WEEKDAYS.closing(at(since)) == at(closes)


def test_between_split_shifts_it_is_closed() -> None:
    hours = of_day(("09:00", "12:00"), ("13:00", "17:00"))
    assert [hours.is_open(at(f"2027-01-15 {time}")) for time in ("11:59", "12:00", "12:59", "13:00")] == [
        True,
        False,
        False,
        True,
    ]
    assert hours.between(at("2027-01-15 00:00"), at("2027-01-16 00:00")) == timedelta(hours=7)


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = BusinessHours(BERLIN, [[], [], [], [], [(22 * 60, 6 * 60)], [], []])
    assert friday_night.opening(at("2027-01-15 12:00")) == at("2027-01-15 22:00")
    assert friday_night.is_open(at("2027-01-16 05:59"))
    assert not friday_night.is_open(at("2027-01-16 06:00"))
    assert not friday_night.is_open(at("2027-01-15 05:00"))


def test_a_holiday_closes_its_day_and_not_the_shift_that_began_the_day_before() -> None:
    hours = BusinessHours(BERLIN, [[(22 * 60, 6 * 60)]] * 7, {date(2027, 1, 15): []})
    assert hours.is_open(at("2027-01-15 05:59"))
    assert not hours.is_open(at("2027-01-15 23:00"))
    assert not hours.is_open(at("2027-01-16 05:00"))
    assert hours.is_open(at("2027-01-16 22:00"))


def test_a_holiday_may_have_shifts_of_its_own() -> None:
    hours = BusinessHours(BERLIN, [NINE_TO_FIVE] * 7, {date(2027, 12, 24): [(9 * 60, 12 * 60)]})
    assert hours.between(at("2027-12-24 00:00"), at("2027-12-25 00:00")) == timedelta(hours=3)


@pytest.mark.parametrize(
    ("day", "night", "hours"),
    [
        ("2027-03-27", ("22:00", "06:00"), 7),  # the clock jumps from 02:00 to 03:00
        ("2027-10-30", ("22:00", "06:00"), 9),  # it shows 02:00 to 03:00 twice
        ("2027-03-28", ("01:00", "02:30"), 1),  # ends when the clock jumps over its end
        ("2027-03-28", ("02:30", "04:00"), 1),  # begins with the jump
        ("2027-03-28", ("02:10", "02:50"), 0),  # there is no such time
        ("2027-10-31", ("02:00", "03:00"), 2),
        ("2027-10-31", ("01:00", "02:30"), 2.5),
    ],
)
def test_a_shift_over_a_change_of_clocks(day: str, night: tuple[str, str], hours: float) -> None:
    closed = BusinessHours(BERLIN, [[]] * 7, {date.fromisoformat(day): of_day(night).week[0]})
    begin = at(f"{day} 00:00")
    assert closed.between(begin, begin + timedelta(days=2)) == timedelta(hours=hours)


def test_a_whole_day_is_from_midnight_to_midnight() -> None:
    always = of_day(("00:00", "24:00"))
    begin, end = at("2027-03-01 00:00"), at("2027-04-01 00:00")
    assert always.opening(begin) == begin
    assert always.between(begin, end) == end.astimezone(UTC) - begin.astimezone(UTC)
    assert always.closing(begin) is None


def test_who_never_opens_has_no_next_opening() -> None:
    never = BusinessHours(BERLIN, [[]] * 7)
    assert never.opening(at("2027-01-15 12:00")) is None
    assert never.after(at("2027-01-15 12:00"), timedelta(minutes=1)) is None
    assert never.between(at("2027-01-15 12:00"), at("2028-01-15 12:00")) == timedelta()


# ── For any hours, in any zone ───────────────────────────────────────────────────────────────────────────────────────

MINUTES = st.integers(0, DAY - 1)
SHIFTS = st.lists(st.tuples(MINUTES, MINUTES), max_size=3)
HOURS = st.builds(
    lambda zone, week, days: BusinessHours(ZoneInfo(zone), week, {date(2027, 1, 1) + timedelta(n): [] for n in days}),
    st.sampled_from(ZONES),
    st.lists(SHIFTS, min_size=7, max_size=7).filter(any),
    st.lists(st.integers(0, 364), max_size=5),
)
MOMENTS = st.integers(0, 330 * DAY * 60).map(
    lambda seconds: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
WHILES = st.integers(0, 10 * DAY).map(lambda minutes: timedelta(minutes=minutes))


@given(HOURS, MOMENTS, WHILES, WHILES)
def test_time_while_open_adds_up(hours: BusinessHours, begin: datetime, one: timedelta, two: timedelta) -> None:
    middle, end = begin + one, begin + one + two
    assert hours.between(begin, middle) + hours.between(middle, end) == hours.between(begin, end)
    assert timedelta() <= hours.between(begin, end) <= end - begin


@given(HOURS, MOMENTS, st.integers(1, 5_000).map(lambda minutes: timedelta(minutes=minutes)))
def test_what_is_due_after_some_time_is_due_when_so_much_has_passed(
    hours: BusinessHours, begin: datetime, time: timedelta
) -> None:
    due = hours.after(begin, time)
    assert due is None or hours.between(begin, due) == time
    assert due is None or hours.between(begin, due - timedelta(seconds=1)) == time - timedelta(seconds=1)


@given(HOURS, MOMENTS)
def test_it_is_closed_until_the_next_opening(hours: BusinessHours, moment: datetime) -> None:
    opens = hours.opening(moment)
    if opens is None:
        return
    assert hours.is_open(opens)
    assert hours.between(moment, opens) == timedelta()
    assert hours.is_open(moment) == (opens == moment)


@given(HOURS, MOMENTS)
def test_spans_are_in_order_and_do_not_overlap(hours: BusinessHours, moment: datetime) -> None:
    ends = moment
    for _, (begin, end) in zip(range(20), hours.spans(moment), strict=False):
        assert ends <= begin < end
        ends = end
