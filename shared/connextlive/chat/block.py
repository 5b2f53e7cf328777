"""Blocks: whom a workspace refuses, until when, why and since when, and who has decided it; and agents' requests for
one. What has ended is deleted; the audit log keeps who began and ended it.

A visitor has at most one, whose ID and end they and the copy of them in their conversation carry: requests read one of
both anyway, and a message that is being sent meanwhile loses the race for the conversation.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from connextlive.audit import log
from connextlive.chat import visitor as visitors
from connextlive.chat import visitor_presence
from connextlive.core.blocking import FOREVER, is_blocked
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, NotFound
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.identity import workspace
from connextlive.table import pages, writes
from connextlive.table.codec import Values
from connextlive.table.orm import Item, MaybeText, NumberAttribute, UnicodeAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import BlockValues, VisitorValues

type BlockStatus = Literal["ACTIVE", "REQUESTED"]
PREFIX = "blk"


class Block(Item, discriminator="block"):
    """A visitor who is blocked, or of whom an agent asks it. DynamoDB deletes it some time after its end, if it has
    one."""

    id = UnicodeAttribute()
    status = UnicodeAttribute()
    visitor_id = UnicodeAttribute()
    reason = MaybeText()
    until = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Terms:
    """Until when, for good if nobody says it, and why."""

    until: str | None = None
    reason: str | None = None


def key(tenant_id: str, block_id: str) -> tuple[str, str]:
    if not is_id(block_id, PREFIX):
        raise NotFound("Block")
    return f"{tenant_id}#blocks", block_id


def set_by_agent(caller: Caller, visitor_id: str, terms: Terms | None) -> "VisitorValues":
    """Blocks a visitor whom the agent sees, on these terms, or ends it without any, if the workspace lets agents do so.
    If it does not, they ask for a block, or no longer do. Returns the visitor's values."""
    visitors.read(caller.tenant_id, visitor_id, caller)
    may_block = workspace.lets_agents_block(caller.tenant_id)
    if terms is not None:
        block_visitor(caller, visitor_id, terms, "ACTIVE" if may_block else "REQUESTED")
    else:
        block_id = visitors.load(caller.tenant_id, visitor_id).block_id
        if block_id is not None:
            end(caller.tenant_id, block_id, only=None if may_block else "REQUESTED")
    return visitors.read(caller.tenant_id, visitor_id, caller)


@optimistic
def block_visitor(caller: Caller, visitor_id: str, terms: Terms, status: BlockStatus = "ACTIVE") -> Block:
    """Blocks a visitor, or asks for it. Who is blocked already is so on the new terms; a request changes no block."""
    tenant_id = caller.tenant_id
    visitor = visitors.load(tenant_id, visitor_id)
    existing = Block.find(*key(tenant_id, visitor.block_id)) if visitor.block_id else None
    if status == "REQUESTED" and isinstance(existing, Block) and is_blocked(existing.until):
        return existing
    made = _new(caller, visitor_id, visitor.block_id or new_id(PREFIX), terms, status)
    visitor.block_id = made.id
    visitor.blocked_until = made.until if status == "ACTIVE" else None
    _save(visitor, {"Put": made.get_save_kwargs_from_instance()})
    if status == "ACTIVE":
        with writes.dispensable():
            visitor_presence.left(tenant_id, visitor_id)
    return made


@optimistic
def end(tenant_id: str, block_id: str, only: BlockStatus | None = None) -> None:
    """Ends a block, or turns a request down; `only` those of that status."""
    found = Block.find(*key(tenant_id, block_id))
    if not isinstance(found, Block):
        raise NotFound("Block")
    if only not in (None, found.status):
        raise Forbidden("Only an administrator can end this block", "BLOCK_NOT_YOURS")
    visitor = visitors.load(tenant_id, found.visitor_id)
    visitor.block_id = visitor.blocked_until = None
    where = {"pk": {"S": found.pk}, "sk": {"S": found.sk}}
    _save(visitor, {"Delete": {"Key": where, "ConditionExpression": "attribute_exists(pk)"}})


def _new(caller: Caller, visitor_id: str, block_id: str, terms: Terms, status: BlockStatus) -> Block:
    until = terms.until or FOREVER
    return Block(
        *key(caller.tenant_id, block_id),
        id=block_id,
        status=status,
        visitor_id=visitor_id,
        reason=terms.reason,
        until=until,
        made_by=caller.id,
        made_by_name=caller.name,
        created_at=timestamp(),
        expires_at=None if until == FOREVER else int(datetime.fromisoformat(until).timestamp()),
    )


def _save(visitor: visitors.Visitor, change: Values) -> None:
    """Saves the visitor, the copy of them in their conversation and what happens to the block, with its entry in the
    audit log: all or none."""
    visitor.updated_at = timestamp()
    item = change.get("Put", {}).get("Item") or change["Delete"]["Key"]
    conversation = visitors.conversation_of(visitor)
    if conversation is not None:
        conversation.visitor = {**visitor.card()}
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in (visitor, conversation) if one is not None]
    writes.transact([*puts, change, *log.of_transaction(visitor.tenant_id, item["sk"]["S"])])


def page(tenant_id: str, limit: int, cursor: str | None) -> tuple[list[Values], str | None]:
    """A page of the blocks and requests that have not ended, oldest first, with the visitors' names, and the next
    page's cursor. What has ended may make a page shorter."""
    found, following = pages.of_collection(f"{tenant_id}#blocks", PREFIX, limit, cursor)
    current: list[BlockValues] = [values for values in found if is_blocked(values["until"])]
    names = visitors.names(tenant_id, [values["visitor_id"] for values in current])
    return [{**values, "visitor_name": names.get(values["visitor_id"])} for values in current], following
