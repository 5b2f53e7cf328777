"""A lead's report: the figures of the people whose conversations they see, made when it is asked for and kept nowhere,
because whom they see may be others tomorrow.

Roll-ups are by site and agent, so figures are cut by people: what nobody has is in no team's.
"""

from collections.abc import Collection
from dataclasses import dataclass

from connextlive.core import zones
from connextlive.core.errors import NotFound
from connextlive.identity import site, user
from connextlive.identity import workspace as workspaces
from connextlive.reports import figures, periods, report
from connextlive.reports.figures import Order
from connextlive.reports.periods import Period
from connextlive.reports.schemas.figures import Figures


@dataclass(frozen=True, slots=True)
class Asked:
    """The period, of which agent and site if of one; `first` and `last` are dates or times."""

    period: Period
    first: str | None = None
    last: str | None = None
    agent_id: str | None = None
    site_id: str | None = None


def of(tenant_id: str, seen: Collection[str] | None, asked: Asked) -> tuple[Order, str, Figures]:
    """What was ordered, in which time zone, and its figures, of `seen` only; without it, of the whole workspace."""
    if asked.agent_id is not None:
        if seen is not None and asked.agent_id not in seen:
            raise NotFound("Agent")  # as if there were no such agent
        user.load_agent(tenant_id, asked.agent_id)
    if asked.site_id is not None:
        site.load(tenant_id, asked.site_id)
    timezone = workspaces.load(tenant_id).timezone
    zone, now = zones.of(timezone), report.today(timezone)
    start, end = (periods.local_day(text, zone) if text else None for text in (asked.first, asked.last))
    first, last = periods.days_of(asked.period, start, end, now)
    order = Order(
        tenant_id=tenant_id,
        period=asked.period,
        first=first,
        last=last,
        today=now,
        agent_id=asked.agent_id,
        site_id=asked.site_id,
        names=figures.names(tenant_id),
        team=None if seen is None else frozenset(seen),
    )
    return order, timezone, figures.of(order)
