"""A workspace's business hours (its setting `hours`), and those of sites and teams that have their own."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict, cast

from connextlive.core import zones
from connextlive.core.business_hours import BusinessHours, Shift
from connextlive.core.ids import timestamp

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

type Settings = Mapping[str, Any]  # as stored, in the form of `schemas/hours.py`


class Opening(TypedDict):
    """The next opening time, and if it is open, the closing time."""

    opens_at: str | None
    closes_at: str | None


def of(
    settings: Settings, timezone: str, *, site_id: str | None = None, team_ids: Iterable[str] = ()
) -> BusinessHours | None:
    """The hours of a site or of an agent's teams; None if always open. Of several teams with hours, the first one's
    apply."""
    own = _part(settings, "hours")
    places = [_part(own, "teams", team_id) for team_id in team_ids]
    places += [_part(own, "sites", site_id)] if site_id else []
    chosen = next((place for place in places if place), {})
    said = {name: chosen.get(name) or own.get(name) for name in ("timezone", "week", "holidays")}
    try:
        return _read(said, timezone)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # free JSON of this name, from before it was a setting


def has_teams(settings: Settings) -> bool:
    """Whether an agent's teams matter."""
    return bool(_part(settings, "hours", "teams"))


def shown(settings: Settings, timezone: str, site_id: str) -> Opening | None:
    """The opening times for a widget; None if it is open for a year."""
    hours = of(settings, timezone, site_id=site_id)
    if hours is None:
        return None
    now = datetime.fromisoformat(timestamp())
    opens = hours.opening(now)
    if opens != now:
        return {"opens_at": _moment(opens), "closes_at": None}
    closes = hours.closing(now)
    return {"opens_at": _moment(hours.opening(closes)), "closes_at": _moment(closes)} if closes else None


def _part(settings: Settings, *names: str) -> Settings:
    found: object = settings
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return cast("Settings", found) if isinstance(found, Mapping) else {}


def _moment(at: datetime | None) -> str | None:
    return timestamp(at.timestamp()) if at else None


def _read(said: Mapping[str, Any], timezone: str) -> BusinessHours | None:
    if said["week"] is None:
        return None
    week = [_shifts(said["week"].get(day)) for day in DAYS]
    holidays = {date.fromisoformat(one["date"]): _shifts(one.get("shifts")) for one in said["holidays"] or ()}
    return BusinessHours(zones.of(said["timezone"] or timezone), week, holidays)


def _shifts(stored: Iterable[Mapping[str, str]] | None) -> list[Shift]:
    return [(_minutes(shift["from"]), _minutes(shift["to"])) for shift in stored or ()]


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
