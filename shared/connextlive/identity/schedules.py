"""Agents' working hours, and their effect on availability, which is computed when it is read. When a shift begins or
ends, only a sign is written, for routing and consoles. Most agents have no schedule, so this is imported only where one
is found.

A manual choice lasts until the next end of a shift. After that the schedule decides again: AVAILABLE during shifts,
AWAY outside. A choice of AVAILABLE outside a shift also ends when the agent comes back after having been gone.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from connextlive.core.business_hours import BusinessHours
from connextlive.core.ids import timestamp
from connextlive.core.presence import is_online, was_away
from connextlive.events.domain import Change, is_of
from connextlive.identity import hours, user_presence
from connextlive.identity.availability import Standing, chosen_by
from connextlive.table import items, timers, writes
from connextlive.table.codec import plain

if TYPE_CHECKING:
    from connextlive.generated.values import UserValues


def of(values: Mapping[str, Any]) -> BusinessHours | None:
    """An agent's working hours, if they have any."""
    return hours.of({"hours": values.get("schedule")}, "UTC")


def standing(values: "UserValues") -> Standing | None:
    """The availability of an agent who is there, by their choice or their schedule; None without a schedule."""
    shifts, now = of(values), _now()
    if shifts is None:
        return None
    choice, since = chosen_by(values), values.get("availability_since")
    if choice and since:
        ends = shifts.closing(datetime.fromisoformat(since))
        if ends is None or now < ends:
            return Standing(choice, _moment(ends))
    if shifts.is_open(now):
        return Standing("AVAILABLE", _moment(shifts.closing(now)), is_by_schedule=True)
    return Standing("AWAY", _moment(shifts.opening(now)), is_by_schedule=True)


def off_since(values: "UserValues") -> str | None:
    """Since when an agent is away by their schedule: the end of their shift, the choice to follow it, or an earlier
    absence. None if their schedule does not say AWAY."""
    shifts, now_is = of(values), standing(values)
    if shifts is None or now_is is None or not now_is.is_by_schedule or now_is.availability != "AWAY":
        return None
    began = max(_moment(shifts.closed_since(_now())) or "", values.get("availability_since") or "")
    seen_at, left_at = values.get("last_seen_at"), values.get("left_at")
    return began if is_online(seen_at, left_at) else min(began, max(seen_at or "", left_at or ""))


def settle(changes: Iterable[Change]) -> None:
    """Sets timers for the begin and end of agents' shifts, and ends their choices outside shifts when they come back.
    Idempotent."""
    for change in changes:
        if not is_of(change, "user") or change.after is None:
            continue
        before, after = change.before, change.after
        if before is None or before.get("schedule") != after.get("schedule"):
            at = _next_change(after)
            if at is not None:
                timers.put(change.tenant_id, after["id"], at)
        if before is not None and _comes_back(before, after) and _is_extra(after):
            was = {"availability_since": after.get("availability_since")}
            key = user_presence.key(change.tenant_id, after["id"])
            writes.set_fields(*key, {"availability_since": timestamp()}, only_if=was, drop=["availability"])


def keep(tenant_id: str, agent_id: str, at: str) -> str | None:
    """Leaves the sign that an agent's shift begins or ends. Returns the next such time."""
    key = user_presence.key(tenant_id, agent_id)
    for raw in items.raw_items([key]):
        due = _next_change(plain(raw))
        if due is not None:
            writes.set_fields(*key, {"shift_at": at})
        return due
    return None


def _next_change(values: Mapping[str, Any]) -> str | None:
    """The next begin or end of a shift."""
    shifts, now = of(values), _now()
    if shifts is None:
        return None
    return _moment(shifts.closing(now) if shifts.is_open(now) else shifts.opening(now))


def _comes_back(before: "UserValues", after: "UserValues") -> bool:
    """Whether somebody returns who was gone for longer than a page takes to load."""
    seen_before, seen_at = before.get("last_seen_at"), after.get("last_seen_at")
    return seen_before is not None and seen_at is not None and was_away(seen_before, seen_at)


def _is_extra(values: "UserValues") -> bool:
    """Whether an agent chose to be available outside their shifts, and is outside one now."""
    shifts, since = of(values), values.get("availability_since")
    if shifts is None or since is None or values.get("availability") != "AVAILABLE":
        return False
    return not shifts.is_open(datetime.fromisoformat(since)) and not shifts.is_open(_now())


def _now() -> datetime:
    return datetime.fromisoformat(timestamp())


def _moment(at: datetime | None) -> str | None:
    return timestamp(at.timestamp()) if at else None
