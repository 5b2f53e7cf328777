"""The search index: an inverted index in the table itself, kept by the stream.

For every word of every searchable text there is a posting, a key without further content:
`<tenant>#find#<scope>#<first letter>` / `<word>#<entity>#<source>`. A search reads, for each of its words, the postings
that begin with it, intersects the entities, and then reads those: it costs what it finds, not what there is.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from connextlive.models import base
from connextlive.models.base import Raw
from connextlive.words import fold, words

type Scope = Literal["conversations", "conversations_by_visitor", "visitors", "visitors_by_name"]
POSTINGS = 20_000  # postings of one word that a search looks at
MATCHES = 1_000  # entities that a search reads and can page through, the youngest first
TAG = "="  # begins a posting for a whole tag; no word does


def find(tenant_id: str, scope: Scope, text: str, tags: Iterable[str] = ()) -> list[str]:
    """Ids of entities that contain every word of `text` (a word matches what begins with it) and bear all `tags`; the
    youngest first."""
    prefixes = [*dict.fromkeys(words(text)), *(f"{_tag(tag)}#" for tag in tags)]
    matching: set[str] | None = None
    for prefix in prefixes:
        postings = base.query(_pk(tenant_id, scope, prefix), prefix=prefix, limit=POSTINGS, fields=("sk",))
        entities = {posting["sk"]["S"].split("#")[1] for posting in postings}
        matching = entities if matching is None else matching & entities
        if not matching:
            return []
    return sorted(matching or (), reverse=True)[:MATCHES]


def update(changes: Iterable[tuple[str, Raw | None, Raw | None]]) -> None:
    """Brings the postings in line with entities' changes: (partition key, values before, values after).

    Writing a posting twice or deleting one that is gone changes nothing, so a change may be delivered again.
    """
    keep: dict[tuple[str, str], bool] = {}
    for pk, before, after in changes:
        old = _postings(pk, before) if before else set()
        new = _postings(pk, after) if after else set()
        keep |= dict.fromkeys(old - new, False) | dict.fromkeys(new - old, True)
    base.write_all(
        [
            {"PutRequest": {"Item": base.typed({"pk": pk, "sk": sk, "kind": "posting"})}}
            if kept
            else {"DeleteRequest": {"Key": base.typed({"pk": pk, "sk": sk})}}
            for (pk, sk), kept in keep.items()
        ]
    )


def _postings(pk: str, values: Mapping[str, Any]) -> set[tuple[str, str]]:
    tenant_id, _, entity = pk.partition("#")
    terms: list[tuple[Scope, set[str]]] = []
    source = entity
    match values["kind"]:
        case "message" if values["sender_type"] != "SYSTEM":
            source = values["id"]
            terms = [("conversations", words(values["content"]))]
        case "conversation":
            visitor = values["visitor"]
            who = words(visitor.get("user_name")) | words(visitor.get("user_email"))
            terms = [
                ("conversations", who | {fold(values["visitor_id"]), fold(values["id"])}),
                ("conversations_by_visitor", who),
            ]
        case "visitor":
            who = words(values.get("user_name")) | words(values.get("user_email"))
            where = words(values.get("ip")) | words(values.get("country")) | words(values.get("city"))
            phone = words(values.get("user_phone")) | {"".join(filter(str.isdigit, values.get("user_phone") or ""))}
            tags = {_tag(tag) for tag in values.get("tags", [])}
            terms = [("visitors", who | where | phone - {""} | tags), ("visitors_by_name", who | tags)]
    return {(_pk(tenant_id, scope, term), f"{term}#{entity}#{source}") for scope, found in terms for term in found}


def _tag(tag: str) -> str:
    return TAG + fold(tag).replace("#", "\x01")


def _pk(tenant_id: str, scope: Scope, term: str) -> str:
    return f"{tenant_id}#find#{scope}#{term[:1]}"
