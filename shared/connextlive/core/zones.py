"""Time zones, from the locked `tzdata` package only, and the names that a workspace may use.

Systems have their own copies, of different ages: with an outdated one, a workspace's day would start an hour early or
late wherever the law has changed.
"""

import os
import zoneinfo
from datetime import UTC, tzinfo
from functools import cache

import tzdata

DATA = os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")
zoneinfo.reset_tzpath([DATA])
zoneinfo.ZoneInfo.clear_cache()

# UTC, as browsers call it.
_UNIVERSAL = {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}
# Former names by abbreviation, and links to cities with the same rules.
_ABBREVIATIONS = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}


def of(name: str) -> tzinfo:
    """A zone by name. An unknown name, stored with different data, means UTC."""
    try:
        return zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError:
        return UTC


@cache
def names() -> frozenset[str]:
    """Zones that people live in, under every name in the database: browsers report old ones, such as Asia/Calcutta."""
    with open(os.path.join(DATA, "zone.tab"), encoding="utf-8") as table:
        inhabited = {line.split("\t")[2].strip() for line in table if not line.startswith("#")}
    with open(os.path.join(DATA, "tzdata.zi"), encoding="utf-8") as rules:
        links = {link: target for line in rules if line.startswith("L ") for _, target, link in [line.split()]}

    def canonical(name: str) -> str:
        return canonical(links[name]) if name in links else name

    clocks = set(map(canonical, inhabited))
    return frozenset(inhabited | {link for link in links if canonical(link) in clocks} - _ABBREVIATIONS | _UNIVERSAL)


def country(name: str) -> str | None:
    """The ISO code of the country that a zone is in, under its current name."""
    with open(os.path.join(DATA, "zone.tab"), encoding="utf-8") as table:
        lines = (line.split("\t") for line in table if not line.startswith("#"))
        return next((code for code, _, zone, *_ in lines if zone.strip() == name), None)
