"""Conversations as tenants and agents see them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator

from connextlive.models.base import Raw
from connextlive.models.conversation import STATUSES, Conversation, ConversationsPage, Status
from connextlive.models.user import Team
from connextlive.models.workspace import Workspace
from connextlive.presence import online_since
from connextlive.schemas.common import FARTHEST, Answer, Body, Cursor, OffsetPagination, Query, Search
from connextlive.schemas.visitors import VisitorView
from connextlive.schemas.visitors import shown as visitor_shown


class VisitorCard(Answer):
    """What a conversation shows of its visitor."""

    id: str
    user_name: str | None = None
    user_email: str | None = None
    is_online: bool
    country: str | None = None
    avatar_url: str | None = None


class AgentCard(Answer):
    """What a conversation shows of its agent."""

    id: str
    name: str
    avatar_url: str | None = None


class LastMessage(Answer):
    """The last message that everybody may see; `content` is cut at 500 characters."""

    id: str
    content: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    created_at: str


class Resolution(Answer):
    """What the AI says of a resolved conversation."""

    summary: str
    outcome: Literal["RESOLVED", "PARTIAL", "UNRESOLVED"]
    sentiment: Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]
    topics: list[str]
    confidence: float
    model: str
    analyzed_at: str


class Rating(Answer):
    """What the visitor thought of it."""

    score: int
    comment: str | None = None
    created_at: str


class ConversationFacts(Answer):
    """What everybody who may see a conversation sees of it."""

    id: str
    status: Status
    site_id: str
    visitor_id: str
    visitor: VisitorCard
    agent_id: str | None = None
    agent: AgentCard | None = None
    unread_count: int
    message_count: int
    last_message: LastMessage | None = None
    last_activity_at: str
    waiting_since: str | None = None
    first_response_at: str | None = None
    closed_at: str | None = None
    closed_by: str | None = None
    reopen_count: int
    rating: Rating | None = None
    created_at: str
    updated_at: str


class ConversationView(ConversationFacts):
    """A conversation, to those who answer it."""

    tags: list[str]
    topics: list[str]
    resolution: Resolution | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any], agents: Mapping[str, Mapping[str, Any]] | None = None) -> Self:
        """The view of a conversation's values; `agents` by id, where the caller has them, are fresher than its card."""
        return cls.model_validate(shown(values, agents or {}, online_since()))


def shown(values: Mapping[str, Any], agents: Mapping[str, Mapping[str, Any]], since: str) -> dict[str, Any]:
    """A conversation's values with what only shows at the time of reading: who is online, where pictures are."""
    visitor = values["visitor"]
    agent = values.get("agent")
    if agent is not None:
        agent = agent_card(agents.get(agent["id"], agent))
    seen_at = visitor.get("seen_at")
    return {
        **values,
        "visitor": {**visitor, "is_online": seen_at is not None and seen_at > since},
        "agent": agent,
    }


def agent_card(agent: Mapping[str, Any]) -> dict[str, Any]:
    """`{id, name, avatar_url}` of a user's values."""
    return {"id": agent["id"], "name": agent["name"], "avatar_url": avatar_url(agent.get("avatar_key"))}


def avatar_url(key: str | None) -> str | None:
    """A link to the picture; the signer is imported only where there is one."""
    if key is None:
        return None
    from connextlive.storage import download_url

    return download_url(key, "avatar", "image/" + key.rpartition(".")[2])[0]


class WorkspaceCard(Answer):
    """What a conversation shows of its workspace."""

    id: str
    name: str
    language: str
    timezone: str


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


class ConversationDetail(ConversationView):
    """A conversation with the whole visitor, and the workspace."""

    visitor: VisitorView  # type: ignore[assignment]  # a visitor's view holds all that the card does, and more
    workspace: WorkspaceCard


class ConversationAnswer(Answer):
    """`{conversation}`"""

    conversation: ConversationView

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=ConversationView.of(conversation.attribute_values))


class ConversationDetailAnswer(Answer):
    """`{conversation}` in full."""

    conversation: ConversationDetail

    @classmethod
    def of(cls, details: tuple[Raw, Raw, Raw | None, Raw]) -> Self:
        conversation, visitor, agent, workspace = details
        agents = {agent["id"]: agent} if agent else {}
        values = shown(conversation, agents, online_since())
        whole = {**values, "visitor": visitor_shown(visitor), "workspace": workspace}
        return cls(conversation=ConversationDetail.model_validate(whole))


class ResolveAnswer(Answer):
    """`{conversation, analysis}`"""

    conversation: ConversationView
    analysis: Literal["QUEUED", "NOT_IN_PLAN"]

    @classmethod
    def of(cls, conversation: Conversation, workspace: Workspace) -> Self:
        view = ConversationView.of(conversation.attribute_values)
        return cls(conversation=view, analysis="QUEUED" if workspace.has_ai else "NOT_IN_PLAN")


class MarkReadAnswer(Answer):
    """How many messages were marked as seen."""

    conversation_id: str
    marked_count: int
    unread_count: Literal[0] = 0


class StatusBody(Body):
    """The status to set."""

    status: Status


class AssignBody(Body):
    """The agent to give the conversation to."""

    agent_id: Annotated[str, Field(min_length=1, max_length=100)]


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
            {**agent_card(agent)} | {field: team.agent_count(agent["id"], field) for field in (*counts, "unread")}
            for agent in team.agents
        ]
        everything = {"total": sum(counts.values()), "unread": team.workspace_count("unread")}
        return cls.model_validate({**_listed(page, team, query), "counts": counts | everything, "agents": agents})


class AgentConversations(Answer):
    """A page of conversations, and what there is in the whole workspace."""

    conversations: list[ListedConversation]
    pagination: OffsetPagination
    counts: StatusCounts

    @classmethod
    def of(cls, page: ConversationsPage, team: Team, query: AgentConversationsQuery) -> Self:
        return cls.model_validate({**_listed(page, team, query), "counts": _status_counts(team)})


def _status_counts(team: Team) -> dict[str, int]:
    return {status.lower(): team.workspace_count(status.lower()) for status in STATUSES}


def _listed(
    page: ConversationsPage, team: Team, query: TenantConversationsQuery | AgentConversationsQuery
) -> dict[str, Any]:
    since = online_since()
    return {
        "conversations": [shown(values, team.users, since) for values in page.values],
        "pagination": {
            "total": page.total,
            "limit": query.limit,
            "offset": query.offset,
            "has_more": page.next_cursor is not None,
            "next_cursor": page.next_cursor,
        },
    }
