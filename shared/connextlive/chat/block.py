"""Blocks of visitors, addresses and ranges, each with its end, reason, start and author; and agents' requests for a
block. Blocks that have ended are deleted; the audit log keeps who began and ended them.

A visitor has at most one block. Its ID and end are on the visitor and on the copies in their conversations. Requests
read one of the two anyway, and a message that is sent at the same time loses the race for the conversation. A block of
an address or range applies to everybody who connects from it (`table/blocked_ranges.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

from connextlive.audit import log
from connextlive.chat import visitor as visitors
from connextlive.chat import visitor_presence
from connextlive.core.blocking import FOREVER, is_blocked
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, NotFound, Refused
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.identity import api_key, workspace
from connextlive.table import blocked_ranges, pages, writes
from connextlive.table.blocked_ranges import Range, Ranges
from connextlive.table.codec import Action
from connextlive.table.orm import Item, MaybeText, NumberAttribute, UnicodeAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.core.networks import Network
    from connextlive.generated.values import BlockValues, VisitorValues

    class ShownBlock(BlockValues):
        """A block's values with its visitor's name."""

        visitor_name: str | None


type BlockStatus = Literal["ACTIVE", "REQUESTED"]
PREFIX = "blk"


class Block(Item, discriminator="block"):
    """A block of a visitor, an address or a range, or an agent's request to block a visitor. DynamoDB deletes it some
    time after its end, if it has one."""

    id = UnicodeAttribute()
    status = UnicodeAttribute()
    visitor_id = MaybeText()
    address = MaybeText()
    reason = MaybeText()
    until = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)

    @property
    def values(self) -> "BlockValues":
        return cast("BlockValues", self.attribute_values)

    def says_the_same_as(self, other: "Block") -> bool:
        """Whether both have the same subject and terms, so that a repeated request leaves no second entry in the audit
        log."""
        names = ("id", "status", "until", "reason")
        return all(getattr(self, name) == getattr(other, name) for name in names)


@dataclass(frozen=True, slots=True)
class Terms:
    """The end of a block, None for a permanent one, and its reason."""

    until: str | None = None
    reason: str | None = None


def key(tenant_id: str, block_id: str) -> tuple[str, str]:
    if not is_id(block_id, PREFIX):
        raise NotFound("Block")
    return f"{tenant_id}#blocks", block_id


def set_by_agent(caller: Caller, visitor_id: str, terms: Terms | None) -> "VisitorValues":
    """Blocks a visitor whom the agent sees, on these terms, or ends the block if there are none. If the workspace does
    not let agents block, this sets or withdraws a request. Returns the visitor's values."""
    visitors.read(caller.tenant_id, visitor_id, caller)
    found = workspace.find(caller.tenant_id)
    may_block = found is not None and found.agents_may_block
    if terms is not None:
        block_visitor(caller, visitor_id, terms, "ACTIVE" if may_block else "REQUESTED")
    else:
        block_id = visitors.load(caller.tenant_id, visitor_id).block_id
        if block_id is not None:
            end(caller.tenant_id, block_id, only=None if may_block else "REQUESTED")
    return visitors.read(caller.tenant_id, visitor_id, caller)


@optimistic
def block_visitor(caller: Caller, visitor_id: str, terms: Terms, status: BlockStatus = "ACTIVE") -> Block:
    """Blocks a visitor, or requests it. An existing block gets the new terms; a request changes no block, and the same
    terms change nothing."""
    tenant_id = caller.tenant_id
    visitor = visitors.load(tenant_id, visitor_id)
    existing = _find(tenant_id, visitor.block_id)
    if status == "REQUESTED" and existing is not None and is_blocked(existing.until):
        return existing
    made = _new(caller, visitor.block_id, terms, status, visitor_id=visitor_id)
    if existing is not None and existing.says_the_same_as(made):
        made = existing
    else:
        visitor.block_id = made.id
        visitor.blocked_until = made.until if status == "ACTIVE" else None
        _save(visitor, {"Put": made.get_save_kwargs_from_instance()})
    if status == "ACTIVE":
        with writes.dispensable():
            visitor_presence.left(tenant_id, visitor_id)
    return made


@optimistic
def block_address(caller: Caller, network: "Network", terms: Terms) -> Block:
    """Blocks an address or a range. An existing block gets the new terms; the same terms change nothing."""
    from connextlive.core import networks  # few blocks are of addresses

    ranges = blocked_ranges.load(caller.tenant_id)
    made = _new(caller, ranges.block_id_of(network), terms, address=networks.written(network))
    existing = _find(caller.tenant_id, ranges.block_id_of(network))
    if existing is not None and existing.says_the_same_as(made):
        return existing
    changed = ranges.having(Range(network, made.id, made.until))
    if len(changed.ranges) > blocked_ranges.MOST:
        raise Refused("At most 100 addresses and ranges can be blocked", "TOO_MANY_RANGES")
    _save_ranges(caller.tenant_id, changed, {"Put": made.get_save_kwargs_from_instance()}, made.id)
    return made


@optimistic
def end(tenant_id: str, block_id: str, only: BlockStatus | None = None) -> None:
    """Ends a block, or rejects a request; with `only`, those of that status."""
    found = _find(tenant_id, block_id)
    if found is None:
        raise NotFound("Block")
    if only not in (None, found.status):
        raise Forbidden("Only an administrator can end this block", "BLOCK_NOT_YOURS")
    where = {"pk": {"S": found.pk}, "sk": {"S": found.sk}}
    deletion = {"Delete": {"Key": where, "ConditionExpression": "attribute_exists(pk)"}}
    if found.visitor_id is None:
        _save_ranges(tenant_id, blocked_ranges.load(tenant_id).without(block_id), deletion, block_id)
        return
    visitor = visitors.load(tenant_id, found.visitor_id)
    visitor.block_id = visitor.blocked_until = None
    _save(visitor, deletion)


def _find(tenant_id: str, block_id: str | None) -> Block | None:
    found = Block.find(*key(tenant_id, block_id)) if block_id else None
    return found if isinstance(found, Block) else None


def _new(
    caller: Caller,
    replaced_id: str | None,
    terms: Terms,
    status: BlockStatus = "ACTIVE",
    *,
    visitor_id: str | None = None,
    address: str | None = None,
) -> Block:
    until, block_id = terms.until or FOREVER, replaced_id or new_id(PREFIX)
    return Block(
        *key(caller.tenant_id, block_id),
        id=block_id,
        status=status,
        visitor_id=visitor_id,
        address=address,
        reason=terms.reason,
        until=until,
        made_by=caller.id,
        made_by_name=caller.name,
        created_at=timestamp(),
        expires_at=None if until == FOREVER else int(datetime.fromisoformat(until).timestamp()),
    )


def _save(visitor: visitors.Visitor, change: Action) -> None:
    """Saves the visitor, their copies in their conversations, the block's change and its entry in the audit log in one
    transaction; copies in a visitor's oldest conversations follow if there are very many."""
    visitor.updated_at = timestamp()
    item = change.get("Put", {}).get("Item") or change["Delete"]["Key"]
    theirs = visitors.conversations_of(visitor)
    for conversation in theirs:
        conversation.visitor = {**visitor.card()}
    copied = theirs[: visitors.COPIED_AT_ONCE]
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in (visitor, *copied)]
    writes.transact([*puts, change, *log.of_transaction(visitor.tenant_id, item["sk"]["S"])])
    visitors.copy_to(visitor, theirs[visitors.COPIED_AT_ONCE :])


def _save_ranges(tenant_id: str, ranges: Ranges, change: Action, block_id: str) -> None:
    """Saves the ranges, the block's change and its entry in the audit log in one transaction. The keys get the ranges'
    version first."""
    api_key.expect_ranges(tenant_id, ranges.version)
    entry = log.of_transaction(tenant_id, block_id)
    writes.transact([blocked_ranges.put_action(tenant_id, ranges), change, *entry])


def page(tenant_id: str, limit: int, cursor: str | None) -> "tuple[list[ShownBlock], str | None]":
    """A page of the blocks and requests that have not ended, oldest first, with the visitors' names, and the next
    page's cursor. A page may be shorter than its limit, because ended ones are left out."""
    found, following = pages.of_collection(f"{tenant_id}#blocks", PREFIX, limit, cursor)
    current: list[BlockValues] = [values for values in found if is_blocked(values["until"])]
    visitor_ids = [values.get("visitor_id") for values in current]
    names = visitors.names(tenant_id, [one for one in visitor_ids if one])
    named = zip(current, visitor_ids, strict=True)
    return [{**values, "visitor_name": names.get(visitor_id or "")} for values, visitor_id in named], following
