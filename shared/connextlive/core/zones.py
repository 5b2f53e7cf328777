"""Time zones: the data of the locked `tzdata` package and no other, and the names that a workspace may take.

Whatever machine this runs on has a copy of its own, of some year: with it, a workspace's day would begin an hour early
or late wherever clocks were changed by law since.
"""

import os
import zoneinfo
from datetime import UTC, tzinfo
from functools import cache

import tzdata

DATA = os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")
zoneinfo.reset_tzpath([DATA])
zoneinfo.ZoneInfo.clear_cache()

# What browsers call the one clock that is nobody's.
_UNIVERSAL = {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}
# Rules that the database once named by their abbreviations, and links to some city that has them.
_ABBREVIATIONS = {"CET", "EET", "EST", "HST", "MET", "MST", "WET"}


def of(name: str) -> tzinfo:
    """A zone's clock. A name that was stored when other data was read, and is none of ours, is on UTC."""
    try:
        return zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError:
        return UTC


@cache
def names() -> frozenset[str]:
    """Zones that people live in, by each name that the database has for them: browsers report old ones, such as
    Asia/Calcutta."""
    with open(os.path.join(DATA, "zone.tab"), encoding="utf-8") as table:
        inhabited = {line.split("\t")[2].strip() for line in table if not line.startswith("#")}
    with open(os.path.join(DATA, "tzdata.zi"), encoding="utf-8") as rules:
        links = {link: target for line in rules if line.startswith("L ") for _, target, link in [line.split()]}

    def canonical(name: str) -> str:
        return canonical(links[name]) if name in links else name

    clocks = set(map(canonical, inhabited))
    return frozenset(inhabited | {link for link in links if canonical(link) in clocks} - _ABBREVIATIONS | _UNIVERSAL)


def country(name: str) -> str | None:
    """The ISO code of the country that a zone is in, by the name that the database has for it now."""
    with open(os.path.join(DATA, "zone.tab"), encoding="utf-8") as table:
        lines = (line.split("\t") for line in table if not line.startswith("#"))
        return next((code for code, _, zone, *_ in lines if zone.strip() == name), None)
