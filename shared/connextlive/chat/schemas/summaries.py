"""Schemas of summaries of open conversations."""

from typing import Self

from connextlive.chat.summary import Summary
from connextlive.lambdas.common import Answer


class SummaryView(Answer):
    """What is asked, what was tried and what is promised, up to the message `messageId`; and topics of the workspace
    that may apply."""

    asked: list[str]
    tried: list[str]
    promised: list[str]
    suggested_topics: list[str]
    message_id: str
    model: str
    created_at: str


class SummaryAnswer(Answer):
    """`{summary}`"""

    summary: SummaryView

    @classmethod
    def of(cls, summary: Summary) -> Self:
        return cls(summary=SummaryView.model_validate(summary.values))
