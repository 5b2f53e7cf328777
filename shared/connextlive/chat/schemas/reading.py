"""Schemas of marking messages as read."""

from typing import Literal

from connextlive.lambdas.common import Answer, Body, ConversationId


class MarkReadAnswer(Answer):
    """The number of messages marked as read."""

    conversation_id: str
    marked_count: int
    unread_count: Literal[0] = 0


class SeenBody(Body):
    """The conversation that the visitor has read, by default their newest."""

    conversation_id: ConversationId | None = None


class SeenAnswer(Answer):
    """The number of messages marked as read."""

    conversation_id: str | None
    marked_count: int
    unread_count: Literal[0] = 0
