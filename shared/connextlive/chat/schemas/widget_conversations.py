"""Schemas of a conversation for its visitor: without tags, notes, internal messages or other people."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation
from connextlive.chat.schemas.conversations import ConversationFacts, shown
from connextlive.core.presence import online_since
from connextlive.lambdas.common import Answer, Body, Text

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues


class VisitorConversation(ConversationFacts):
    """A conversation, for its visitor; `unreadCount` counts what the visitor has not seen."""

    @classmethod
    def of(cls, values: "ConversationValues") -> Self:
        rating = values.get("rating")
        return cls.model_validate(
            {
                **shown(values, online_since()),
                "unread_count": values["visitor_unread_count"],
                "message_count": values["message_count"] - values["internal_count"],
                # A conversation that was reopened and closed again can be rated again, so the earlier rating is not
                # included.
                "rating": rating if rating and rating["closed_at"] == values.get("closed_at") else None,
            }
        )


class RatingBody(Body):
    """The rating, 1 to 5."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Text | None = None


class MailedRatingBody(RatingBody):
    """The rating, and the `token` of the email's link."""

    token: Annotated[str, Field(max_length=500)]


class MailedRatingAnswer(Answer):
    """`{score}`"""

    score: int


class CommentBody(Body):
    """The comment."""

    comment: Text


class RatingAnswer(Answer):
    """`{conversation}`"""

    conversation: VisitorConversation

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=VisitorConversation.of(conversation.values))
