"""Rebuilding a tenant's search index in place, while it is in use.

Two passes: everything that is searched gets the postings that it lacks, then every posting is tried against the item it
points to. Either repairs by looking again after each write until there is nothing left to do. So what a visitor or an
agent changes in between is never undone: whatever was committed before the last look is in it, and whatever comes
after is the stream's to index.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from connextlive.chat import conversation
from connextlive.search import index as search
from connextlive.search.index import Key
from connextlive.table import codec, items
from connextlive.table.codec import Raw

PAGE = 500  # items, or postings, that are compared at a time


@dataclass(slots=True)
class Report:
    """What a rebuild has looked at and put right."""

    items: int = 0
    postings: int = 0
    written: int = 0
    deleted: int = 0


def rebuild(tenant_id: str) -> Iterator[Report]:
    """Rebuilds the index and says after every step how far it is."""
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
    """Compares postings, by the item they belong to, with that item until a look at both finds nothing wrong."""
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


def _items(tenant_id: str) -> Iterator[list[Raw]]:
    """All that is searched. Oldest first: what is active meanwhile moves towards the end of the list, never past it."""
    page: list[Raw] = []
    for listed in (f"{tenant_id}#visitors", *conversation.shards(f"{tenant_id}#conversations")):
        for entities in _pages(listed, "all"):
            for raw in entities:
                page += [raw, *(items.query(raw["pk"]["S"], prefix="message#", limit=search.POSTINGS))]
                if len(page) >= PAGE:
                    yield page
                    page = []
    yield page


def _pages(pk: str, index: str | None = None) -> Iterator[list[Raw]]:
    after = " "  # before every key
    while True:
        found = items.query(pk, index=index, after=after, limit=PAGE)
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1]["listed" if index else "sk"]["S"]
