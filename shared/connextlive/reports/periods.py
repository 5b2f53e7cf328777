"""The days that a report covers, and how they are grouped."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence

type Period = Literal["day", "week", "month", "quarter", "year"]
LONGEST = 366  # days
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def local_day(text: str, zone: tzinfo) -> date:
    """A local day, given as a date or a timestamp."""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(zone).date()


def days_of(period: Period, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The first and last day of a report. By default the current period; with one of them, the period that starts or
    ends there; with both, `period` only determines the grouping."""
    if first is None and last is None:
        first = begin(period, today)
    if last is None and first is not None:
        last = _next(period, first) - timedelta(days=1)
    if first is None and last is not None:
        first = _last_begin(period, last)
    assert first
    assert last
    if first > last:
        raise Invalid(**{"from": Sentence("Must not be after `to`")})
    if (last - first).days >= LONGEST:
        raise Invalid(to=Sentence("A report covers at most {most} days", most=LONGEST))
    return first, last


def begin(period: Period, day: date) -> date:
    """The first day of the period that contains a day; weeks start on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "day":
        return day
    return _month(day, -((day.month - 1) % _MONTHS[period]))


def last_whole(period: Period, today: date) -> tuple[date, date]:
    """The first and last day of the latest complete period."""
    last = begin(period, today) - timedelta(days=1)
    return begin(period, last), last


def next_begin(period: Period, today: date) -> date:
    """The first day of the following period."""
    return _next(period, begin(period, today))


def _next(period: Period, first: date) -> date:
    """The same day one period later, or the last day of that month if it is shorter."""
    if period in _DAYS:
        return first + timedelta(days=_DAYS[period])
    months = _MONTHS[period]
    return min(_month(first, months) + timedelta(days=first.day - 1), _month(first, months + 1) - timedelta(days=1))


def _last_begin(period: Period, last: date) -> date:
    if period in _DAYS:
        return last - timedelta(days=_DAYS[period] - 1)
    following, months = last + timedelta(days=1), _MONTHS[period]
    begun = _month(following, -months) + timedelta(days=following.day - 1)
    # If that month has no such day, the part starts with the following month.
    return min(begun, _month(following, 1 - months)) if following.day > 1 else begun


def _month(day: date, later: int) -> date:
    """The first day of the month that many months later."""
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)


def parts(period: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The range in calendar days, weeks, months, quarters or years, cut at both ends."""
    while first <= last:
        end = min(last, _next(period, begin(period, first)) - timedelta(days=1))
        yield first, end
        first = end + timedelta(days=1)


def before(first: date, last: date) -> tuple[date, date]:
    """The same number of days before, for comparison."""
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
