"""Messages as tenants and agents see them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.errors import Invalid
from connextlive.file_types import ALLOWED, safe_name
from connextlive.http import UploadedFile
from connextlive.models.attachment import Attachment
from connextlive.models.base import Raw
from connextlive.models.conversation import Conversation
from connextlive.models.message import Draft, Message
from connextlive.schemas.common import Answer, Body, Content, PagePagination, PageQuery
from connextlive.schemas.conversations import ConversationView

type ClientMessageId = Annotated[str, Field(min_length=1, max_length=100)]
type AttachmentIds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)]


class AttachmentView(Answer):
    """A file, and a link to it that works for an hour."""

    id: str
    file_name: str
    mime_type: str
    size: int
    url: str
    url_expires_at: str


class MessageView(Answer):
    """A message."""

    id: str
    conversation_id: str
    sender_type: Literal["VISITOR", "AGENT", "SYSTEM"]
    sender_id: str | None = None
    sender_name: str | None = None
    content: str
    message_type: Literal["TEXT", "FILE", "SYSTEM"]
    is_internal: bool
    attachments: list[AttachmentView]
    seen_at: str | None = None
    client_message_id: str | None = None
    created_at: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        return cls.model_validate({**values, "attachments": [_linked(file) for file in values["attachments"]]})


def _linked(file: Mapping[str, Any]) -> dict[str, Any]:
    from connextlive.storage import download_url

    url, expires_at = download_url(file["key"], file["file_name"], file["mime_type"])
    return {**file, "url": url, "url_expires_at": expires_at}


class MessagesQuery(PageQuery):
    """Pages of messages, oldest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Messages(Answer):
    """A page of messages."""

    messages: list[MessageView]
    pagination: PagePagination

    @classmethod
    def of(cls, page: tuple[list[Raw], str | None], total: int, query: MessagesQuery) -> Self:
        values, next_cursor = page
        return cls(
            messages=[MessageView.of(message) for message in values],
            pagination=PagePagination.of(total, query.page, query.limit, next_cursor),
        )


class SendBody(Body):
    """What an agent says; a form's fields arrive the same way."""

    content: Content = ""
    message_type: Literal["TEXT", "FILE"] = "TEXT"
    is_internal: bool = False
    attachment_ids: Annotated[AttachmentIds, Field(default_factory=list)]
    client_message_id: ClientMessageId | None = None

    def draft(self, files: list[UploadedFile]) -> Draft:
        """What it says, as the message that it is to become."""
        return draft_of(self.content, self.attachment_ids, self.client_message_id, files, self.is_internal)


def draft_of(
    content: str,
    attachment_ids: list[str],
    client_message_id: str | None,
    files: list[UploadedFile] | None = None,
    is_internal: bool = False,
) -> Draft:
    """A draft that says something or carries something."""
    if not content.strip() and not attachment_ids and not files:
        raise Invalid(content="A message needs content or an attachment")
    return Draft(content, files or [], attachment_ids, is_internal, client_message_id)


class SendAnswer(Answer):
    """`{message, conversation}`"""

    message: MessageView
    conversation: ConversationView

    @classmethod
    def of(cls, message: Message, conversation: Conversation) -> Self:
        return cls(
            message=MessageView.of(message.attribute_values),
            conversation=ConversationView.of(conversation.attribute_values),
        )


def _allowed(mime_type: str) -> str:
    if mime_type not in ALLOWED:
        raise ValueError("This type of file is not allowed")
    return mime_type


class FileAnnouncement(Body):
    """A file that is about to be uploaded."""

    file_name: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(safe_name)]
    mime_type: Annotated[str, AfterValidator(_allowed)]
    size: Annotated[int, Field(ge=1, le=10 * 1024 * 1024)]


class AttachmentsBody(Body):
    """Up to five files."""

    files: Annotated[list[FileAnnouncement], Field(min_length=1, max_length=5)]


class Upload(Answer):
    """A form to upload one file with."""

    attachment_id: str
    url: str
    fields: dict[str, str]
    expires_at: str


class Uploads(Answer):
    """`{uploads}`, in the order of the files."""

    uploads: list[Upload]

    @classmethod
    def of(cls, announced: list[Attachment]) -> Self:
        from connextlive.storage import upload_form

        return cls.model_validate(
            {
                "uploads": [
                    {"attachment_id": file.id, **upload_form(file.key, file.mime_type, file.size)} for file in announced
                ]
            }
        )
