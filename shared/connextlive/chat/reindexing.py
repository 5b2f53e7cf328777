"""Rebuilds a tenant's search index in place, while it is in use.

Two passes: every searchable item gets its missing postings, then every posting is checked against the item it points
to. Both check again after each write until nothing is left to do. So concurrent changes are never undone: whatever was
committed before the last check is included, and whatever comes later is indexed from the stream.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from connextlive.chat import conversation
from connextlive.search import index as search
from connextlive.search.index import Key
from connextlive.table import codec, items
from connextlive.table.codec import AttributeMap

PAGE = 500  # items or postings compared at a time


@dataclass(slots=True)
class Report:
    """What a rebuild has checked and repaired."""

    items: int = 0
    postings: int = 0
    written: int = 0
    deleted: int = 0


def rebuild(tenant_id: str) -> Iterator[Report]:
    """Rebuilds the index, reporting progress after every step."""
    report = Report()
    for page in _items(tenant_id):
        wanted = {(raw["pk"]["S"], raw["sk"]["S"]): search.postings(raw["pk"]["S"], codec.plain(raw)) for raw in page}
        _repair(wanted, report)
        report.items += len(page)
        yield report
    for pk in search.partitions(tenant_id):
        for postings in _pages(pk):
            by_source: dict[Key, set[Key]] = {}
            for raw in postings:
                by_source.setdefault(search.source(pk, raw["sk"]["S"]), set()).add((pk, raw["sk"]["S"]))
            wanted = search.wanted_of(by_source)
            stale = {key: of - wanted[key] for key, of in by_source.items() if of - wanted[key]}
            _repair(stale, report)
            report.postings += len(postings)
            yield report


def _repair(doubtful: Mapping[Key, set[Key]], report: Report) -> None:
    """Compares postings with the items they belong to, until a check of both finds no difference."""
    while doubtful:
        wanted = search.wanted_of(doubtful)
        there = _there(posting for of in doubtful.values() for posting in of)
        wrong = {
            posting: posting in wanted[key]
            for key, of in doubtful.items()
            for posting in of
            if (posting in wanted[key]) != (posting in there)
        }
        search.write(wrong)
        report.written += sum(wrong.values())
        report.deleted += len(wrong) - sum(wrong.values())
        doubtful = {key: left for key, of in doubtful.items() if (left := {one for one in of if one in wrong})}


def _there(postings: Iterable[Key]) -> set[Key]:
    keys = list(postings)
    return {(raw["pk"]["S"], raw["sk"]["S"]) for raw in items.raw_items(keys)} if keys else set()


def _items(tenant_id: str) -> Iterator[list[AttributeMap]]:
    """All searchable items, oldest first: activity moves items towards the end of the list, never past it."""
    page: list[AttributeMap] = []
    for listed in (f"{tenant_id}#visitors", *conversation.shards(f"{tenant_id}#conversations")):
        for entities in _pages(listed, "all"):
            for raw in entities:
                page += [raw, *(items.query(raw["pk"]["S"], prefix="message#", limit=search.POSTINGS))]
                if len(page) >= PAGE:
                    yield page
                    page = []
    yield page


def _pages(pk: str, index: str | None = None) -> Iterator[list[AttributeMap]]:
    after = " "  # sorts before every key
    while True:
        found = items.query(pk, index=index, after=after, limit=PAGE)
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1]["listed" if index else "sk"]["S"]
