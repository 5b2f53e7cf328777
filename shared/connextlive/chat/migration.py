"""Migrates a tenant's items from the form of earlier versions to the present one, while they are in use.

Every write is conditional on the item as it was read, and items in the present form are left alone. So a run can be
interrupted, repeated, and run at the same time as the functions, which read both forms. The earlier forms:
conversations under long names, with keys of four list indexes, their agent's card and their visitor's presence;
visitors with keys of the other two indexes; an item `reported` for each conversation; counters under long names;
roll-ups of the workspace; a search index of postings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.chat import conversation as conversations
from connextlive.chat import reindexing, visitor
from connextlive.chat.conversation import Conversation
from connextlive.chat.visitor_presence import OLD_LIST_KEYS, listed_in
from connextlive.reports import rollup
from connextlive.table import items, writes
from connextlive.table.codec import AttributeMap
from connextlive.table.names import SHORT

if TYPE_CHECKING:
    from connextlive.chat.conversation import VisitorCard

PAGE = 100


@dataclass(slots=True)
class Progress:
    """The number of items of a kind that were read, and that were written (or would be, in a dry run)."""

    what: str
    read: int = 0
    written: int = 0


def migrate(tenant_id: str, is_dry: bool = False) -> Iterator[Progress]:
    """Migrates a tenant, reporting progress after every step."""
    yield from _visitors(tenant_id, is_dry)
    yield from _conversations(tenant_id, is_dry)
    yield from _rollups(tenant_id, is_dry)
    if not is_dry:
        renamed = counters.migrate(tenant_id)
        yield Progress("counters", renamed, renamed)
        reindexing.migrate(tenant_id)


def _visitors(tenant_id: str, is_dry: bool) -> Iterator[Progress]:
    """No visitor is missed: one who moves within the old list, or leaves it, is written in the present form by that."""
    progress, after = Progress("visitors"), " "
    while items.HAS_OLD_INDEXES:
        found = items.query(f"{tenant_id}#visitors", index="all", after=after, limit=PAGE)
        for raw in found:
            progress.read += 1
            progress.written += is_dry or _relist(tenant_id, raw)
        yield progress
        if len(found) < PAGE:
            return
        after = found[-1]["listed"]["S"]


def _relist(tenant_id: str, raw: AttributeMap) -> bool:
    still = {"list_all": raw["list_all"]["S"], "listed": raw["listed"]["S"]}
    keys = listed_in(tenant_id, raw["site_id"]["S"])
    return writes.set_fields(raw["pk"]["S"], visitor.SK, keys, only_if=still, drop=OLD_LIST_KEYS) is not None


def _conversations(tenant_id: str, is_dry: bool) -> Iterator[Progress]:
    progress = Progress("conversations")
    for name in conversations.LISTS:
        for partition in conversations.partitions(tenant_id, name):
            after = " "
            while True:
                found = items.query(partition, index="by_state", after=after, limit=PAGE)
                old = [raw["pk"]["S"] for raw in found if raw.keys() & {*SHORT, *OLD_LIST_KEYS}]
                progress.read += len(found)
                progress.written += len(old) if is_dry else sum(map(_rewrite, old))
                if not is_dry:
                    rollup.migrate([raw["pk"]["S"] for raw in found])
                yield progress
                if len(found) < PAGE:
                    break
                after = found[-1]["listed"]["S"]


@writes.optimistic
def _rewrite(pk: str) -> bool:
    """Writes the present form with the same version, so that no client is notified of a change."""
    found = Conversation.find(pk, conversations.SK)
    if not isinstance(found, Conversation):
        return False  # deleted meanwhile
    found.agent = None
    visitor: VisitorCard = {**found.visitor}
    visitor.pop("seen_at", None)
    found.visitor = visitor
    writes.replace(found)
    return True


def _rollups(tenant_id: str, is_dry: bool) -> Iterator[Progress]:
    """The workspace's roll-ups, which are the sum of its sites' now."""
    progress, pk = Progress("roll-ups of the workspace"), f"{tenant_id}#rollup#workspace"
    while found := items.query(pk, limit=PAGE if not is_dry else items.ALL, fields=("pk", "sk")):
        progress.read, progress.written = progress.read + len(found), progress.written + len(found)
        if not is_dry:
            writes.delete_all((raw["pk"]["S"], raw["sk"]["S"]) for raw in found)
        yield progress
        if is_dry:
            return
