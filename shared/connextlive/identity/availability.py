"""Whether an agent takes conversations: by their own choice, otherwise by their schedule, and by their presence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from connextlive.core.ids import timestamp
from connextlive.core.presence import has_left, is_online, was_away
from connextlive.events.domain import Change, is_of

if TYPE_CHECKING:
    from connextlive.generated.values import UserValues

type Availability = Literal["AVAILABLE", "BUSY", "AWAY"]

# The fields of users that decide it, and whether conversations may be assigned to them.
FIELDS = (
    "id",
    "role",
    "status",
    "availability",
    "availability_since",
    "schedule",
    "capacity",
    "last_seen_at",
    "left_at",
)
SIGNS = ("availability", "schedule", "shift_at")  # fields that may change it


class Standing(NamedTuple):
    """An agent's availability, its latest end, and whether it comes from the schedule."""

    availability: Availability
    until: str | None = None
    is_by_schedule: bool = False


def availability_of(values: "UserValues") -> Availability:
    return standing(values).availability


def standing(values: "UserValues") -> Standing:
    """An agent's availability. AWAY without a choice means that they are not there: their consoles are closed, hidden
    or unattended."""
    if values["status"] != "ACTIVE" or not is_online(values.get("last_seen_at"), values.get("left_at")):
        return Standing("AWAY")
    if values.get("schedule"):
        from connextlive.identity import schedules  # most agents have none

        if found := schedules.standing(values):
            return found
    return Standing(chosen_by(values) or "AVAILABLE")


def chosen_by(values: "UserValues") -> Availability | None:
    """The agent's own last choice."""
    return cast("Availability | None", values.get("availability"))


def may_differ(before: "UserValues", after: "UserValues") -> bool:
    """Whether the choice has changed, or the schedule or its time may have changed the availability."""
    return any(before.get(name) != after.get(name) for name in SIGNS)


def came_or_went(before: "UserValues | None", after: "UserValues") -> bool | None:
    """Whether a user came (True) or left (False); None if their presence has not changed."""
    seen_at = after.get("last_seen_at")
    if seen_at is None:
        return None
    seen_before = before.get("last_seen_at") if before else None
    left_before = has_left(seen_before, before.get("left_at") if before else None)
    if has_left(seen_at, after.get("left_at")):
        return None if left_before else False
    came = seen_before is None or left_before or was_away(seen_before, seen_at)
    return True if came else None


def is_sign(change: Change) -> bool:
    """Whether a change may make an agent available or unavailable: of an agent, or of the members of teams."""
    if change.kind == "teams":
        return True
    if not is_of(change, "user") or change.after is None or change.after["role"] != "AGENT":
        return False
    before, after = change.before, change.after
    if before is None or came_or_went(before, after) is not None:
        return True
    return may_differ(before, after) or any(
        before.get(name) != after.get(name) for name in ("role", "status", "capacity")
    )


def away_since(values: "UserValues") -> str:
    """When an agent who is away was last available or busy."""
    if values.get("schedule"):
        from connextlive.identity import schedules

        now_is = schedules.standing(values)
        if now_is and now_is.availability != "AWAY":
            return values.get("left_at") or values.get("last_seen_at") or ""
        if since := schedules.off_since(values):
            return since
    if values.get("availability") == "AWAY":
        return values.get("availability_since") or ""
    return values.get("left_at") or values.get("last_seen_at") or ""


def chosen(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a user, with the time of the choice if they include the availability."""
    return {**changes, "availability_since": timestamp()} if "availability" in changes else {**changes}
