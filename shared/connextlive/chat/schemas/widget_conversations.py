"""Schemas of a conversation for its visitor: without tags, notes, internal messages or other people."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation
from connextlive.chat.schemas.conversations import ConversationFacts, shown
from connextlive.core.presence import online_since
from connextlive.lambdas.common import Answer, Body, ConversationId, CursorPagination, Query, Text

if TYPE_CHECKING:
    from connextlive.chat.visitor_conversation import Page
    from connextlive.generated.values import ConversationValues


class OfConversation(Query):
    """Which of the visitor's conversations, if it is not their newest."""

    conversation_id: ConversationId | None = Field(
        default=None, description="One of the visitor's own conversations; by default the newest"
    )


class VisitorConversation(ConversationFacts):
    """A conversation, as shown to its visitor; `unreadCount` counts the messages that they have not seen."""

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


class Rated(Body):
    """The rating, 1 to 5."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Text | None = None


class RatingBody(Rated):
    """The rating, 1 to 5, and the conversation, by default the visitor's newest."""

    conversation_id: ConversationId | None = None


class MailedRatingBody(Rated):
    """The rating, and the `token` of the email's link."""

    token: Annotated[str, Field(max_length=500)]


class MailedRatingAnswer(Answer):
    """`{score}`"""

    score: int


class CommentBody(Body):
    """The comment, and the conversation whose rating it belongs to, by default the visitor's newest."""

    comment: Text
    conversation_id: ConversationId | None = None


class RatingAnswer(Answer):
    """`{conversation}`"""

    conversation: VisitorConversation

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=VisitorConversation.of(conversation.values))


class WidgetConversationsQuery(Query):
    """The page's position and size."""

    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class WidgetConversations(Answer):
    """A page of the visitor's conversations, newest first, and whether they may begin another; a page is shorter if
    some were deleted."""

    conversations: list[VisitorConversation]
    may_begin: bool
    pagination: CursorPagination

    @classmethod
    def of(cls, page: "Page", limit: int) -> Self:
        return cls(
            conversations=[VisitorConversation.of(values) for values in page.conversations],
            may_begin=page.may_begin,
            pagination=CursorPagination.of_page(limit, page.next_cursor),
        )
