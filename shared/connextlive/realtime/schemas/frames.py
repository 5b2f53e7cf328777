"""What happened, as frames of a WebSocket tell it (docs/realtime.md): to each person in their own shapes."""

from typing import Any, Literal, Self

from connextlive.chat.schemas.conversations import AgentCard, ConversationView
from connextlive.chat.schemas.messages import MessageView
from connextlive.chat.schemas.widget_conversations import VisitorConversation
from connextlive.realtime.schemas.incoming import Data, FrameType
from connextlive.table.codec import Raw

MOST_BYTES = 32_000  # API Gateway counts messages in units of 32 KB, and a client's frame may have no more
VOLATILE: Any = {"updated_at": True, "unread_count": True, "visitor": {"is_online"}}


class MessageCreated(Data):
    """A message, and the conversation with it. `truncated` where the content was cut to fit a frame."""

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
    """The conversation as it is now."""

    conversation: ConversationView | VisitorConversation

    def looks_like(self, other: Self) -> bool:
        """Whether nothing changed but what other frames tell: what is unread, and who is here."""
        mine, theirs = (one.conversation.model_dump(exclude=VOLATILE) for one in (self, other))
        return mine == theirs


class ConversationAssigned(ConversationChanged):
    """The conversation with its new agent."""

    previous_agent_id: str | None


class ConversationDeleted(Data):
    """Which conversation is gone."""

    conversation_id: str


class MessagesSeen(Data):
    """That one side has seen all that the other one wrote."""

    conversation_id: str
    seen_by: Literal["AGENT", "VISITOR"]
    seen_at: str


class VisitorPresence(Data):
    """That a visitor came or went."""

    visitor_id: str
    is_online: bool
    last_seen_at: str


class AgentPresence(Data):
    """That an agent came or went."""

    agent_id: str
    is_online: bool
    last_seen_at: str


class AgentUpdated(Data):
    """What an agent is called and looks like from now on; or that they are new."""

    agent: AgentCard


def to_people(values: Raw) -> ConversationView:
    """A conversation as those who answer it see it."""
    return ConversationView.of(values)


def to_visitor(values: Raw) -> VisitorConversation:
    """A conversation as its visitor sees it."""
    return VisitorConversation.of(values)
