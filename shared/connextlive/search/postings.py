"""The index as it was before segments: an item for each word of each text. Read until `make reindex` has rebuilt a
tenant's index, which deletes them; can be removed once no table has any.

A posting's key is `<term>#<ULID of the text>#<entity>`. Besides its words, a text has postings for the first three
letters of each, so that what was written last is found by a short prefix.
"""

from collections.abc import Iterator
from zlib import crc32

from connextlive.search.query import Document
from connextlive.table import items, writes

EDGE = 3  # letters of a word that a shorter prefix is looked up by
EDGES, WORDS = 16, 64  # partitions of a scope for each kind of posting
TAG = "="  # starts a posting for a whole tag
SCOPES = ("conversations", "conversations_by_visitor", "visitors", "visitors_by_name")
PAGE = 500


def look_up(tenant_id: str, scope: str, prefix: str, limit: int, *, whole: bool) -> tuple[set[Document], bool]:
    """The documents with a term that starts with the prefix, or is it, and whether these are all."""
    begin = f"{prefix}#" if whole or len(prefix) == EDGE else prefix
    found = items.query(
        _pk(tenant_id, scope, prefix), prefix=begin, limit=limit, newest_first=True, fields=("sk",), consistent=False
    )
    documents = (raw["sk"]["S"].rsplit("#", 2) for raw in found)
    return {Document(ulid, entity) for _, ulid, entity in documents}, len(found) < limit


def exist(tenant_id: str) -> bool:
    """Whether the tenant has any. A conversation is found by its ID, a visitor by anything; the other scopes have
    nothing that these have not."""
    edge = _pk(tenant_id, "conversations", "cnv")
    if items.query(edge, prefix="cnv#", limit=1, fields=("sk",)):
        return True
    return any(items.query(pk, limit=1, fields=("sk",)) for pk in _partitions(tenant_id, "visitors"))


def delete_all(tenant_id: str) -> Iterator[int]:
    """Deletes all postings of a tenant; yields how many at a time."""
    for scope in SCOPES:
        for pk in _partitions(tenant_id, scope):
            while found := items.query(pk, limit=PAGE, fields=("sk",)):
                writes.delete_all((pk, raw["sk"]["S"]) for raw in found)
                yield len(found)


def _partitions(tenant_id: str, scope: str) -> Iterator[str]:
    names = [*(f"e{number}" for number in range(EDGES)), *(f"w{number}" for number in range(WORDS))]
    return (f"{tenant_id}#find#{scope}#{name}" for name in names)


def _pk(tenant_id: str, scope: str, term: str) -> str:
    """Words with a common prefix share a partition."""
    is_edge = len(term) <= EDGE and not term.startswith(TAG)
    name = f"e{crc32(term[:1].encode()) % EDGES}" if is_edge else f"w{crc32(term[:EDGE].encode()) % WORDS}"
    return f"{tenant_id}#find#{scope}#{name}"
