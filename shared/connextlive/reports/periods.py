"""Which days a report covers, and how they are put together."""

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
    """A day as it was given: by its date, or by a moment in it."""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(zone).date()


def days_of(period: Period, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The first and last day of a report. Without both it is the period that today is in; with one of them, the period
    that begins or ends there; with both, `period` only says how the days are put together."""
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
    """The first day of the period that a day is in; weeks begin on Monday."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "day":
        return day
    return _month(day, -((day.month - 1) % _MONTHS[period]))


def last_whole(period: Period, today: date) -> tuple[date, date]:
    """The first and last day of the latest period that is over."""
    last = begin(period, today) - timedelta(days=1)
    return begin(period, last), last


def next_begin(period: Period, today: date) -> date:
    """The first day of the period after the one that a day is in."""
    return _next(period, begin(period, today))


def _next(period: Period, first: date) -> date:
    """The same day a period on, or its month's last where that has no such day."""
    if period in _DAYS:
        return first + timedelta(days=_DAYS[period])
    months = _MONTHS[period]
    return min(_month(first, months) + timedelta(days=first.day - 1), _month(first, months + 1) - timedelta(days=1))


def _last_begin(period: Period, last: date) -> date:
    if period in _DAYS:
        return last - timedelta(days=_DAYS[period] - 1)
    following, months = last + timedelta(days=1), _MONTHS[period]
    begun = _month(following, -months) + timedelta(days=following.day - 1)
    # Where that month has no such day, it begins with the next one.
    return min(begun, _month(following, 1 - months)) if following.day > 1 else begun


def _month(day: date, later: int) -> date:
    """The first day of the month that is so many months later."""
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)


def parts(period: Period, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The range in calendar days, weeks, months, quarters or years; at its ends they may be cut."""
    while first <= last:
        end = min(last, _next(period, begin(period, first)) - timedelta(days=1))
        yield first, end
        first = end + timedelta(days=1)


def before(first: date, last: date) -> tuple[date, date]:
    """As many days just before, to compare with."""
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
