"""Schemas of what is going on now."""

from typing import Literal, Self

from connextlive.chat.live import Live
from connextlive.core.ids import timestamp
from connextlive.identity.schemas.agents import AgentView, Colleague
from connextlive.lambdas.common import Answer
from connextlive.reports.schemas.figures import Csat, Duration


class LiveCounts(Answer):
    """Conversations by status, from the counters."""

    waiting: int
    active: int
    snoozed: int


class InLineVisitor(Answer):
    """Who waits."""

    id: str
    user_name: str | None = None
    user_email: str | None = None


class InLine(Answer):
    """An open conversation whose visitor has been waiting for an answer since `waitingSince`."""

    id: str
    status: Literal["WAITING", "ACTIVE"]
    waiting_since: str
    agent_id: str | None = None
    visitor: InLineVisitor


class LiveTargets(Answer):
    """Open conversations with a target at risk and with a missed one, among the 200 of each status with the oldest
    activity."""

    at_risk: int
    missed: int


class LiveAgent(Colleague):
    """An agent with their load; `capacity` is null if conversations are not assigned automatically."""

    capacity: int | None


class Today(Answer):
    """The figures of the day, as reports define them."""

    date: str
    timezone: str
    conversations: int
    closed: int
    first_response_time: Duration
    csat: Csat


class LiveView(Answer):
    """The situation at `at`. `inLine` are the 20 visitors who have waited longest, among the 200 open conversations of
    each status with the oldest activity; `agents` are those whose conversations the caller may see, for a whole
    workspace the first 100 by name."""

    at: str
    counts: LiveCounts
    in_line: list[InLine]
    targets: LiveTargets
    agents: list[LiveAgent]
    has_more_agents: bool
    today: Today


class LiveAnswer(Answer):
    """`{live}`"""

    live: LiveView

    @classmethod
    def of(cls, found: Live) -> Self:
        counts = found.agents.counts
        agents = [
            LiveAgent.model_validate(
                AgentView.of(agent, counts.get(agent["id"], {})).model_dump()
                | {"capacity": agent.get("capacity") or found.capacity if found.capacity else None}
            )
            for agent in found.agents.agents
        ]
        today = found.today
        return cls(
            live=LiveView(
                at=timestamp(),
                counts=LiveCounts.model_validate(found.counts),
                in_line=[InLine.model_validate(values) for values in found.in_line],
                targets=LiveTargets(at_risk=found.targets.get("AT_RISK", 0), missed=found.targets.get("MISSED", 0)),
                agents=agents,
                has_more_agents=found.agents.next_cursor is not None,
                today=Today(
                    date=f"{found.day}",
                    timezone=found.timezone,
                    conversations=today.conversations,
                    closed=today.closed,
                    first_response_time=today.first_response_time,
                    csat=today.csat,
                ),
            )
        )
