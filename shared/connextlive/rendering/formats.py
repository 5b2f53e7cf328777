"""Numbers, dates and durations by locale: CLDR's formats, from Babel, which browsers use as well."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_day_names,
)
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_decimal_symbol
from babel.units import format_unit

from connextlive.core.i18n import known

NONE = "–"
# Spanish CLDR data that Babel lacks: 1234 is not grouped, and how two units are joined.
LEAST_GROUPED = {"es": 10_000}
JOINED: dict[str, Callable[[list[str]], str]] = {"es": " y ".join}
# Browsers use plain spaces where CLDR has narrow ones, for compatibility.
SPACES = str.maketrans("\u202f\u2009", "  ")

# The larger and the smaller unit of a duration, their seconds, and the seconds from which they are too small.
_UNITS = (
    ("minute", 60, "second", 1, 3_600),
    ("hour", 3_600, "minute", 60, 86_400),
    ("day", 86_400, "hour", 3_600, float("inf")),
)


class Formats:
    """The formats of one language."""

    def __init__(self, language: str) -> None:
        self.language = known(language)
        self._locale = Locale.parse(self.language)
        self._joined = JOINED.get(self.language, partial(format_list, style="unit-short", locale=self._locale))
        names = get_day_names("abbreviated", "stand-alone", self._locale)
        self.weekdays = [names[day] for day in range(7)]  # Monday first
        self.decimal_symbol = get_decimal_symbol(self._locale)

    def number(self, value: float, digits: int = 0) -> str:
        rounded = _rounded(value, digits)
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return format_decimal(rounded, pattern, self._locale, group_separator=self._is_grouped(rounded))

    def percent(self, value: float | None) -> str:
        if value is None:
            return NONE
        rounded = _rounded(value)
        return format_percent(rounded / 100, locale=self._locale, group_separator=self._is_grouped(rounded))

    def duration(self, seconds: float | None) -> str:
        """A duration in its two largest units, rounded to the smaller one."""
        if seconds is None:
            return NONE
        # Rounded before the units are chosen: 3,599.6 seconds are an hour, not 59 minutes and 60 seconds.
        rounded = ((int(_rounded(seconds / unit[3])) * unit[3], unit) for unit in _UNITS)
        whole, (greater, size, lesser, part, _) = next(found for found in rounded if found[0] < found[1][4])
        counted = ((greater, whole // size), (lesser, whole % size // part))
        return self._joined(
            [self._unit(name, number) for name, number in counted if number] or [self._unit("second", 0)]
        )

    def day(self, value: date, with_year: bool = True) -> str:
        return format_skeleton("yMMMd" if with_year else "MMMd", value, locale=self._locale).translate(SPACES)

    def range(self, first: date, last: date) -> str:
        return format_interval(first, last, "yMMMd", locale=self._locale).translate(SPACES)

    def clock(self, value: time) -> str:
        return format_time(value, "short", locale=self._locale).translate(SPACES)

    def hour(self, hour: int) -> str:
        return self.clock(time(hour))

    def moment(self, value: datetime) -> str:
        """Date and time in CLDR's medium form, without seconds."""
        pattern = f"{get_datetime_format('medium', self._locale)}"
        return pattern.format(self.clock(value.time()), format_date(value, "medium", self._locale))

    def _unit(self, name: str, number: int) -> str:
        return format_unit(number, f"duration-{name}", "short", locale=self._locale)

    def _is_grouped(self, value: Decimal) -> bool:
        return abs(value) >= LEAST_GROUPED.get(self.language, 0)


def _rounded(value: float, digits: int = 0) -> Decimal:
    """Rounds like browsers: half up, based on the decimal representation."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
