"""Schemas of sending messages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field

from connextlive.chat.conversation import Conversation
from connextlive.chat.message import Draft
from connextlive.chat.schemas.attachments import AttachmentIds
from connextlive.chat.schemas.conversations import ConversationView
from connextlive.chat.schemas.messages import MessageView
from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.core.uploads import UploadedFile
from connextlive.lambdas.common import Answer, Body, Content, ConversationId

if TYPE_CHECKING:
    from connextlive.generated.values import MessageValues


type ClientMessageId = Annotated[str, Field(min_length=1, max_length=100)]
type QuoteId = Annotated[str, Field(min_length=1, max_length=100)]
type MentionIds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10)]
type CannedReplyIds = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)]


class SayBody(Body):
    """A message; `quoteId` is the message that it quotes."""

    content: Content = ""
    message_type: Literal["TEXT", "FILE"] = "TEXT"
    attachment_ids: Annotated[AttachmentIds, Field(default_factory=list)]
    client_message_id: ClientMessageId | None = None
    quote_id: QuoteId | None = None

    def draft(
        self, files: Sequence[UploadedFile] = (), is_internal: bool = False, idempotency_key: str | None = None
    ) -> Draft:
        """The draft message; it must have content or attachments."""
        if not self.content.strip() and not self.attachment_ids and not files:
            raise Invalid(content=Sentence("A message needs content or an attachment"))
        marks = self.client_message_id, idempotency_key
        return Draft(self.content, files, self.attachment_ids, is_internal, *marks, self.quote_id)


class WidgetSayBody(SayBody):
    """The visitor's message to their conversation `conversationId`, by default the newest. If that is closed, the
    setting `conversations` decides whether it is reopened; with `beginsNew`, the message begins another conversation,
    where visitors may have several. `proactiveId` is the proactive message that it answers: if the answer begins or
    reopens a conversation, the message that they were shown precedes it."""

    conversation_id: ConversationId | None = None
    begins_new: bool = False
    proactive_id: Annotated[str, Field(min_length=1, max_length=40)] | None = None

    def draft(
        self, files: Sequence[UploadedFile] = (), is_internal: bool = False, idempotency_key: str | None = None
    ) -> Draft:
        conversation_id = None if self.begins_new else self.conversation_id
        made = super().draft(files, is_internal, idempotency_key)
        return replace(made, conversation_id=conversation_id, begins=self.begins_new, proactive_id=self.proactive_id)


class EditBody(Body):
    """The message's new text; only one with attachments may have none."""

    content: Content


class WidgetEditBody(EditBody):
    """The message's new text, and its conversation, by default the visitor's newest."""

    conversation_id: ConversationId | None = None


class DeleteBody(Body):
    """The conversation that the message is in."""

    conversation_id: ConversationId


class AgentEditBody(EditBody, DeleteBody):
    """The message's new text, and the conversation that it is in."""


class SendBody(SayBody):
    """A message of the team's. Form fields have the same names. A note may mention colleagues who may see the
    conversation, by their IDs in `mentionIds`: they are notified of it. `attachmentIds` may name files of the canned
    replies that `cannedReplyIds` names, too: the message gets copies."""

    is_internal: bool = False
    mention_ids: Annotated[MentionIds, Field(default_factory=list)]
    canned_reply_ids: Annotated[CannedReplyIds, Field(default_factory=list)]

    def draft(
        self, files: Sequence[UploadedFile] = (), is_internal: bool = False, idempotency_key: str | None = None
    ) -> Draft:
        draft = super().draft(files, is_internal, idempotency_key)
        return replace(draft, mention_ids=self.mention_ids, canned_reply_ids=self.canned_reply_ids)


class SendAnswer(Answer):
    """`{message, conversation}`"""

    message: MessageView
    conversation: ConversationView

    @classmethod
    def of(cls, message: "MessageValues", conversation: Conversation) -> Self:
        return cls(
            message=MessageView.model_validate(message),
            conversation=ConversationView.of(conversation.values),
        )
