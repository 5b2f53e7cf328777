"""Schemas of transcripts by mail."""

from connextlive.lambdas.common import Answer, Body, ConversationId, Email


class TranscriptBody(Body):
    """The visitor's address, if it is not known, or is another one; and of which conversation, if it is not their
    newest."""

    email: Email | None = None
    conversation_id: ConversationId | None = None


class TranscriptAnswer(Answer):
    """The address that the transcript is mailed to, within some minutes."""

    email: str
