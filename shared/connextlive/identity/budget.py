"""Daily budgets: how many analyses, mails and push notifications a workspace may cause on one day, by its own clock,
and how often AI helps in open conversations.

A unit is counted before it is spent, in one conditional write. Beyond the budget, analyses and mails wait for the next
day, as many as the budget again, so that nobody can pile up work without end; push notifications and help are dropped,
because a day later they are useless. The first that is paused says so on the counter, of which the stream tells
everybody.
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
    """What a workspace has used of a budget on one day, with what is over it; `paused_at` is when that began."""

    budget = UnicodeAttribute()
    used = Whole()
    most = Whole()
    ends_at = UnicodeAttribute()
    paused_at = MaybeText()
    expires_at = NumberAttribute()


class Day(NamedTuple):
    """A day by a workspace's clock, and the moment at which it ends."""

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
    """How a budget stands; `most` is the deployment's, below which the workspace may set its own."""

    budget: types.Budget
    used: int
    limit: int
    most: int
    is_paused: bool
    resumes_at: str


def forget() -> None:
    """Forgets which budgets this process knows to be used up: for tests."""
    _used_up.clear()


def mail(workspace: Workspace) -> None:
    """Counts a mail; Paused if it must not be sent today."""
    spend(workspace.id, "MAILS", workspace.timezone, workspace.settings)


def spend(tenant_id: str, kind: types.Budget, timezone: str, settings: Mapping[str, Any]) -> None:
    """Counts a unit of the workspace's budget of this day; Paused if there is none left. An attempt that fails counts
    as well: that is what it has cost."""
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
    """The same for somebody who waits for an answer, which says that there is none left."""
    try:
        spend(tenant_id, kind, timezone, settings)
    except Paused:
        left = math.ceil(Day.of(timezone).ends_at - time.time())
        raise BudgetUsedUp(max(1, left), _limit(kind, settings)) from None


def of_today(workspace: Workspace) -> list[Status]:
    """How the workspace's budgets stand."""
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
    """The workspace's own budget, as far as it is below the deployment's."""
    own = settings.get("budgets")
    chosen = own.get(kind.lower()) if isinstance(own, dict) else None
    most = _most(kind)
    if isinstance(chosen, bool) or not isinstance(chosen, (int, float)) or chosen < 0:
        return most
    return min(most, int(chosen))


@writes.optimistic
def _count(counter: Budget, kind: types.Budget, day: Day, limit: int) -> Budget | None:
    """The counter with one more; None if even what waits is as much as the budget."""
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
