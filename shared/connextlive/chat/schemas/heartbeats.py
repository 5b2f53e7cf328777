"""That a visitor is still here."""

from typing import Annotated, Self

from pydantic import Field

from connextlive.core.presence import is_online
from connextlive.lambdas.common import Answer, Body
from connextlive.table.codec import Raw


class HeartbeatBody(Body):
    """That the visitor is still here, and where."""

    current_url: Annotated[str, Field(max_length=2_000)] | None = None


class HeartbeatAnswer(Answer):
    """That it was noted, and when the next one should come."""

    is_online: bool
    last_seen_at: str
    next_in_seconds: int = 25

    @classmethod
    def of(cls, values: Raw) -> Self:
        return cls(is_online=is_online(values["last_seen_at"]), last_seen_at=values["last_seen_at"])
