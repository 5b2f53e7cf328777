"""What somebody says, on its way to becoming a message."""

from typing import Annotated, Literal, Self

from pydantic import Field

from connextlive.errors import Invalid
from connextlive.http import UploadedFile
from connextlive.models.conversation import Conversation
from connextlive.models.message import Draft, Message
from connextlive.schemas.common import Answer, Body, Content
from connextlive.schemas.conversations import ConversationView
from connextlive.schemas.messages import MessageView

type ClientMessageId = Annotated[str, Field(min_length=1, max_length=100)]
type AttachmentIds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)]


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
