"""Schemas of blocks."""

from typing import Annotated, Any, Self

from pydantic import Field

from connextlive.chat.block import Block, BlockStatus, Terms
from connextlive.core.blocking import FOREVER
from connextlive.lambdas.common import Answer, Body, Cursor, CursorPagination, Query, Text
from connextlive.lambdas.moments import TimeWithinAYear
from connextlive.table.codec import Values


class TermsBody(Body):
    """Until when to block, and why. Without `expiresAt`, the block is for good."""

    expires_at: TimeWithinAYear | None = None
    reason: Text | None = None

    @property
    def terms(self) -> Terms:
        return Terms(self.expires_at, self.reason or None)


class BlockBody(TermsBody):
    """Whom to block, until when, and why. Without `expiresAt`, the block is for good."""

    visitor_id: Annotated[str, Field(max_length=100)]


class SetBlockBody(TermsBody):
    """Whether a visitor is blocked, until when, and why. Without `expiresAt`, the block is for good."""

    is_blocked: bool


class BlockView(Answer):
    """A block, or with the status REQUESTED an agent's request for one; `expiresAt` is null if it is for good."""

    id: str
    status: BlockStatus
    visitor_id: str
    visitor_name: str | None = None
    reason: str | None = None
    expires_at: str | None
    made_by: str
    made_by_name: str
    created_at: str

    @classmethod
    def of(cls, values: Any) -> Self:
        until = values["until"]
        return cls.model_validate({**values, "expires_at": None if until == FOREVER else until})


class BlockAnswer(Answer):
    """`{block}`"""

    block: BlockView

    @classmethod
    def of(cls, block: Block) -> Self:
        return cls(block=BlockView.of(block.attribute_values))


class BlocksQuery(Query):
    """A page of blocks."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class Blocks(Answer):
    """Blocks and requests that have not ended, oldest first. A page may be shorter than its limit."""

    blocks: list[BlockView]
    pagination: CursorPagination

    @classmethod
    def of(cls, page: tuple[list[Values], str | None], query: BlocksQuery) -> Self:
        values, following = page
        pagination = CursorPagination.of_page(query.limit, following)
        return cls(blocks=[BlockView.of(one) for one in values], pagination=pagination)
