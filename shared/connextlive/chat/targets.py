"""A conversation's targets: the times by which it is to be answered and resolved, and whether each was at risk, missed
or met.

The clock of the resolution runs while the visitor waits for the team, and stops while the team waits for the visitor.
The stored targets are computed from the conversation's states, which the stream's consumer sees in order. Warnings and
misses are computed by the timers (`chat/promises.py`).
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NotRequired, TypedDict

from connextlive.core.business_hours import BusinessHours
from connextlive.core.ids import timestamp
from connextlive.identity.targets import Policy

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues


class Target(TypedDict):
    """A target of so many `minutes`. `left` is the time in milliseconds that remained when its clock was started, at
    `since`; without `since` the clock is stopped. `ended_at` is when it was met. `agent_id` had the conversation when
    it was met or missed."""

    minutes: int
    left: int
    since: NotRequired[str]
    due_at: NotRequired[str]
    warn_at: NotRequired[str]
    warned_at: NotRequired[str]
    missed_at: NotRequired[str]
    ended_at: NotRequired[str]
    agent_id: NotRequired[str]


class Targets(TypedDict):
    """The targets of the episode that began at `opened_at`, as of a version of the conversation."""

    opened_at: str
    version: int
    first: NotRequired[Target]
    resolution: NotRequired[Target]


class Clock:
    """Computes the time that counts for targets: business hours, or all time if there are none."""

    def __init__(self, hours: BusinessHours | None, policy: Policy) -> None:
        self._hours = hours if policy.is_business else None

    def after(self, since: str, milliseconds: int) -> str | None:
        begin, time = datetime.fromisoformat(since), timedelta(milliseconds=milliseconds)
        end = self._hours.after(begin, time) if self._hours else begin + time
        return timestamp(end.timestamp()) if end else None

    def between(self, begin: str, end: str) -> int:
        if self._hours:
            return self._hours.milliseconds(begin, end)
        passed = datetime.fromisoformat(end) - datetime.fromisoformat(begin)
        return max(0, round(passed.total_seconds() * 1000))


def seen(kept: Targets | None, now: "ConversationValues", policy: Policy, clock: Clock) -> Targets | None:
    """The targets as of a state of the conversation, computed from the stored ones; an older state changes nothing.
    Targets that the workspace no longer sets are dropped, unless they were met or missed before."""
    opened_at = now.get("opened_at") or now["created_at"]
    if kept is not None and kept["opened_at"] == opened_at and kept["version"] >= now["version"]:
        return kept
    begun: Targets = {"opened_at": opened_at, "version": now["version"]}
    if kept is not None and kept["opened_at"] == opened_at:
        begun = {**kept, "version": now["version"]}
    first = _seen(begun.get("first"), now, policy.first, policy, clock, is_done=bool(now.get("is_answered")))
    resolution = _seen(begun.get("resolution"), now, policy.resolution, policy, clock, is_done=False)
    if first is None and resolution is None:
        return None
    found: Targets = {"opened_at": opened_at, "version": now["version"]}
    if first is not None:
        found["first"] = first
    if resolution is not None:
        found["resolution"] = resolution
    return found


def _seen(
    kept: Target | None,
    now: "ConversationValues",
    minutes: int | None,
    policy: Policy,
    clock: Clock,
    *,
    is_done: bool,
) -> Target | None:
    is_closed, since, at = now["status"] == "CLOSED", now.get("waiting_since"), now["updated_at"]
    if kept is None:
        if minutes is None or is_done or is_closed:
            return None
        kept = {"minutes": minutes, "left": minutes * 60_000}
    is_over, was_over = is_done or is_closed, "ended_at" in kept
    if is_over and was_over:
        return kept
    if minutes is None and not _is_decided(kept):
        return None  # the setting, or the label or agent that it came from, is gone
    target: Target = {**kept}
    target.pop("ended_at", None)  # of one that was closed, which has been undone
    if minutes is not None and minutes != kept["minutes"]:  # other labels, another agent
        target["minutes"], target["left"] = minutes, kept["left"] + (minutes - kept["minutes"]) * 60_000
        target.pop("missed_at", None)
        target.pop("warned_at", None)
        target.pop("agent_id", None)
    runs = since is not None and not is_closed and not is_done
    if "since" in target and (not runs or target["minutes"] != kept["minutes"]):
        begun = target["since"]
        if not runs:
            target["left"] -= clock.between(begun, at)
            target.pop("since")
        target.pop("due_at", None)
        target.pop("warn_at", None)
    if runs and "due_at" not in target:
        target["since"] = target.get("since") or (at if was_over else since) or at
        _set_times(target, policy, clock)
    if is_over:
        target["ended_at"] = at
        if "missed_at" not in target:
            _credit(target, now)
            if target["left"] < 0:
                target["missed_at"] = at
    return target


def _credit(target: Target, now: "ConversationValues") -> None:
    if agent_id := now.get("agent_id"):
        target["agent_id"] = agent_id


def _set_times(target: Target, policy: Policy, clock: Clock) -> None:
    begun = target.get("since", "")
    due_at = clock.after(begun, max(0, target["left"]))
    is_warned = 0 < policy.warning < target["minutes"]  # or it would be as soon as it begins
    warn_at = clock.after(begun, max(0, target["left"] - policy.warning * 60_000)) if is_warned else None
    if due_at:
        target["due_at"] = due_at
    if warn_at:
        target["warn_at"] = warn_at


def due(kept: Targets | None) -> str | None:
    """The next time at which a target is at risk or missed."""
    times = []
    for target in _all(kept):
        if "ended_at" not in target:
            times += [target.get("warn_at")] if "warned_at" not in target and "missed_at" not in target else []
            times += [target.get("due_at")] if "missed_at" not in target else []
    return min((at for at in times if at), default=None)


def decided(kept: Targets) -> Targets | None:
    """The targets that remain when a workspace no longer sets any: those that were met or missed."""
    found: Targets = {"opened_at": kept["opened_at"], "version": kept["version"]}
    if (first := kept.get("first")) and _is_decided(first):
        found["first"] = first
    if (resolution := kept.get("resolution")) and _is_decided(resolution):
        found["resolution"] = resolution
    return found if _all(found) else None


def _is_decided(target: Target) -> bool:
    """Whether a target was met or missed."""
    return "ended_at" in target or "missed_at" in target


def passed(kept: Targets, now: "ConversationValues", at: str) -> Targets:
    """The targets with warnings and misses that are due by `at`. An agent's answer may have come before the stream's
    consumer has processed it: then the target is left to the consumer."""
    if now["status"] == "CLOSED" or now.get("waiting_since") is None:
        return kept
    found: Targets = {**kept}
    if (first := kept.get("first")) and not now.get("is_answered"):
        found["first"] = _passed(first, now, at)
    if resolution := kept.get("resolution"):
        found["resolution"] = _passed(resolution, now, at)
    return found


def _passed(target: Target, now: "ConversationValues", at: str) -> Target:
    if "ended_at" in target or "since" not in target:
        return target
    found: Target = {**target}
    if (due_at := target.get("due_at")) and due_at <= at and "missed_at" not in target:
        found["missed_at"] = due_at
        _credit(found, now)
    elif (warn_at := target.get("warn_at")) and warn_at <= at and not {"warned_at", "missed_at"} & target.keys():
        found["warned_at"] = at
    return found


def _all(kept: Targets | None) -> list[Target]:
    return [target for target in (kept.get("first"), kept.get("resolution")) if target] if kept else []
