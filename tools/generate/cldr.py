"""Writes how numbers, days and durations are written, in the languages that the system speaks, out of Babel's copy of
CLDR, as the table that `connextlive/reports/words.py` reads.

Babel itself would be 30 MB in a layer, for four of its thousand languages.
"""

from collections.abc import Mapping
from pprint import pformat
from typing import Any

import babel
from babel import Locale
from babel.core import get_cldr_version

from connextlive.core.i18n import LANGUAGES

FILE = "shared/connextlive/reports/_cldr.py"
HEAD = '''"""Made by `make generate` for `words.py`; not to be edited.

From CLDR {cldr}, https://cldr.unicode.org, as Babel {babel} has it. Copyright Unicode, Inc.; Unicode License v3.
"""

from typing import Any

LANGUAGES: dict[str, dict[str, Any]] = {table}
'''
UNITS = ("day", "hour", "minute", "second")
# What CLDR has of Spanish and Babel has not: 1234 is not grouped, and how two units are joined.
MISSING: dict[str, dict[str, Any]] = {"es": {"least_grouped": 2, "pair": "{0} y {1}"}}
# Browsers write plain spaces where CLDR has these, because so many programs were surprised by them.
SPACES = str.maketrans("\u202f\u2009", "  ")


def language(name: str) -> dict[str, Any]:
    held = Locale.parse(name)
    intervals, symbols = held.interval_formats["yMMMd"], held.number_symbols["latn"]
    lists = held.list_patterns["unit-short"]
    return {
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "least_grouped": 1,
        "percent": held.percent_formats[None].pattern.replace("#,##0", "{}"),
        "months": _in_order(held.months["format"]["abbreviated"]),
        "weekdays": _in_order(held.days["stand-alone"]["abbreviated"]),
        "halves": tuple(held.day_periods["format"]["abbreviated"][half] for half in ("am", "pm")),
        "date": held.datetime_skeletons["yMMMd"].pattern,
        "day": held.datetime_skeletons["MMMd"].pattern,
        "time": held.time_formats["short"].pattern,
        "moment": held.datetime_formats["medium"]
        .replace("{1}", held.date_formats["medium"].pattern)
        .replace("{0}", held.time_formats["short"].pattern),
        "range": {part: tuple(intervals[part]) for part in ("d", "M", "y")},
        "units": {unit: _unit(held, unit) for unit in UNITS},
        "pair": lists.get("2") or lists["end"],
    } | MISSING.get(name, {})


def _in_order(names: Mapping[int, str]) -> tuple[str, ...]:
    """Months from January, days from Monday."""
    return tuple(names[number] for number in sorted(names))


def _unit(held: Locale, unit: str) -> tuple[str, ...]:
    """For one, and for more. Where there is none for one, the other holds, which Babel's `format_unit` overlooks."""
    forms = held._data["unit_patterns"][f"duration-{unit}"]["short"]
    return tuple(forms.get(number, forms["other"]).replace("{0}", "{}") for number in ("one", "other"))


def _plain(value: Any) -> Any:
    """With the spaces that browsers write, and no types of Babel's own."""
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.translate(SPACES) if isinstance(value, str) else value


def files() -> dict[str, str]:
    """The table."""
    table = pformat({name: _plain(language(name)) for name in LANGUAGES}, width=116, sort_dicts=False)
    return {FILE: HEAD.format(cldr=get_cldr_version(), babel=babel.__version__, table=table)}
