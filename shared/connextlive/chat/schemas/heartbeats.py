"""Schemas of the widget's heartbeat."""

from typing import Self

from connextlive.chat.schemas.visitors import PageTitle, PageUrl
from connextlive.lambdas.common import Answer, Body, MessageId


class HeartbeatBody(Body):
    """The page that the visitor is on, and the last message that the widget has received. With its `title`, which is
    to be said once for each page, the page is one of those that the visitor went through."""

    current_url: PageUrl | None = None
    title: PageTitle | None = None
    received_id: MessageId | None = None


class HeartbeatAnswer(Answer):
    """When the next heartbeat is expected."""

    is_online: bool
    last_seen_at: str
    next_in_seconds: int = 25

    @classmethod
    def of(cls, seen_at: str) -> Self:
        return cls(is_online=True, last_seen_at=seen_at)
