"""What a visitor sees and says: nothing here can hold tags, notes, internal messages or anybody else."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field

from connextlive.ids import is_id
from connextlive.models.base import Raw
from connextlive.models.conversation import Conversation
from connextlive.models.message import Draft, Message
from connextlive.models.session import Claim
from connextlive.models.visitor import Visitor
from connextlive.presence import is_online, online_since
from connextlive.schemas.common import Answer, Body, Content, Cursor, Email, Name, Query, Text
from connextlive.schemas.conversations import ConversationFacts, shown
from connextlive.schemas.messages import AttachmentIds, ClientMessageId, MessageView, draft_of
from connextlive.schemas.visitors import VisitorFacts


class VisitorSelf(VisitorFacts):
    """A visitor, to themself."""


class VisitorConversation(ConversationFacts):
    """A conversation, to its visitor; what is unread is what they have not seen."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        rating = values.get("rating")
        return cls.model_validate(
            {
                **shown(values, {}, online_since()),
                "unread_count": values["visitor_unread_count"],
                "message_count": values["message_count"] - values["internal_count"],
                # A reopened and closed conversation may be rated again, so the old rating no longer stands in the way.
                "rating": rating if rating and rating["closed_at"] == values.get("closed_at") else None,
            }
        )


class WidgetView(Answer):
    """How the widget looks and sounds: beside these, every widget setting of the workspace stands under its own
    name."""

    model_config = ConfigDict(extra="allow")

    workspace_name: str
    language: str
    timezone: str
    settings: dict[str, Any]
    sound: bool

    @classmethod
    def of(cls, workspace: Raw) -> Self:
        settings = workspace["settings"].get("widget")
        settings = settings if isinstance(settings, dict) else {}
        return cls.model_validate(
            {
                **settings,
                "workspace_name": workspace["name"],
                "language": workspace["language"],
                "timezone": workspace["timezone"],
                "settings": settings,
                "sound": (workspace["settings"].get("notifications") or {}).get("visitorSound") is not False,
            }
        )


class SessionBody(Body):
    """Who the visitor is, as far as the page knows."""

    visitor_id: Annotated[str, Field(max_length=100)] | None = None
    visitor_token: Annotated[str, Field(max_length=2_000)] | None = None
    external_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    identity_hash: Annotated[str, Field(max_length=200)] | None = None
    user_name: Name | None = None
    user_email: Email | None = None
    user_phone: Annotated[str, Field(max_length=100)] | None = None
    current_url: Annotated[str, Field(max_length=2_000)] | None = None
    referrer: Annotated[str, Field(max_length=2_000)] | None = None
    language: Annotated[str, Field(max_length=35)] | None = None

    def claim(self) -> Claim:
        """Who the visitor says they are."""
        return Claim(self.visitor_id, self.visitor_token, self.external_id, self.identity_hash)

    def facts(self) -> dict[str, Any]:
        """What was said about the visitor; what was not said stays as it was."""
        names = ("user_name", "user_email", "user_phone", "current_url", "referrer", "language")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class SessionAnswer(Answer):
    """A token of 30 days, and where the visitor left off."""

    token: str
    expires_at: str
    visitor: VisitorSelf
    conversation: VisitorConversation | None
    widget: WidgetView

    @classmethod
    def of(cls, visitor: Visitor, surroundings: tuple[Raw | None, Raw]) -> Self:
        """Lets the visitor in."""
        conversation, workspace = surroundings
        from connextlive import tokens  # brings PyJWT, which the file's other users do without

        claims = tokens.Claims(visitor.tenant_id, visitor.id, "VISITOR", key_id=visitor.key_id)
        token, expires_at = tokens.issue(claims)
        return cls(
            token=token,
            expires_at=expires_at,
            visitor=VisitorSelf.of(visitor.attribute_values),
            conversation=VisitorConversation.of(conversation) if conversation else None,
            widget=WidgetView.of(workspace),
        )


class SayBody(Body):
    """What the visitor says."""

    content: Content = ""
    message_type: Literal["TEXT", "FILE"] = "TEXT"
    attachment_ids: Annotated[AttachmentIds, Field(default_factory=list)]
    client_message_id: ClientMessageId | None = None

    def draft(self) -> Draft:
        """What it says, as the message that it is to become."""
        return draft_of(self.content, self.attachment_ids, self.client_message_id)


class SaidAnswer(Answer):
    """`{message, conversation}`"""

    message: MessageView
    conversation: VisitorConversation

    @classmethod
    def of(cls, message: Message, conversation: Conversation) -> Self:
        return cls(
            message=MessageView.of(message.attribute_values),
            conversation=VisitorConversation.of(conversation.attribute_values),
        )


def _message_id(value: str) -> str:
    if not is_id(value, "msg"):
        raise ValueError("Must be the id of a message")
    return value


class WidgetMessagesQuery(Query):
    """`after` is the id of the last message that the widget has."""

    after: Annotated[str, AfterValidator(_message_id)] | None = None
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class WidgetPagination(Answer):
    """Where the page stands; the widget goes on by cursor, or `after` the last id."""

    total: int
    limit: int
    has_more: bool
    next_cursor: str | None


class WidgetMessages(Answer):
    """Messages in order, and the conversation they are of; none before the first message."""

    messages: list[MessageView]
    conversation: VisitorConversation | None
    pagination: WidgetPagination

    @classmethod
    def none(cls, query: WidgetMessagesQuery) -> Self:
        """Before the first message."""
        pagination = WidgetPagination(total=0, limit=query.limit, has_more=False, next_cursor=None)
        return cls(messages=[], conversation=None, pagination=pagination)

    @classmethod
    def of(cls, page: tuple[list[Raw], str | None], conversation: Raw, query: WidgetMessagesQuery) -> Self:
        values, next_cursor = page
        shown = VisitorConversation.of(conversation)
        return cls(
            messages=[MessageView.of(message) for message in values],
            conversation=shown,
            pagination=WidgetPagination(
                total=shown.message_count,
                limit=query.limit,
                has_more=next_cursor is not None,
                next_cursor=next_cursor,
            ),
        )


class SeenAnswer(Answer):
    """How many messages the visitor had not seen before."""

    conversation_id: str | None
    marked_count: int
    unread_count: Literal[0] = 0


class RatingBody(Body):
    """How it was."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Text | None = None


class RatingAnswer(Answer):
    """`{conversation}`"""

    conversation: VisitorConversation

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation=VisitorConversation.of(conversation.attribute_values))


class HeartbeatBody(Body):
    """That the visitor is still here, and where."""

    current_url: Annotated[str, Field(max_length=2_000)] | None = None


class HeartbeatAnswer(Answer):
    """That it was noted, and when the next one should come."""

    is_online: bool
    last_seen_at: str
    next_in_seconds: int = 25

    @classmethod
    def of(cls, values: Raw) -> Self:
        return cls(is_online=is_online(values["last_seen_at"]), last_seen_at=values["last_seen_at"])
