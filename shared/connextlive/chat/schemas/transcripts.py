"""Schemas of transcripts by mail."""

from connextlive.lambdas.common import Answer, Body, ConversationId, Email


class TranscriptBody(Body):
    """The address to mail to, if the visitor's is not known or should change, and the conversation, by default the
    visitor's newest."""

    email: Email | None = None
    conversation_id: ConversationId | None = None


class TranscriptAnswer(Answer):
    """The address that the transcript is mailed to, within some minutes."""

    email: str
