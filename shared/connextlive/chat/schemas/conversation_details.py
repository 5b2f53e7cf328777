"""Schemas of a conversation's details."""

from typing import TYPE_CHECKING, Self

from connextlive.chat.conversation import Status
from connextlive.chat.schemas.conversations import ConversationView, LastMessage, shown
from connextlive.chat.schemas.summaries import SummaryView
from connextlive.chat.schemas.visitors import VisitorView
from connextlive.chat.schemas.visitors import shown as visitor_shown
from connextlive.core.presence import online_since
from connextlive.lambdas.common import Answer

if TYPE_CHECKING:
    from connextlive.chat.details import Details


class WorkspaceCard(Answer):
    """The workspace, as included in a conversation. `offersSummaries` tells whether a summary can be requested."""

    id: str
    name: str
    language: str
    timezone: str
    offers_summaries: bool


class VisitorsConversation(Answer):
    """One of a visitor's conversations."""

    id: str
    status: Status
    last_message: LastMessage | None = None
    last_activity_at: str
    closed_at: str | None = None
    created_at: str


class ConversationDetail(ConversationView):
    """A conversation with its visitor and the workspace, and its latest summary, if there is one. If the visitor has
    several conversations, `visitorConversations` are those among the last fifty that the caller may see, newest
    first."""

    visitor: VisitorView  # type: ignore[assignment]  # a visitor's view holds all that the card does, and more
    workspace: WorkspaceCard
    summary: SummaryView | None = None
    visitor_conversations: list[VisitorsConversation]


class ConversationDetailAnswer(Answer):
    """`{conversation}` with its visitor and the workspace."""

    conversation: ConversationDetail

    @classmethod
    def of(cls, details: "Details") -> Self:
        around = {
            "visitor": visitor_shown(details.visitor),
            "workspace": {**details.workspace, "offers_summaries": details.offers_summaries},
            "summary": details.summary,
            "visitor_conversations": details.of_visitor,
        }
        whole = shown(details.conversation, online_since()) | around
        return cls(conversation=ConversationDetail.model_validate(whole))
