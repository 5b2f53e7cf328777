"""Schemas of agents and invitations."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from connextlive.core import collation
from connextlive.core.ids import timestamp
from connextlive.core.presence import is_online
from connextlive.identity.availability import Availability as Availability
from connextlive.identity.availability import availability_of, standing
from connextlive.identity.schemas.hours import Schedule
from connextlive.identity.team import AgentsPage
from connextlive.identity.user import User, access_of, position_of
from connextlive.lambdas.common import (
    OMITTED,
    Answer,
    Body,
    Capacity,
    Cursor,
    CursorPagination,
    Email,
    Name,
    Query,
    Search,
)

if TYPE_CHECKING:
    from connextlive.generated.values import InvitationValues
    from connextlive.identity.user import ShownUser


type Position = Literal["ADMIN", "LEAD", "AGENT"]
type Access = Literal["ALL", "TEAM", "OWN"]


class AgentView(Answer):
    """An agent, lead or admin. `csatScore` is the percentage of ratings of 4 and 5. `conversationAccess` is which
    conversations they see besides unassigned ones: all, their teams' or their own. With a `schedule`, `isBySchedule`
    tells whether it decides their availability at present, and `availabilityUntil` when it changes that next."""

    id: str
    name: str
    email: str
    avatar_url: str | None
    status: Literal["ACTIVE", "INACTIVE"]
    position: Position
    conversation_access: Access
    is_online: bool
    availability: Availability
    availability_until: str | None = None
    is_by_schedule: bool = False
    schedule: dict[str, Any] | None = None
    capacity: int | None = None
    csat_score: float | None
    csat_count: int
    active_conversations: int
    waiting_conversations: int
    closed_conversations: int
    unread_count: int
    last_seen_at: str | None
    has_second_factor: bool = False
    created_at: str

    @classmethod
    def of(cls, agent: "ShownUser", counts: Mapping[str, int], **more: object) -> Self:
        """Builds the view from an agent's values, with the link to their picture, and their counters."""
        now_is = standing(agent)
        ratings, good = counts.get("ratings", 0), counts.get("good_ratings", 0)
        return cls.model_validate(
            {
                **agent,
                "position": position_of(agent),
                "conversation_access": access_of(agent),
                "is_online": _is_there(agent),
                "availability": now_is.availability,
                "availability_until": now_is.until,
                "is_by_schedule": now_is.is_by_schedule,
                "csat_score": round(100 * good / ratings, 1) if ratings else None,
                "csat_count": ratings,
                "active_conversations": counts.get("active", 0),
                "waiting_conversations": counts.get("waiting", 0),
                "closed_conversations": counts.get("closed", 0),
                "unread_count": counts.get("unread", 0),
                "last_seen_at": agent.get("last_seen_at"),
                **more,
            }
        )


class Colleague(Answer):
    """An agent, as shown to other agents. `activeConversations` is null for callers who may not see that agent's
    conversations."""

    id: str
    name: str
    avatar_url: str | None
    is_online: bool
    availability: Availability
    active_conversations: int | None


class AgentsQuery(Query):
    """`search` finds parts of names and email addresses. Without `limit`, a page has all agents, or as many as fit into
    a response."""

    search: Search = ""
    limit: Annotated[int, Field(ge=1, le=100)] | None = None
    cursor: Cursor | None = None


class ColleaguesQuery(AgentsQuery):
    """With `conversationId`, those who may see that conversation, whom a note in it can mention, owner and admins
    included."""

    conversation_id: Annotated[str, Field(max_length=100)] | None = None


class TeamQuery(AgentsQuery):
    """The same for the tenant, who has pages of invitations, too."""

    invitation_limit: Annotated[int, Field(ge=1, le=100)] | None = None
    invitation_cursor: Cursor | None = None

    @property
    def shows_invitations(self) -> bool:
        return self.cursor is None or self.invitation_cursor is not None


class AgentsPagination(CursorPagination):
    """Pagination of agents; `total` is how many match the search."""

    total: int

    @classmethod
    def of(cls, page: AgentsPage) -> Self:
        has_more = page.next_cursor is not None
        return cls(total=page.total, limit=page.limit, has_more=has_more, next_cursor=page.next_cursor)


class Colleagues(Answer):
    """`{agents}`, sorted by name, including the caller."""

    agents: list[Colleague]
    pagination: AgentsPagination

    @classmethod
    def of(cls, page: AgentsPage, seen: Collection[str] | None) -> Self:
        """`seen` are the agents whose conversations the caller sees; None if all."""
        agents = [
            Colleague(
                id=agent["id"],
                name=agent["name"],
                avatar_url=agent["avatar_url"],
                is_online=_is_there(agent),
                availability=availability_of(agent),
                active_conversations=(
                    page.counts.get(agent["id"], {}).get("active", 0) if seen is None or agent["id"] in seen else None
                ),
            )
            for agent in page.agents
        ]
        return cls(agents=agents, pagination=AgentsPagination.of(page))


class InvitationView(Answer):
    """A pending invitation."""

    id: str
    name: str
    email: str
    status: Literal["PENDING", "EXPIRED"]
    expires_at: str
    created_at: str

    @classmethod
    def of(cls, values: "InvitationValues") -> Self:
        status = "PENDING" if values["expires_at"] > timestamp() else "EXPIRED"
        return cls.model_validate({**values, "status": status})


class TeamPagination(AgentsPagination):
    """Pagination of agents, and of invitations."""

    next_invitation_cursor: str | None = None


class Agents(Answer):
    """`{agents, invitations}`, each sorted by name; only the first page has the invitations."""

    agents: list[AgentView]
    invitations: list[InvitationView]
    pagination: TeamPagination

    @classmethod
    def of(cls, page: AgentsPage, invitations: tuple[list["InvitationValues"], str | None], language: str) -> Self:
        found, following = invitations
        by_name = sorted(found, key=lambda values: (*collation.key(values["name"], language), values["id"]))
        pagination = TeamPagination.of(page)
        pagination.next_invitation_cursor = following
        return cls(
            agents=_views(page),
            invitations=[InvitationView.of(values) for values in by_name],
            pagination=pagination,
        )


def _is_there(agent: "ShownUser") -> bool:
    return agent["status"] == "ACTIVE" and is_online(agent.get("last_seen_at"), agent.get("left_at"))


def _views(page: AgentsPage) -> list[AgentView]:
    return [AgentView.of(agent, page.counts.get(agent["id"], {})) for agent in page.agents]


class AgentAnswer(Answer):
    """`{agent}`"""

    agent: AgentView

    @classmethod
    def of(cls, agent: User, counts: Mapping[str, int]) -> Self:
        return cls(agent=AgentView.of(agent.shown(), counts))


class InvitationAnswer(Answer):
    """`{invitation}`; the token is sent by email only."""

    invitation: InvitationView


class InviteBody(Body):
    """The person to invite."""

    name: Name
    email: Email


class AgentBody(Body):
    """The fields to change. Only the owner can appoint or change an ADMIN; admins use the tenant's routes and have no
    conversations. A LEAD sees at least their teams' conversations, and can assign them within the teams. Routing gives
    the agent no more than `capacity` open conversations; null means the workspace's default. `schedule` is replaced as
    a whole; null removes it."""

    name: Name = OMITTED
    status: Literal["ACTIVE", "INACTIVE"] = OMITTED
    position: Position = OMITTED
    conversation_access: Access = OMITTED
    capacity: Capacity | None = OMITTED
    schedule: Schedule | None = OMITTED
