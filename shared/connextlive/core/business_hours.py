"""Business hours: when somebody answers, next opening, and time that counts only while it is open.

Shifts are times of the local clock. A shift that ends before it begins, or at the same time, ends on the next day, and
belongs to the day on which it begins, holidays included. When clocks change, a shift begins the first time that the
clock shows its beginning and ends the last time that it shows its end; a time that the clock jumps over is the moment
of the jump.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = 24 * 60  # minutes
YEAR = timedelta(days=366)
FARTHEST = 3_660  # days that are looked through for an opening; a target beyond them is never due

type Shift = tuple[int, int]  # minutes after midnight
type Span = tuple[datetime, datetime]  # in UTC; open from the first until before the second


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Shifts by weekday, Monday first; on `holidays`, those of the holiday instead, which may be none."""

    zone: tzinfo
    week: Sequence[Sequence[Shift]]
    holidays: Mapping[date, Sequence[Shift]] = field(default_factory=dict)

    def spans(self, since: datetime) -> Iterator[Span]:
        """When it is open from a moment on: in order and without overlaps, but one may begin where another ends."""
        reached, today = since.astimezone(UTC), since.astimezone(self.zone).date()
        for day in range(-2, FARTHEST):
            for begin, end in self._of_day(today + timedelta(days=day)):
                if end > reached:
                    yield max(begin, reached), end
                    reached = end

    def _of_day(self, day: date) -> Iterator[Span]:
        for begin, end in sorted(self.holidays.get(day, self.week[day.weekday()])):
            last = end if end > begin else end + DAY
            span = _instant(self.zone, day, begin, 0), _instant(self.zone, day, last, 1)
            if span[0] < span[1]:
                yield span

    def is_open(self, at: datetime) -> bool:
        today = at.astimezone(self.zone).date()
        return any(
            begin <= at < end for day in range(-2, 2) for begin, end in self._of_day(today + timedelta(days=day))
        )

    def opening(self, since: datetime) -> datetime | None:
        """When it is open next: now, if it is."""
        return next((begin for begin, _ in self.spans(since)), None)

    def closing(self, since: datetime) -> datetime | None:
        """When it closes next; None if not within a year."""
        closes: datetime | None = None
        for begin, end in self.spans(since):
            if closes is not None and begin > closes:
                return closes
            if end - since > YEAR:
                return None
            closes = end
        return closes

    def closed_since(self, at: datetime) -> datetime | None:
        """When it closed last, at the latest then; None if not within a year."""
        today = at.astimezone(self.zone).date()
        for day in range(1, -YEAR.days, -1):
            # A shift of the day before may end later than this day's.
            spans = (span for back in (day, day - 1) for span in self._of_day(today + timedelta(days=back)))
            if ends := [end for _, end in spans if end <= at]:
                return max(ends)
        return None

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """For how long it was open between two moments."""
        total, last = timedelta(), end.astimezone(UTC)
        for opened, closed in self.spans(begin):
            if opened >= last:
                break
            total += min(closed, last) - opened
        return total

    def milliseconds(self, begin: str, end: str) -> int:
        """The same between two timestamps."""
        first, last = datetime.fromisoformat(begin), datetime.fromisoformat(end)
        return round(self.between(first, last).total_seconds() * 1000)

    def after(self, since: datetime, duration: timedelta) -> datetime | None:
        """The moment until which it has been open for that long; None if that is too far away."""
        for opened, closed in self.spans(since):
            if closed - opened >= duration:
                return opened + duration
            duration -= closed - opened
        return None


def _instant(zone: tzinfo, day: date, minutes: int, fold: int) -> datetime:
    """When the local clock shows so many minutes after that day's midnight: the first time, or with `fold` the last."""
    shown = datetime.combine(day, time()) + timedelta(minutes=minutes)
    found = shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == shown:
        return found
    # The clock jumps over it, at a moment between what it would be by the offset after the jump and by the one before.
    before, after = (shown.replace(tzinfo=zone, fold=other).astimezone(UTC) for other in (1, 0))
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after.replace(microsecond=0)
