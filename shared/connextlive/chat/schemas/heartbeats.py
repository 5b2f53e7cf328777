"""Schemas of the widget's heartbeat."""

from typing import Self

from connextlive.chat.schemas.visitors import PageUrl
from connextlive.core.presence import is_online
from connextlive.lambdas.common import Answer, Body
from connextlive.table.codec import Values


class HeartbeatBody(Body):
    """The page that the visitor is on."""

    current_url: PageUrl | None = None


class HeartbeatAnswer(Answer):
    """When the next heartbeat is expected."""

    is_online: bool
    last_seen_at: str
    next_in_seconds: int = 25

    @classmethod
    def of(cls, values: Values) -> Self:
        return cls(is_online=is_online(values["last_seen_at"]), last_seen_at=values["last_seen_at"])
