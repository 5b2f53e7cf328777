"""Schemas of the widget's heartbeat."""

from typing import Self

from connextlive.chat.schemas.visitors import PageTitle, PageUrl
from connextlive.lambdas.common import Answer, Body, MessageId


class HeartbeatBody(Body):
    """The page that the visitor is on, and the last message that the widget has received. A page is recorded as a page
    view if its `title` is included; include it once per page."""

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
