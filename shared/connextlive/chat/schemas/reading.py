"""That messages were seen."""

from typing import Literal

from connextlive.lambdas.common import Answer


class MarkReadAnswer(Answer):
    """How many messages were marked as seen."""

    conversation_id: str
    marked_count: int
    unread_count: Literal[0] = 0


class SeenAnswer(Answer):
    """How many messages the visitor had not seen before."""

    conversation_id: str | None
    marked_count: int
    unread_count: Literal[0] = 0
