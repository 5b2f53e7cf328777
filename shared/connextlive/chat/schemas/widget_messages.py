"""Schemas of messages for visitors."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation
from connextlive.chat.schemas.messages import MessageView
from connextlive.chat.schemas.widget_conversations import OfConversation, VisitorConversation
from connextlive.lambdas.common import Answer, Cursor, CursorPagination, MessageId

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, MessageValues


class SaidAnswer(Answer):
    """`{message, conversation}`"""

    message: MessageView
    conversation: VisitorConversation

    @classmethod
    def of(cls, message: "MessageValues", conversation: Conversation) -> Self:
        return cls(
            message=MessageView.model_validate(message),
            conversation=VisitorConversation.of(conversation.values),
        )


class WidgetMessagesQuery(OfConversation):
    """Which conversation, if it is not the visitor's newest. `after` is the ID of the last message that the widget has;
    `latest` returns the last messages, and with their `cursor` the ones before them."""

    after: MessageId | None = None
    latest: bool = False
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class WidgetPagination(CursorPagination):
    """Pagination; the widget continues with `cursor`, or with `after` the last ID."""

    total: int


class WidgetMessages(Answer):
    """Messages, oldest first, and their conversation; empty before the first message. `agentIsOnline` and the position
    in the queue are included with the latest messages only; 101 means more than a hundred before it."""

    messages: list[MessageView]
    conversation: VisitorConversation | None
    agent_is_online: bool | None = None
    queue_position: int | None = None
    pagination: WidgetPagination

    @classmethod
    def none(cls, query: WidgetMessagesQuery) -> Self:
        """The response before the first message."""
        pagination = WidgetPagination(total=0, limit=query.limit, has_more=False, next_cursor=None)
        return cls(messages=[], conversation=None, pagination=pagination)

    @classmethod
    def of(
        cls,
        page: tuple[list["MessageValues"], str | None],
        conversation: "ConversationValues",
        query: WidgetMessagesQuery,
        agent_is_online: bool | None,
        queue_position: int | None,
    ) -> Self:
        values, next_cursor = page
        shown = VisitorConversation.of(conversation)
        return cls(
            messages=[MessageView.model_validate(message) for message in values],
            conversation=shown,
            agent_is_online=agent_is_online,
            queue_position=queue_position,
            pagination=WidgetPagination(
                total=shown.message_count,
                limit=query.limit,
                has_more=next_cursor is not None,
                next_cursor=next_cursor,
            ),
        )
