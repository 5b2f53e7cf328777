"""Schemas of conversations for tenants and agents."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation, Status
from connextlive.core import tags
from connextlive.core.blocking import FOREVER, is_blocked
from connextlive.core.presence import online_since
from connextlive.core.target_states import TargetState, state_of
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.common import Answer, AttributeChanges, AttributeValues, Body, Tags

if TYPE_CHECKING:
    from connextlive.chat.targets import Targets
    from connextlive.generated.values import ConversationValues, ListedConversation


class VisitorCard(Answer):
    """The visitor, as included in a conversation."""

    id: str
    user_name: str | None = None
    user_email: str | None = None
    is_online: bool
    country: str | None = None
    avatar_url: str | None = None


class BlockableVisitor(VisitorCard):
    """The same for the team."""

    is_blocked: bool = False


class AgentCard(Answer):
    """The assigned agent, as included in a conversation."""

    id: str
    name: str
    avatar_url: str | None = None


class LabelCard(Answer):
    """A label of the workspace, as included in a conversation."""

    id: str
    name: str
    color: str
    is_archived: bool


class LastMessage(Answer):
    """The last message that is not internal; `content` is truncated to 500 characters."""

    id: str
    content: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    created_at: str
    deleted_at: str | None = None


Outcome = Literal["RESOLVED", "PARTIAL", "UNRESOLVED"]
Sentiment = Literal["POSITIVE", "NEUTRAL", "NEGATIVE"]


class Analyzed(Answer):
    """What an analysis said before it was corrected."""

    outcome: Outcome
    sentiment: Sentiment
    topics: list[str]


class Review(Answer):
    """Who confirmed or corrected an analysis, and which of its fields were corrected."""

    at: str
    by: str
    corrected: list[Literal["outcome", "sentiment", "topics"]]
    analyzed: Analyzed


class Usage(Answer):
    """What an analysis by a model used: the tokens that it read and wrote, and their cost in US dollars; null if the
    price is not known."""

    input_tokens: int
    output_tokens: int
    cost: float | None = None


class Resolution(Answer):
    """The analysis of a resolved conversation. `isUnsure` means that the outcome is more likely wrong than right."""

    summary: str
    outcome: Outcome
    sentiment: Sentiment
    topics: list[str]
    confidence: float
    is_unsure: bool = False
    model: str
    analyzed_at: str
    review: Review | None = None
    usage: Usage | None = None


class Mood(Answer):
    """How the visitor feels, and since when; set once their mood has turned while the conversation is open."""

    value: Sentiment
    since: str


class Rating(Answer):
    """The visitor's rating."""

    score: int
    comment: str | None = None
    created_at: str


class ConversationFacts(Answer):
    """The fields of a conversation that everybody with access can see. `version` grows with every change: of two states
    that arrive by different ways, the one with the higher version is the newer. `messagesEditedAt` is when one of its
    messages was last edited or deleted."""

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
    messages_edited_at: str | None = None
    created_at: str
    updated_at: str
    version: int


class TargetView(Answer):
    """When something is due, unless it is PAUSED. A MISSED target stays missed when it is done later."""

    state: TargetState
    due_at: str | None = None
    minutes: int
    ended_at: str | None = None


class TargetViews(Answer):
    """The targets of a conversation since it was opened, if it has any."""

    first_response: TargetView | None = None
    resolution: TargetView | None = None


class ConversationView(ConversationFacts):
    """A conversation, for tenants and agents. `tags` are the names of its `labels`, and texts that are not labels of
    the workspace. `mentionedIds` are the colleagues who were mentioned in a note and have not read it yet."""

    visitor: BlockableVisitor
    tags: list[str]
    labels: list[LabelCard]
    topics: list[str]
    resolution: Resolution | None = None
    mood: Mood | None = None
    on_hold: bool = False
    is_spam: bool = False
    targets: TargetViews
    closing_at: str | None = Field(
        default=None, description="When it will be resolved automatically, unless somebody writes"
    )
    is_snoozed: bool = False
    snoozed_until: str | None = Field(
        default=None, description="When it wakes; null if only the visitor's next message wakes it"
    )
    mentioned_ids: Annotated[list[str], Field(default_factory=list)]
    attributes: AttributeValues

    @classmethod
    def of(cls, values: "ConversationValues | ListedConversation") -> Self:
        """Builds the view from a conversation's values."""
        return cls.model_validate(shown(values, online_since()))


def shown(values: "ConversationValues | ListedConversation", since: str) -> dict[str, Any]:
    """A conversation's values, plus its visitor's presence: online if seen after `since`; its tags by name."""
    visitor, labels, snoozed_until = values["visitor"], values.get("labels"), values.get("snoozed_until")
    seen_at = visitor.get("seen_at")
    is_online = seen_at is not None and seen_at > since
    return {
        **values,
        "visitor": {**visitor, "is_online": is_online, "is_blocked": is_blocked(visitor.get("blocked_until"))},
        "tags": tags.shown(labels or {}, values["tags"]),
        "on_hold": bool(values.get("on_hold")),
        "is_spam": bool(values.get("spam_since")),
        "targets": _targets(values.get("targets")),
        "is_snoozed": bool(snoozed_until),
        "snoozed_until": None if snoozed_until == FOREVER else snoozed_until,
        "mentioned_ids": sorted(values.get("mentioned") or ()),
        "attributes": values.get("attributes") or {},
        "labels": [labels[tag] for tag in values["tags"] if tag in labels] if labels else [],
    }


def _targets(kept: "Targets | None") -> dict[str, Any]:
    if not kept:
        return {}
    found = {"first_response": kept.get("first"), "resolution": kept.get("resolution")}
    return {name: {**target, "state": state_of(target)} for name, target in found.items() if target}


class ConversationAnswer(Answer):
    """`{conversation}`"""

    conversation: ConversationView

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=ConversationView.of(conversation.values))


class ResolveAnswer(Answer):
    """`{conversation, analysis}`"""

    conversation: ConversationView
    analysis: Literal["QUEUED", "NOT_IN_PLAN"]

    @classmethod
    def of(cls, conversation: Conversation, workspace: Workspace) -> Self:
        view = ConversationView.of(conversation.values)
        return cls(conversation=view, analysis="QUEUED" if workspace.has_ai else "NOT_IN_PLAN")


class StatusBody(Body):
    """The new status."""

    status: Status


class HoldBody(Body):
    """Whether something is on legal hold."""

    on_hold: bool


class LabelsBody(Body):
    """The labels to set, by ID or name; duplicates are dropped."""

    labels: Tags


class LabelsAnswer(Answer):
    """`{labels}`, by name"""

    labels: list[str]


class AttributesBody(Body):
    """Values of custom attributes by key, of the conversation and of its visitor; null removes one."""

    attributes: AttributeChanges


class AttributesAnswer(Answer):
    """The values that the conversation has since, and those of its visitor."""

    attributes: AttributeValues
    visitor_attributes: AttributeValues


class UndoBody(Body):
    """The version that the conversation had in the answer to what is undone."""

    version: Annotated[int, Field(ge=1)]


class AssignBody(Body):
    """The agent to assign the conversation to."""

    agent_id: Annotated[str, Field(min_length=1, max_length=100)]
