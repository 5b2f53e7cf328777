"""Schemas of agents and invitations."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from connextlive.core import collation
from connextlive.core.ids import timestamp
from connextlive.core.presence import is_online
from connextlive.identity import avatar
from connextlive.identity.user import Team, User
from connextlive.lambdas.common import OMITTED, Answer, Body, Email, Name
from connextlive.table.codec import Values


class AgentView(Answer):
    """An agent; `csatScore` is the percentage of ratings of 4 and 5."""

    id: str
    name: str
    email: str
    avatar_url: str | None
    status: Literal["ACTIVE", "INACTIVE"]
    is_online: bool
    csat_score: float | None
    csat_count: int
    active_conversations: int
    last_seen_at: str | None
    created_at: str

    @classmethod
    def of(cls, agent: Mapping[str, Any], team: Team, **more: Any) -> Self:
        """Builds the view from an agent's values and the team's counters."""
        ratings = team.agent_count(agent["id"], "ratings")
        good = team.agent_count(agent["id"], "good_ratings")
        return cls.model_validate(
            {
                **agent,
                "avatar_url": avatar.url(agent.get("avatar_key")),
                "is_online": agent["status"] == "ACTIVE" and is_online(agent.get("last_seen_at"), agent.get("left_at")),
                "csat_score": round(100 * good / ratings, 1) if ratings else None,
                "csat_count": ratings,
                "active_conversations": team.agent_count(agent["id"], "active"),
                "last_seen_at": agent.get("last_seen_at"),
                **more,
            }
        )


class Colleague(Answer):
    """An agent, for other agents."""

    id: str
    name: str
    avatar_url: str | None
    is_online: bool
    active_conversations: int


class Colleagues(Answer):
    """`{agents}`, sorted by name, including the caller."""

    agents: list[Colleague]

    @classmethod
    def of(cls, team: Team, language: str) -> Self:
        active = [AgentView.of(agent, team) for agent in team.agents(language) if agent["status"] == "ACTIVE"]
        return cls(agents=[Colleague.model_validate(agent.model_dump()) for agent in active])


class InvitationView(Answer):
    """A pending invitation."""

    id: str
    name: str
    email: str
    status: Literal["PENDING", "EXPIRED"]
    expires_at: str
    created_at: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        status = "PENDING" if values["expires_at"] > timestamp() else "EXPIRED"
        return cls.model_validate({**values, "status": status})


class Agents(Answer):
    """`{agents, invitations}`, each sorted by name."""

    agents: list[AgentView]
    invitations: list[InvitationView]

    @classmethod
    def of(cls, team: Team, invitations: list[Values], language: str) -> Self:
        by_name = sorted(invitations, key=lambda values: (*collation.key(values["name"], language), values["id"]))
        return cls(
            agents=[AgentView.of(agent, team) for agent in team.agents(language)],
            invitations=[InvitationView.of(values) for values in by_name],
        )


class AgentAnswer(Answer):
    """`{agent}`"""

    agent: AgentView

    @classmethod
    def of(cls, agent: User, team: Team) -> Self:
        return cls(agent=AgentView.of(agent.attribute_values, team))


class InvitationAnswer(Answer):
    """`{invitation}`; the token is sent by email only."""

    invitation: InvitationView


class InviteBody(Body):
    """The person to invite."""

    name: Name
    email: Email


class AgentBody(Body):
    """The fields to change."""

    name: Name = OMITTED
    status: Literal["ACTIVE", "INACTIVE"] = OMITTED
