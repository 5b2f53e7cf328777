"""Conversations as tenants and agents see them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation, Status
from connextlive.core.presence import online_since
from connextlive.identity.avatar_links import avatar_url
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.common import Answer, Body


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
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The view of a conversation's values."""
        return cls.model_validate(shown(values, {}, online_since()))


def shown(values: Mapping[str, Any], agents: Mapping[str, AgentCard], since: str) -> dict[str, Any]:
    """A conversation's values with what only shows at the time of reading: who is online, where pictures are. `agents`,
    by id, are fresher than its own card."""
    visitor = values["visitor"]
    agent = values.get("agent")
    if agent is not None:
        agent = agents.get(agent["id"]) or agent_card(agent)
    seen_at = visitor.get("seen_at")
    return {
        **values,
        "visitor": {**visitor, "is_online": seen_at is not None and seen_at > since},
        "agent": agent,
    }


def agent_card(agent: Mapping[str, Any]) -> AgentCard:
    """The card of a user's values."""
    return AgentCard(id=agent["id"], name=agent["name"], avatar_url=avatar_url(agent.get("avatar_key")))


class ConversationAnswer(Answer):
    """`{conversation}`"""

    conversation: ConversationView

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=ConversationView.of(conversation.attribute_values))


class ResolveAnswer(Answer):
    """`{conversation, analysis}`"""

    conversation: ConversationView
    analysis: Literal["QUEUED", "NOT_IN_PLAN"]

    @classmethod
    def of(cls, conversation: Conversation, workspace: Workspace) -> Self:
        view = ConversationView.of(conversation.attribute_values)
        return cls(conversation=view, analysis="QUEUED" if workspace.has_ai else "NOT_IN_PLAN")


class StatusBody(Body):
    """The status to set."""

    status: Status


class AssignBody(Body):
    """The agent to give the conversation to."""

    agent_id: Annotated[str, Field(min_length=1, max_length=100)]
