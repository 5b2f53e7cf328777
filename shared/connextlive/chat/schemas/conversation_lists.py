"""Lists of conversations, and what there is in the whole workspace."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator

from connextlive.chat.conversation import STATUSES, ConversationsPage, Status
from connextlive.chat.schemas.conversations import AgentCard, ConversationView, agent_card, shown
from connextlive.core.presence import online_since
from connextlive.identity.user import Team
from connextlive.lambdas.common import FARTHEST, Answer, Cursor, OffsetPagination, Query, Search


class SearchMatch(Answer):
    """Why a search found a conversation: the text that matched, shortened, and where in that snippet the words stand.
    `ranges` are pairs of a start and an end in UTF-16 code units, the end excluded, as JavaScript's `slice` takes
    them; `messageId` is null unless it was a message."""

    field: Literal["content", "userName", "userEmail", "visitorId", "id"]
    snippet: str
    ranges: list[tuple[int, int]]
    message_id: str | None = None


class ListedConversation(ConversationView):
    """A conversation of a list; `match` only where a search found it."""

    match: SearchMatch | None = None


class ConversationFilter(Query):
    """What both conversation lists filter by."""

    status: Annotated[list[Status], Field(default_factory=lambda: list(STATUSES))]
    search: Search = ""
    offset: Annotated[int, Field(ge=0, le=FARTHEST)] = 0
    cursor: Cursor | None = None

    @field_validator("status", mode="before")
    @classmethod
    def _any_case_and_several(cls, value: Any) -> list[str]:
        given = [part.strip().upper() for one in value for part in one.split(",")]
        if not any(given) or "ALL" in given:
            return list(STATUSES)
        wrong = [status for status in given if status not in STATUSES]
        if wrong:
            raise ValueError("Must be ACTIVE, WAITING, CLOSED or all")
        return list(dict.fromkeys(given))


class TenantConversationsQuery(ConversationFilter):
    """`agentId` is an id, `all` or `unassigned`."""

    agent_id: Annotated[str | None, Field(max_length=100)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    @field_validator("agent_id")
    @classmethod
    def _all_is_no_filter(cls, value: str | None) -> str | None:
        return None if value in ("", "all") else value


class AgentConversationsQuery(ConversationFilter):
    """The agent's list is shorter."""

    limit: Annotated[int, Field(ge=1, le=50)] = 20


class StatusCounts(Answer):
    """Conversations by status."""

    active: int
    waiting: int
    closed: int


class WorkspaceCounts(StatusCounts):
    """The workspace's conversations, and unread messages in them."""

    total: int
    unread: int


class AgentStats(AgentCard):
    """What one agent holds."""

    active: int
    waiting: int
    closed: int
    unread: int


class TenantConversations(Answer):
    """A page of conversations, and what there is in the whole workspace."""

    conversations: list[ListedConversation]
    pagination: OffsetPagination
    counts: WorkspaceCounts
    agents: list[AgentStats]

    @classmethod
    def of(cls, page: ConversationsPage, team: Team, query: TenantConversationsQuery) -> Self:
        counts = _status_counts(team)
        agents = [
            {**dict(agent_card(agent))} | {field: team.agent_count(agent["id"], field) for field in (*counts, "unread")}
            # Without another read, which every page of the list would pay for: clients order what they show.
            for agent in team.agents("en")
        ]
        everything = {"total": sum(counts.values()), "unread": team.workspace_count("unread")}
        return cls.model_validate({**_listed(page, team, query), "counts": counts | everything, "agents": agents})


class AgentConversations(Answer):
    """A page of conversations, what there is in the whole workspace, and how many messages the agent has not read in
    those that they hold."""

    conversations: list[ListedConversation]
    pagination: OffsetPagination
    counts: StatusCounts
    unread: int

    @classmethod
    def of(cls, page: ConversationsPage, team: Team, query: AgentConversationsQuery, agent_id: str) -> Self:
        unread = team.agent_count(agent_id, "unread")
        return cls.model_validate({**_listed(page, team, query), "counts": _status_counts(team), "unread": unread})


def _status_counts(team: Team) -> dict[str, int]:
    return {status.lower(): team.workspace_count(status.lower()) for status in STATUSES}


def _listed(
    page: ConversationsPage, team: Team, query: TenantConversationsQuery | AgentConversationsQuery
) -> dict[str, Any]:
    since = online_since()
    holders = {values["agent_id"] for values in page.values if "agent_id" in values}
    agents = {agent_id: agent_card(team.cards[agent_id]) for agent_id in holders if agent_id in team.cards}
    return {
        "conversations": [shown(values, agents, since) for values in page.values],
        "pagination": {
            "total": page.total,
            "limit": query.limit,
            "offset": query.offset,
            "has_more": page.next_cursor is not None,
            "next_cursor": page.next_cursor,
        },
    }
