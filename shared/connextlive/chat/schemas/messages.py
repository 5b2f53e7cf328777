"""Schemas of messages for tenants and agents."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from connextlive.lambdas.common import Answer, PagePagination, PageQuery

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues


class AttachmentView(Answer):
    """A file, with a link that is valid for an hour. A file that was removed at the end of its retention has
    `removedAt` and no link."""

    id: str
    file_name: str
    mime_type: str
    size: int
    url: str | None = None
    url_expires_at: str | None = None
    removed_at: str | None = None


class QuoteView(Answer):
    """The message that another one quotes: its first 200 characters, or its files' names; nothing if it is deleted."""

    id: str
    sender_type: Literal["VISITOR", "AGENT"]
    content: str


class MailView(Answer):
    """The mail by which a visitor wrote: its sender, whether it is proved to come from the visitor's own address, and
    the names of files that were not accepted."""

    address: str
    is_theirs: bool
    refused_files: list[str]


class MentionView(Answer):
    """A colleague whom a note mentions, by the name that they had."""

    id: str
    name: str


def _mentions(stored: Any) -> Any:
    """Of a deleted message, there are no names."""
    if not isinstance(stored, dict):
        return stored or []
    return [{"id": id, "name": name} for id, name in stored.items() if name]


class MessageView(Answer):
    """A message. A deleted one has neither content nor attachments. Only notes have `mentions`."""

    id: str
    conversation_id: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    sender_id: str | None = None
    sender_name: str | None = None
    sender_avatar_url: str | None = None
    content: str
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    is_internal: bool
    attachments: list[AttachmentView]
    quote: QuoteView | None = None
    by_mail: MailView | None = None
    mentions: Annotated[list[MentionView], BeforeValidator(_mentions), Field(default_factory=list)]
    seen_at: str | None = None
    client_message_id: str | None = None
    created_at: str
    edited_at: str | None = None
    deleted_at: str | None = None


class MessagesQuery(PageQuery):
    """Pages of messages, oldest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Messages(Answer):
    """A page of messages."""

    messages: list[MessageView]
    pagination: PagePagination

    @classmethod
    def of(cls, page: tuple[list["MessageValues"], str | None], total: int, query: MessagesQuery) -> Self:
        values, next_cursor = page
        return cls(
            messages=[MessageView.model_validate(message) for message in values],
            pagination=PagePagination.of(total, query.page, query.limit, next_cursor),
        )
