"""The present state and today's figures, for leads, admins and the owner. They are read from lists, counters and
roll-ups for each request, and stored nowhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.chat import conversation
from connextlive.core.together import together
from connextlive.counters import UNASSIGNED
from connextlive.identity import team, workspace
from connextlive.identity.routing_rules import Rules
from connextlive.identity.team import LISTED, AgentsPage, Team
from connextlive.reports import figures, report
from connextlive.reports.schemas.figures import Measures

if TYPE_CHECKING:
    from connextlive.generated.values import ListedConversation

OPEN = ("WAITING", "ACTIVE")
LOOKED_AT = 200  # open conversations of each status, those in which nothing has happened for longest
IN_LINE = 20  # who waits for an answer and is shown, the longest wait first


@dataclass(frozen=True, slots=True)
class Live:
    """`counts` are conversations by status; `in_line` are open ones whose visitor waits for an answer; `targets` are
    the numbers of open ones that are AT_RISK or MISSED; `capacity` is the default capacity of an agent, if the
    workspace routes conversations."""

    timezone: str
    day: date
    counts: Mapping[str, int]
    in_line: "Sequence[ListedConversation]"
    targets: Mapping[str, int]
    agents: AgentsPage
    capacity: int | None
    today: Measures


def of(tenant_id: str, owners: Sequence[str] | None = None) -> Live:
    """The state of the whole workspace, or of the conversations of these owners (`sight.owners`) only."""
    found = workspace.current(tenant_id)
    day, rules = report.today(found.timezone), Rules.of(found.settings)
    quietest = partial(conversation.quietest, tenant_id, OPEN, LOOKED_AT, owners)
    known = counters.active_shards(tenant_id).number
    shown, still, (agents, today) = together(
        lambda: team.shown(tenant_id, owners),
        partial(quietest, known),
        lambda: together(
            lambda: _agents(tenant_id, found.language, owners),
            lambda: figures.of_day(tenant_id, day, owners),
        ),
    )
    if (number := counters.active_shards(tenant_id).number) > known:
        still = quietest(number)
    waiting = [values for values in still if values.get("waiting_since")]
    return Live(
        timezone=found.timezone,
        day=day,
        counts=_counts(shown),
        in_line=sorted(waiting, key=lambda values: values.get("waiting_since") or "")[:IN_LINE],
        targets=Counter(state for values in still for state in conversation.target_states(values)),
        agents=agents,
        capacity=rules.capacity if rules.is_on else None,
        today=today,
    )


def _agents(tenant_id: str, language: str, owners: Sequence[str] | None) -> AgentsPage:
    """Agents who can have conversations: the first by name, or those of `owners`."""
    if owners is None:
        return team.page(tenant_id, language, only_assignable=True, limit=LISTED)
    return team.some(tenant_id, language, [owner for owner in owners if owner != UNASSIGNED])


def _counts(shown: Team) -> dict[str, int]:
    return {name: shown.workspace_count(name) for name in ("active", "waiting", "snoozed")}
