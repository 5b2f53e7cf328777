"""Schemas of a conversation's details."""

from typing import TYPE_CHECKING, Self

from connextlive.chat.schemas.conversations import ConversationView, shown
from connextlive.chat.schemas.visitors import VisitorView
from connextlive.chat.schemas.visitors import shown as visitor_shown
from connextlive.core.presence import online_since
from connextlive.lambdas.common import Answer

if TYPE_CHECKING:
    from connextlive.chat.details import Details


class WorkspaceCard(Answer):
    """The workspace, as included in a conversation."""

    id: str
    name: str
    language: str
    timezone: str


class ConversationDetail(ConversationView):
    """A conversation with its visitor and the workspace."""

    visitor: VisitorView  # type: ignore[assignment]  # a visitor's view holds all that the card does, and more
    workspace: WorkspaceCard


class ConversationDetailAnswer(Answer):
    """`{conversation}` with its visitor and the workspace."""

    conversation: ConversationDetail

    @classmethod
    def of(cls, details: "Details") -> Self:
        conversation, visitor, workspace = details
        whole = {**shown(conversation, online_since()), "visitor": visitor_shown(visitor), "workspace": workspace}
        return cls(conversation=ConversationDetail.model_validate(whole))
