"""Schemas of conversation lists and their counts."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator

from connextlive.chat.conversation import (
    SNOOZED,
    SPAM,
    STATUSES,
    ConversationsPage,
    Having,
    Status,
    all_statuses,
    lists_of,
)
from connextlive.chat.schemas.conversations import AgentCard, ConversationView, Sentiment, shown
from connextlive.core.caller import Caller
from connextlive.core.presence import online_since
from connextlive.core.sentence import Sentence
from connextlive.core.target_states import TargetState
from connextlive.identity.label import alternatives
from connextlive.identity.team import Team
from connextlive.identity.user import AgentCard as AgentCardValues
from connextlive.lambdas.common import FARTHEST, Answer, Cursor, OffsetPagination, Query, Search, TagFilter
from connextlive.lambdas.plain import PlainAnswer


class SearchMatch(Answer):
    """Why a search found the conversation: a snippet of the matching text, and the positions of the words in it.
    `ranges` are pairs of start and end in UTF-16 code units, end exclusive, as in JavaScript's `slice`; `messageId` is
    null unless the match is in a message."""

    field: Literal["content", "userName", "userEmail", "visitorId", "id"]
    snippet: str
    ranges: list[tuple[int, int]]
    message_id: str | None = None


class ListedConversation(ConversationView):
    """A conversation in a list; `match` is null unless a search found it."""

    match: SearchMatch | None = None


class ConversationFilter(Query):
    """Filters of both conversation lists. `agentId` is an ID, `me`, `all` or `unassigned`; `isSpam` lists what is
    marked as spam instead, whatever its status, and `isSnoozed` what is snoozed, which is in no list of a status but in
    that of all; `mood` is of visitors whose mood has turned, and `mentionsMe` only those in whose notes the caller was
    mentioned, within the last 90 days."""

    status: Annotated[list[Status], Field(default_factory=all_statuses)]
    is_spam: bool = False
    is_snoozed: bool = False
    target: TargetState | None = None
    mentions_me: bool = False
    search: Search = ""
    labels: TagFilter
    agent_id: Annotated[str | None, Field(max_length=100)] = None
    mood: Sentiment | None = None
    offset: Annotated[int, Field(ge=0, le=FARTHEST)] = 0
    cursor: Cursor | None = None

    @field_validator("agent_id")
    @classmethod
    def _all_is_no_filter(cls, value: str | None) -> str | None:
        return None if value in ("", "all") else value

    @property
    def lists(self) -> list[str]:
        """The lists to merge."""
        return [SPAM] if self.is_spam else [SNOOZED] if self.is_snoozed else lists_of(self.status)

    def having(self, team: Team) -> Having:
        """What the conversations must have."""
        return Having(alternatives(team.labels, self.labels) if self.labels else (), self.mood, self.target)

    def agent(self, caller: Caller) -> str | None:
        """The agent to filter by."""
        return caller.id if self.agent_id == "me" else self.agent_id

    @field_validator("status", mode="before")
    @classmethod
    def _any_case_and_several(cls, value: Any) -> list[str]:
        given = [part.strip().upper() for one in value for part in one.split(",")]
        if not any(given) or "ALL" in given:
            return list(STATUSES)
        wrong = [status for status in given if status not in STATUSES]
        if wrong:
            raise ValueError(Sentence("Must be ACTIVE, WAITING, CLOSED or all"))
        return list(dict.fromkeys(given))


class TenantConversationsQuery(ConversationFilter):
    """Owners get longer pages."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50


class AgentConversationsQuery(ConversationFilter):
    """Agents get shorter pages. Their `search` is in visitors' names and addresses; with `inMessages` in messages and
    notes as well, as the tenant's is."""

    in_messages: bool = False
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class StatusCounts(Answer):
    """Conversations by status."""

    active: int
    waiting: int
    closed: int


class WorkspaceCounts(StatusCounts):
    """The workspace's conversations by status, and their unread messages."""

    total: int
    unread: int


class AgentStats(AgentCard):
    """An agent's conversations by status."""

    active: int
    waiting: int
    closed: int
    unread: int


class TenantConversations(PlainAnswer):
    """A page of conversations, with counts for the whole workspace. Spam counts in `spamCount` only, snoozed
    conversations in `snoozedCount` and `total`. `agents` are all agents or, if `hasMoreAgents`, the 100 who joined
    last; `GET /api/tenant/agents` has all."""

    conversations: list[ListedConversation]
    pagination: OffsetPagination
    counts: WorkspaceCounts
    spam_count: int
    snoozed_count: int
    agents: list[AgentStats]
    has_more_agents: bool

    @classmethod
    def of(
        cls,
        page: ConversationsPage,
        team: Team,
        newest: tuple[list[AgentCardValues], bool],
        query: TenantConversationsQuery,
    ) -> Self:
        """`newest` are cards of the agents who joined last, and whether there are more."""
        team.name(page.values)
        counts = _status_counts(team)
        cards, has_more = newest
        agents = [agent | team.agent_counts(agent["id"], (*counts, "unread")) for agent in cards]
        everything = {
            "total": sum(counts.values()) + team.workspace_count("snoozed"),
            "unread": team.workspace_count("unread"),
        }
        figures = {"counts": counts | everything, "agents": agents, "has_more_agents": has_more}
        figures |= _other_counts(team)
        return cls.of_values(_listed(page, query) | figures)


class AgentConversations(PlainAnswer):
    """A page of conversations, with counts for the whole workspace and the number of unread messages in the agent's own
    conversations. Spam counts in `spamCount` only, snoozed conversations in `snoozedCount`."""

    conversations: list[ListedConversation]
    pagination: OffsetPagination
    counts: StatusCounts
    spam_count: int
    snoozed_count: int
    unread: int

    @classmethod
    def of(cls, page: ConversationsPage, team: Team, unread: int, query: AgentConversationsQuery) -> Self:
        team.name(page.values)
        counts = {"counts": _status_counts(team), "unread": unread, **_other_counts(team)}
        return cls.of_values({**_listed(page, query), **counts})


def _other_counts(team: Team) -> dict[str, int]:
    return {"spam_count": team.workspace_count("spam"), "snoozed_count": team.workspace_count("snoozed")}


def _status_counts(team: Team) -> dict[str, int]:
    return {status.lower(): team.workspace_count(status.lower()) for status in STATUSES}


def _listed(page: ConversationsPage, query: TenantConversationsQuery | AgentConversationsQuery) -> dict[str, Any]:
    since = online_since()
    return {
        "conversations": [shown(values, since) for values in page.values],
        "pagination": {
            "total": page.total,
            "limit": query.limit,
            "offset": query.offset,
            "has_more": page.next_cursor is not None,
            "next_cursor": page.next_cursor,
        },
    }
