"""Rebuilds a tenant's search index in place, while it is in use.

All texts are written to new segments, which replace the older ones at the end. Texts that are written meanwhile go
through the log into newer segments, so nothing is lost. An interrupted rebuild continues at its position.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connextlive.chat import conversation, visitor
from connextlive.core.ids import ago
from connextlive.identity import presences
from connextlive.search import index as search
from connextlive.search import merging, postings
from connextlive.search.segments import Entry
from connextlive.table import codec, items
from connextlive.table.codec import AttributeMap

PAGE = 500  # entities read at a time
TEXTS = 5_000  # of a segment
RECENT = 180  # seconds
MESSAGES = 100_000  # of a conversation, at most


@dataclass(slots=True)
class Report:
    """The numbers of items that a rebuild has read and deleted."""

    items: int = 0
    postings: int = 0


def rebuild(tenant_id: str) -> Iterator[Report]:
    """Rebuilds the index, reporting progress after every step."""
    report = Report()
    reached = merging.begin_rebuild(tenant_id)
    texts: list[Entry] = []
    for position, raw in _items(tenant_id, reached):
        report.items += 1
        entry = search.entry(raw["pk"]["S"], codec.plain(raw))
        texts += [entry] if entry.terms else []
        if len(texts) >= TEXTS and position:
            merging.add(tenant_id, search.survey, texts, position)
            texts = []
            yield report
    merging.add(tenant_id, search.survey, texts, None)
    merging.end_rebuild(tenant_id)
    yield report
    for deleted in postings.delete_all(tenant_id):
        report.postings += deleted
        yield report


def migrate(tenant_id: str) -> None:
    """Migrates an index from before segments to the present form; does nothing if it has that."""
    if merging.has_postings(tenant_id):
        for _ in rebuild(tenant_id):
            pass


def _items(tenant_id: str, reached: str | None) -> Iterator[tuple[str | None, AttributeMap]]:
    """All searchable items, entities oldest first, because activity moves them towards the end of the lists. Visitors
    who are online are in no list: they are read after the lists, and one who left since is at the list's end. A
    conversation may have moved to a list that was already read, so changed ones are read again. The last item of an
    entity comes with the position to continue from."""
    changed_since = "" if reached else ago(RECENT)
    lists = _lists(tenant_id)
    number, _, after = (reached or "0 ").partition(" ")
    for position, (index, name) in enumerate(lists):
        if position >= int(number):
            start = after if after and position == int(number) else " "
            for entity in _listed(index, name, start):
                yield from _with_messages(entity, f"{position} {entity['listed']['S']}")
    yield from ((None, raw) for raw in _present(tenant_id))
    for index, name in _lists(tenant_id):  # of which there may be more by now
        for entity in _listed(index, name, " "):
            if codec.plain(entity)["updated_at"] >= changed_since:
                yield from _with_messages(entity, f"{len(lists)} ")


def entities(tenant_id: str) -> Iterator[AttributeMap]:
    """All conversations and visitors. A visitor who comes or goes meanwhile may be returned twice, but is never
    missed."""
    yield from _present(tenant_id)
    for index, name in _lists(tenant_id):
        yield from _listed(index, name, " ")
    yield from _present(tenant_id)


def _present(tenant_id: str) -> Iterator[AttributeMap]:
    """Visitors who are online."""
    keys = [(visitor.pk(tenant_id, one.visitor_id), visitor.SK) for one in presences.everybody(tenant_id)]
    yield from items.raw_items(keys)


def _lists(tenant_id: str) -> list[tuple[str, str]]:
    """Index and partition of each list. Conversations move through them in this order, unless they are reopened or
    unmarked as spam."""
    visitors = f"{tenant_id}#visitors"
    return [
        ("by_state", visitors),
        *([("all", visitors)] if items.HAS_OLD_INDEXES else []),
        *(
            ("by_state", partition)
            for name in ("WAITING", "ACTIVE", conversation.SNOOZED, "CLOSED", conversation.SPAM)
            for partition in conversation.partitions(tenant_id, name)
        ),
    ]


def _listed(index: str, name: str, after: str) -> Iterator[AttributeMap]:
    while found := items.query(name, index=index, after=after, limit=PAGE):
        yield from found
        after = found[-1]["listed"]["S"]


def _with_messages(entity: AttributeMap, position: str) -> Iterator[tuple[str | None, AttributeMap]]:
    yield from ((None, one) for one in items.query(entity["pk"]["S"], prefix="message#", limit=MESSAGES))
    yield position, entity
