"""Schemas of blocks."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field

from connextlive.chat.block import Block, BlockStatus, Terms
from connextlive.core import networks
from connextlive.core.blocking import FOREVER
from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body, Cursor, CursorPagination, Query, Text
from connextlive.lambdas.moments import TimeWithinAYear

if TYPE_CHECKING:
    from connextlive.chat.block import ShownBlock
    from connextlive.generated.values import BlockValues

WIDEST = {4: 16, 6: 32}  # lengths of the widest ranges: 65,536 addresses, or what a provider usually has of IPv6


class TermsBody(Body):
    """Until when to block, and why. Without `expiresAt`, the block is for good."""

    expires_at: TimeWithinAYear | None = None
    reason: Text | None = None

    @property
    def terms(self) -> Terms:
        return Terms(self.expires_at, self.reason or None)


def _network(value: str) -> str:
    """An address or range that may be blocked, as stored."""
    try:
        found = networks.read(value)
    except ValueError as error:
        raise ValueError(Sentence("Must be an IP address or a range such as 203.0.113.0/24")) from error
    if found.prefixlen < WIDEST[found.version]:
        raise ValueError(Sentence("Must not be wider than /{ipv4}, of IPv6 /{ipv6}", ipv4=WIDEST[4], ipv6=WIDEST[6]))
    return networks.written(found)


class BlockBody(TermsBody):
    """Whom to block, until when, and why: a visitor, or an address or range in CIDR notation. An IPv6 address stands
    for its /64. Without `expiresAt`, the block does not expire."""

    visitor_id: Annotated[str, Field(max_length=100)] | None = None
    address: Annotated[str, Field(max_length=50), AfterValidator(_network)] | None = None

    @property
    def network(self) -> networks.Network | None:
        """The range to block, if it is not a visitor."""
        if (self.visitor_id is None) == (self.address is None):
            raise Invalid(visitorId=Sentence("Either this or {other} must be given", other="address"))
        return networks.read(self.address) if self.address else None


class SetBlockBody(TermsBody):
    """Whether a visitor is blocked, until when, and why. Without `expiresAt`, the block is for good."""

    is_blocked: bool


class BlockView(Answer):
    """A block of a visitor, address or range, or, with the status REQUESTED, an agent's request for one. `expiresAt` is
    null if it does not expire."""

    id: str
    status: BlockStatus
    visitor_id: str | None = None
    address: str | None = None
    visitor_name: str | None = None
    reason: str | None = None
    expires_at: str | None
    made_by: str
    made_by_name: str
    created_at: str

    @classmethod
    def of(cls, values: "BlockValues") -> Self:
        until = values["until"]
        return cls.model_validate({**values, "expires_at": None if until == FOREVER else until})


class BlockAnswer(Answer):
    """`{block}`"""

    block: BlockView

    @classmethod
    def of(cls, block: Block) -> Self:
        return cls(block=BlockView.of(block.values))


class BlocksQuery(Query):
    """A page of blocks."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class Blocks(Answer):
    """Blocks and requests that have not ended, oldest first. A page may be shorter than its limit."""

    blocks: list[BlockView]
    pagination: CursorPagination

    @classmethod
    def of(cls, page: "tuple[list[ShownBlock], str | None]", query: BlocksQuery) -> Self:
        values, following = page
        pagination = CursorPagination.of_page(query.limit, following)
        return cls(blocks=[BlockView.of(one) for one in values], pagination=pagination)
