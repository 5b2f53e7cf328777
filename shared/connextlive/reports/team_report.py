"""A lead's report: the figures of the agents whose conversations they may see. It is computed on request and not
stored, because access may change. Roll-ups are by site and agent, so a team's figures are the sum of its members';
unassigned conversations count only when they leave the team's queue."""

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
    """The period, of which agent, site and team if of one; `first` and `last` are dates or times."""

    period: Period
    first: str | None = None
    last: str | None = None
    agent_id: str | None = None
    site_id: str | None = None
    team_id: str | None = None


def of(
    tenant_id: str, seen: Collection[str] | None, team_ids: Collection[str] | None, asked: Asked
) -> tuple[Order, str, Figures]:
    """What was ordered, in which time zone, and its figures, of the people `seen` and these teams only; without them,
    of the whole workspace."""
    names = figures.names(tenant_id)
    people = None if seen is None else frozenset(seen)
    if asked.team_id is not None:
        if asked.team_id not in (names.teams if team_ids is None else team_ids):
            raise NotFound("Team")
        people, team_ids = names.members(asked.team_id), [asked.team_id]
    if asked.agent_id is not None:
        if people is not None and asked.agent_id not in people:
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
        names=names,
        team_id=asked.team_id,
        people=people,
        team_ids=team_ids,
    )
    return order, timezone, figures.of(order)
