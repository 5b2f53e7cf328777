"""Daily budgets: the number of analyses, mails and push notifications that a workspace may cause on one day in its time
zone, and of AI help in open conversations.

A unit is counted before it is spent, in one conditional write. Beyond the budget, analyses and mails wait for the next
day, at most as many as the budget again, so the backlog is limited. Push notifications and help are dropped, because a
day later they are useless. The first pause of a day is stored on the counter, and the stream's consumer notifies the
owner.
"""

import math
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, get_args

from connextlive.core.budgets import Paused
from connextlive.core.environment import environment
from connextlive.core.errors import BudgetUsedUp
from connextlive.core.ids import timestamp
from connextlive.events import types
from connextlive.identity import retention
from connextlive.identity.workspace import Workspace
from connextlive.table import codec, items, writes
from connextlive.table.orm import Item, MaybeText, NumberAttribute, UnicodeAttribute, UpdateError, Whole

SK = "budget"
KINDS: tuple[types.Budget, ...] = get_args(types.Budget.__value__)
LIVES = 3 * 24 * 3600  # seconds after the day's end
WAITING = {"ANALYSES", "MAILS"}
REMEMBERED = 10_000
_used_up: set[tuple[str, int]] = set()  # counters that this process need not ask again


class Budget(Item, discriminator="budget"):
    """The use of a workspace's budget on one day, including units beyond it; `paused_at` is when it was used up."""

    budget = UnicodeAttribute()
    used = Whole()
    most = Whole()
    ends_at = UnicodeAttribute()
    paused_at = MaybeText()
    expires_at = NumberAttribute()


class Day(NamedTuple):
    """A day in a workspace's time zone, and the time at which it ends."""

    name: str
    ends_at: float

    @classmethod
    def of(cls, timezone: str) -> "Day":
        from connextlive.core import zones  # most consumers start without spending anything

        zone = zones.of(timezone)
        today = datetime.fromtimestamp(time.time(), zone).date()
        midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
        return cls(today.isoformat(), midnight.timestamp())


class Status(NamedTuple):
    """The state of a budget; `most` is the deployment's limit, which a workspace can lower."""

    budget: types.Budget
    used: int
    limit: int
    most: int
    is_paused: bool
    resumes_at: str


def forget() -> None:
    """Forgets which budgets this process knows to be used up. For tests."""
    _used_up.clear()


def mail(workspace: Workspace) -> None:
    """Counts a mail; Paused if it must not be sent today."""
    spend(workspace.id, "MAILS", workspace.timezone, workspace.settings)


def spend(tenant_id: str, kind: types.Budget, timezone: str, settings: Mapping[str, Any]) -> None:
    """Counts a unit of today's budget; raises Paused if none is left. A failed attempt counts, too, because it has cost
    as much."""
    day, limit = Day.of(timezone), _limit(kind, settings)
    pk = _pk(tenant_id, kind, day)
    if limit == 0 or (pk, limit) in _used_up:
        raise Paused(kind, waits=False)
    counted = _count(Budget(pk, SK), kind, day, limit)
    if counted is not None and counted.used <= limit:
        return
    waits = kind in WAITING and counted is not None
    if counted is not None and counted.paused_at is None:
        if waits:
            retention.resume_later(tenant_id, counted.ends_at)
        _note_pause(counted)
    if not waits:
        if len(_used_up) >= REMEMBERED:
            _used_up.clear()
        _used_up.add((pk, limit))
    raise Paused(kind, waits)


def spend_now(tenant_id: str, kind: types.Budget, timezone: str, settings: Mapping[str, Any]) -> None:
    """Like `spend`, for a waiting user, who gets an error if none is left."""
    try:
        spend(tenant_id, kind, timezone, settings)
    except Paused:
        left = math.ceil(Day.of(timezone).ends_at - time.time())
        raise BudgetUsedUp(max(1, left), _limit(kind, settings)) from None


def of_today(workspace: Workspace) -> list[Status]:
    """The state of the workspace's budgets."""
    day = Day.of(workspace.timezone)
    found = {
        raw["pk"]["S"]: codec.plain(raw)
        for raw in items.raw_items([(_pk(workspace.id, kind, day), SK) for kind in KINDS])
    }
    return [_status(kind, found.get(_pk(workspace.id, kind, day), {}), workspace.settings, day) for kind in KINDS]


def _status(kind: types.Budget, counter: Mapping[str, Any], settings: Mapping[str, Any], day: Day) -> Status:
    limit, used = _limit(kind, settings), int(counter.get("used", 0))
    is_paused = limit == 0 or ("paused_at" in counter and used > limit)
    return Status(kind, min(used, limit), limit, _most(kind), is_paused, timestamp(day.ends_at))


def _pk(tenant_id: str, kind: types.Budget, day: Day) -> str:
    return f"{tenant_id}#budget#{day.name}#{kind}"


def _most(kind: types.Budget) -> int:
    return {
        "ANALYSES": environment.daily_analyses,
        "ASSISTANCE": environment.daily_assistance,
        "MAILS": environment.daily_mails,
        "PUSHES": environment.daily_pushes,
    }[kind]


def _limit(kind: types.Budget, settings: Mapping[str, Any]) -> int:
    """The workspace's own budget, at most the deployment's."""
    own = settings.get("budgets")
    chosen = own.get(kind.lower()) if isinstance(own, dict) else None
    most = _most(kind)
    if isinstance(chosen, bool) or not isinstance(chosen, (int, float)) or chosen < 0:
        return most
    return min(most, int(chosen))


@writes.optimistic
def _count(counter: Budget, kind: types.Budget, day: Day, limit: int) -> Budget | None:
    """The counter after adding one; None if the backlog is as large as the budget."""
    try:
        counter.update(
            actions=[
                Budget.used.add(1),
                Budget.kind.set(Budget),
                Budget.budget.set(kind),
                Budget.most.set(limit),
                Budget.ends_at.set(timestamp(day.ends_at)),
                Budget.expires_at.set(int(day.ends_at) + LIVES),
            ],
            condition=Budget.used.does_not_exist() | (Budget.used < 2 * limit),
        )
    except UpdateError as error:
        if writes.condition_failed(error):
            return None
        raise
    return counter


@writes.optimistic
def _note_pause(counter: Budget) -> None:
    """Notes once a day that the budget is used up."""
    try:
        counter.update(actions=[Budget.paused_at.set(timestamp())], condition=Budget.paused_at.does_not_exist())
    except UpdateError as error:
        if not writes.condition_failed(error):
            raise
