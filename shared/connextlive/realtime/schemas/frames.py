"""Frames that the server sends over WebSockets (docs/realtime.md), in the schemas of each recipient."""

from typing import TYPE_CHECKING, Any, Literal, Self

from connextlive.chat.schemas.conversations import AgentCard, ConversationView, LabelCard, Sentiment
from connextlive.chat.schemas.messages import MessageView
from connextlive.chat.schemas.summaries import SummaryView
from connextlive.chat.schemas.widget_conversations import VisitorConversation
from connextlive.identity.availability import Availability
from connextlive.realtime.schemas.incoming import Data, FrameType

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues
    from connextlive.identity.label import Known

MOST_BYTES = 32_000  # API Gateway bills per 32 KB, which is also the limit of a client's frame
VOLATILE: Any = {"updated_at": True, "version": True, "unread_count": True, "visitor": {"is_online"}}


class MessageChanged(Data):
    """A message that was sent, edited or deleted, with its conversation. `truncated` if the content was cut to fit the
    frame."""

    message: MessageView
    conversation: ConversationView | VisitorConversation
    truncated: bool = False

    def in_frame(self, id: str, type: FrameType, time: str) -> str:
        whole = super().in_frame(id, type, time)
        if len(whole.encode()) <= MOST_BYTES:
            return whole
        self.truncated = True
        kept = self.message.content
        while len((whole := super().in_frame(id, type, time)).encode()) > MOST_BYTES:
            kept = kept[: len(kept) * 3 // 4]
            self.message.content = kept
        return whole


class ConversationChanged(Data):
    """The conversation's current state."""

    conversation: ConversationView | VisitorConversation

    def looks_like(self, other: Self) -> bool:
        """Whether nothing changed except what other frames cover: read state and presence."""
        mine, theirs = (one.conversation.model_dump(exclude=VOLATILE) for one in (self, other))
        return mine == theirs


class ConversationAssigned(ConversationChanged):
    """The conversation with its new agent."""

    previous_agent_id: str | None


class QueueMoved(Data):
    """Which one in line the visitor's conversation is now."""

    conversation_id: str
    position: int


class MoodChanged(ConversationChanged):
    """The conversation with its visitor's mood, which has turned."""

    previous_mood: Sentiment | None


class ConversationSummarized(Data):
    """A new summary of a conversation."""

    conversation_id: str
    summary: SummaryView


class LabelsUpdated(Data):
    """The workspace's labels, after one was created, changed or deleted."""

    labels: list[LabelCard]

    @classmethod
    def of(cls, labels: "Known") -> Self:
        return cls(labels=[LabelCard.model_validate(label) for label in labels.values()])


class ConversationDeleted(Data):
    """The ID of the deleted conversation."""

    conversation_id: str


class ConversationHidden(Data):
    """The ID of a conversation that somebody has seen, and no longer does: it is another agent's now."""

    conversation_id: str


class MessagesSeen(Data):
    """One side has read everything that the other one wrote, as of this version of the conversation."""

    conversation_id: str
    seen_by: Literal["AGENT", "VISITOR"]
    seen_at: str
    version: int


class MessagesDelivered(Data):
    """What was written to a visitor up to this message has reached their widget, whether they have seen it or not."""

    visitor_id: str
    message_id: str


class ViewerCard(Data):
    """Somebody of the team."""

    id: str
    name: str


class ViewersChanged(Data):
    """Who of the team looks at a conversation, to those who do."""

    conversation_id: str
    viewers: list[ViewerCard]


class VisitorMerged(Data):
    """A visitor was merged into another one, whose conversations theirs are now."""

    visitor_id: str
    into_visitor_id: str


class VisitorUnmerged(Data):
    """It was undone that a visitor was merged into another one."""

    visitor_id: str
    from_visitor_id: str


class VisitorPresence(Data):
    """A visitor came online or went offline."""

    visitor_id: str
    is_online: bool
    last_seen_at: str


class AgentPresence(Data):
    """An agent came online or went offline."""

    agent_id: str
    is_online: bool
    last_seen_at: str


class ColleaguePresence(AgentPresence):
    """The same for the team, with whether the agent takes conversations from now on."""

    availability: Availability


class AgentAvailability(Data):
    """An agent says that they are available, busy or away."""

    agent_id: str
    availability: Availability


class AgentUpdated(Data):
    """A new agent, or an agent's new name or picture."""

    agent: AgentCard


def to_people(values: "ConversationValues") -> ConversationView:
    """A conversation for the team."""
    return ConversationView.of(values)


def to_visitor(values: "ConversationValues") -> VisitorConversation:
    """A conversation for its visitor."""
    return VisitorConversation.of(values)
