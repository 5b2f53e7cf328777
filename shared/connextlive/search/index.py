"""The search index: an inverted index in the table, updated from the stream.

Every word of every searchable text is a posting, a key without content: `<word>#<ULID of the text>#<entity>`. So one
word's postings are ordered by time, and a search that cannot read all of them reads the newest. Prefixes of one to
three letters have their own postings, under the first three letters of each word: few enough keys to read each. Words
of up to three letters are only there.

A search reads the postings of each of its words, intersects the entities, and reads those: it costs what it finds, not
what exists. What a posting does not contain, such as whether words are adjacent, is checked in the text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from zlib import crc32

from connextlive.core import phones
from connextlive.core.text import fold, without_umlauts, words
from connextlive.search.query import SearchQuery, has_phrase, has_word, snippet
from connextlive.table import codec, items, writes
from connextlive.table.codec import Values

type Scope = Literal["conversations", "conversations_by_visitor", "visitors", "visitors_by_name"]
type Key = tuple[str, str]
type Found = dict[str, list[str]]

SCOPES: tuple[Scope, ...] = get_args(Scope.__value__)
KINDS = ("conversation", "message", "visitor")
EDGE = 3  # letters of a word that a shorter prefix is looked up by
EDGES, WORDS = 16, 64  # partitions of a scope for each kind of posting
POSTINGS = 20_000  # postings read per word
PROBE = 2_000  # read at first; more only if no other word leaves few entities
FEW = 20  # entities whose texts are cheaper to read than more postings
MATCHES = 1_000  # entities that a search reads and can page through, newest matches first
READ = 5_000  # texts read that contain all words of a phrase, newest first
BRANCHES, TWIGS = 200, 1_000  # for a prefix with more postings: words, and newest postings of each at first
VERIFIED = 200  # entities whose texts are read because a word has too many postings
TAG = "="  # starts a posting for a whole tag; no word contains it
# The items that postings point to, by prefix of the entity; every other text is a message.
_OWN = {"cnv": "conversation", "vis": "visitor"}
_MESSAGE = "message#msg_"


@dataclass(frozen=True, slots=True)
class Hits:
    """Entities with matches, each with the ULIDs of its texts, newest first; whether they are complete, and otherwise
    how to read more and how to check an entity's terms."""

    texts: Found
    is_all: bool
    further: "Callable[[bool], Hits]" = field(repr=False)
    occurs: Callable[[set[str]], bool] = field(repr=False)


def find(
    tenant_id: str,
    scope: Scope,
    text: str,
    tags: Iterable[str] = (),
    country: Callable[[], str | None] = lambda: None,
) -> Found:
    """IDs of entities that contain every word of `text` (a word matches as a prefix, words in quotes only exactly) and
    have all `tags`, each with the ULIDs of its matching texts. The latest matches come first. If the text may be a
    phone number, `country` returns the country for national numbers."""
    wanted = [_tag(tag) for tag in tags]
    found = _find(tenant_id, scope, SearchQuery.of(text), wanted)
    if scope == "visitors" and phones.looks_like_one(text):
        numbers = phones.beginnings(text, country)
        found = (_find(tenant_id, scope, SearchQuery((numbers,)), wanted) if numbers else {}) | found
    newest = sorted(found, key=lambda entity: (max(found[entity]), entity), reverse=True)
    return {entity: found[entity] for entity in newest[:MATCHES]}


def _find(tenant_id: str, scope: Scope, query: SearchQuery, tags: list[str]) -> Found:
    hits: list[Hits] = []
    for hit in _look_up(tenant_id, scope, query, tags):
        hits.append(hit)
        if not hit.texts:
            return {}
    matching = _common(hits) if hits else set()
    if not all(hit.is_all for hit in hits) and not (any(hit.is_all for hit in hits) and len(matching) <= FEW):
        alone = len(hits) == 1
        hits = [hit if hit.is_all else hit.further(alone) for hit in hits]
        matching = _common(hits)
    sure = [hit for hit in hits if hit.is_all]
    for hit in hits if sure else ():
        if not hit.is_all:
            newest = sorted(matching - hit.texts.keys(), key=lambda entity: sure[0].texts[entity][0], reverse=True)
            said = {entity for entity in newest[:VERIFIED] if hit.occurs(_terms_of(tenant_id, scope, entity))}
            matching &= hit.texts.keys() | said
    return {entity: _best(hit.texts.get(entity, ()) for hit in hits) for entity in matching}


def _look_up(tenant_id: str, scope: Scope, query: SearchQuery, tags: list[str]) -> Iterator[Hits]:
    yield from (_spelled(tenant_id, scope, spellings) for spellings in query.words)
    yield from (_whole(tenant_id, scope, tag) for tag in tags)
    yield from (_phrase(tenant_id, scope, phrase) for phrase in query.phrases)


def _common(hits: list[Hits]) -> set[str]:
    """The intersection of all hits, starting with the complete ones if there are any."""
    known = [hit for hit in hits if hit.is_all] or hits
    return set(known[0].texts).intersection(*(hit.texts for hit in known[1:]))


def _best(texts: Iterable[Iterable[str]]) -> list[str]:
    counts = Counter(ulid for of_one in texts for ulid in of_one)
    return sorted(counts, key=lambda ulid: (counts[ulid], ulid), reverse=True)


def _spelled(tenant_id: str, scope: Scope, spellings: tuple[str, ...]) -> Hits:
    """A word in any of its spellings; also as `muller`, if the search is for `mueller` and the text says `Müller`."""
    hits = [_prefixed(tenant_id, scope, word) for word in spellings]
    word = spellings[0]
    plain = without_umlauts(word)
    if plain != word:
        said = _prefixed(tenant_id, scope, plain).texts
        hits.append(_read_through(tenant_id, scope, _pairs(said), VERIFIED, lambda text: has_word(text, word)))
    return _either(hits)


def _either(hits: list[Hits]) -> Hits:
    if len(hits) == 1:
        return hits[0]
    found = {entity for hit in hits for entity in hit.texts}
    return Hits(
        {of: sorted({ulid for hit in hits for ulid in hit.texts.get(of, ())}, reverse=True) for of in found},
        all(hit.is_all for hit in hits),
        lambda alone: _either([hit if hit.is_all else hit.further(alone) for hit in hits]),
        lambda terms: any(hit.occurs(terms) for hit in hits),
    )


def _prefixed(tenant_id: str, scope: Scope, prefix: str) -> Hits:
    """Hits of a prefix; the newest, if the prefix has its own key."""
    pk, is_key = _pk(tenant_id, scope, prefix), len(prefix) == EDGE
    begin = f"{prefix}#" if is_key else prefix

    def occurs(terms: set[str]) -> bool:
        return any(term.startswith(prefix) for term in terms)

    def further(alone: bool) -> Hits:
        found: list[str] = []
        is_all, limit = False, PROBE
        while not is_all and limit < POSTINGS and not (alone and len(_entities(found)) >= MATCHES):
            limit = min(limit * 4, POSTINGS) if is_key else POSTINGS
            found, is_all = _newest(pk, begin, limit)
        if not is_all and not is_key:
            found = _newest_of(pk, list(_branches(pk, prefix)))
        return _hits(found, is_all, further, occurs)

    found, is_all = _newest(pk, begin, PROBE)
    return _hits(found, is_all, further, occurs)


def _whole(tenant_id: str, scope: Scope, term: str) -> Hits:
    def further(alone: bool) -> Hits:
        return _hits(*_newest(_pk(tenant_id, scope, term), f"{term}#", POSTINGS), further, lambda terms: term in terms)

    return further(False)


def _newest_of(pk: str, terms: list[str]) -> list[str]:
    """The newest postings of many words, as many of each as a search may find entities. Only postings newer than the
    last one read of every word are certainly complete, so only these count."""
    limit, twigs = TWIGS, {term: _newest(pk, f"{term}#", TWIGS) for term in terms}
    while True:
        found = [sk for sks, _ in twigs.values() for sk in sks]
        cut = [sks[-1] for sks, is_all in twigs.values() if not is_all]
        horizon = max((_parts(sk)[1] for sk in cut), default="")
        if not cut or limit >= POSTINGS or len(_entities(found, horizon)) >= MATCHES:
            return found
        limit = min(limit * 4, POSTINGS)
        for term, (_, is_all) in twigs.items():
            if not is_all:
                twigs[term] = _newest(pk, f"{term}#", limit)


def _entities(sks: list[str], since: str = "") -> set[str]:
    return {entity for _, ulid, entity in map(_parts, sks) if ulid >= since}


def _phrase(tenant_id: str, scope: Scope, phrase: tuple[str, ...]) -> Hits:
    """Texts that contain all of the words, read to check whether they are adjacent."""
    hits = [_whole(tenant_id, scope, word) for word in dict.fromkeys(phrase)]
    common = set.intersection(*(_pairs(hit.texts) for hit in hits))
    return _read_through(tenant_id, scope, common, READ, lambda text: has_phrase(text, phrase))


def _pairs(found: Found) -> set[tuple[str, str]]:
    return {(ulid, entity) for entity, ulids in found.items() for ulid in ulids}


def _read_through(
    tenant_id: str, scope: Scope, of: set[tuple[str, str]], most: int, says: Callable[[str], bool]
) -> Hits:
    """The texts that satisfy a test, of which the newest are read."""
    newest = sorted(of, reverse=True)[:most]
    texts: Found = {}
    while newest and len(texts) < MATCHES:
        some, newest = newest[:MATCHES], newest[MATCHES:]
        items = _read(_item_key(tenant_id, entity, ulid) for ulid, entity in some)
        for ulid, entity in some:
            values = items.get(_item_key(tenant_id, entity, ulid))
            if values and any(map(says, texts_of(scope, values).values())):
                texts.setdefault(entity, []).append(ulid)
    whole = Hits(texts, True, lambda alone: whole, lambda terms: False)
    return whole


def _newest(pk: str, prefix: str, limit: int) -> tuple[list[str], bool]:
    """Postings in descending order, and whether there are more. They lag behind the texts anyway, so strong consistency
    would double the cost for nothing."""
    found = items.query(pk, prefix=prefix, limit=limit, newest_first=True, fields=("sk",), consistent=False)
    return [posting["sk"]["S"] for posting in found], len(found) < limit


def _branches(pk: str, prefix: str) -> Iterator[str]:
    """The first words with a prefix: one Query each, skipping all postings of a word."""
    last = prefix + chr(0x10FFFF)
    position = prefix
    for _ in range(BRANCHES):
        found = items.query(pk, after=position, before=last, limit=1, fields=("sk",), consistent=False)
        if not found:
            return
        word = _parts(found[0]["sk"]["S"])[0]
        yield word
        position = f"{word}$"  # sorts after the # that follows the word


def _hits(sks: list[str], is_all: bool, further: Callable[[bool], Hits], occurs: Callable[[set[str]], bool]) -> Hits:
    texts: Found = {}
    for _, ulid, entity in sorted(map(_parts, sks), key=lambda parts: parts[1], reverse=True):
        texts.setdefault(entity, []).append(ulid)
    return Hits(texts, is_all, further, occurs)


def _terms_of(tenant_id: str, scope: Scope, entity: str) -> set[str]:
    """All terms of an entity, including its messages' if it is a conversation."""
    found = items.query(f"{tenant_id}#{entity}", limit=POSTINGS)
    return {term for raw in found if "kind" in raw for term in _terms(scope, codec.plain(raw))}


def explain(tenant_id: str, scope: Scope, text: str, page: list[Values], found: Found) -> list[Values]:
    """The values of found entities, each with `match`: which of its texts matched, and where."""
    query = SearchQuery.of(text)
    best = {values["id"]: _item_key(tenant_id, values["id"], found[values["id"]][0]) for values in page}
    own = {_item_key(tenant_id, values["id"], _ulid(values["id"])): values for values in page}
    items = own | _read(key for key in best.values() if key not in own)
    return [values | {"match": _match(scope, items.get(best[values["id"]]), query)} for values in page]


def _match(scope: Scope, values: Values | None, query: SearchQuery) -> Values | None:
    for name, text in texts_of(scope, values).items() if values else ():
        spans = query.spans(text)
        if spans:
            shown, ranges = snippet(text, spans)
            message_id = values["id"] if values and values["kind"] == "message" else None
            return {"field": name, "snippet": shown, "ranges": ranges, "message_id": message_id}
    return None


# ── Updating ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def update(changes: Iterable[tuple[str, Values | None, Values | None]]) -> None:
    """Updates the postings for changed items: (partition key, values before, values after).

    The changes determine which postings to check; the current items determine the outcome. So a change may be delivered
    again, late or out of order.
    """
    touched: dict[Key, set[Key]] = {}
    for pk, before, after in changes:
        old = postings(pk, before) if before else set()
        new = postings(pk, after) if after else set()
        if old != new:
            touched.setdefault((pk, (after or before or {})["sk"]), set()).update(old ^ new)
    if touched:
        wanted = wanted_of(touched)
        write({posting: posting in wanted[key] for key, of in touched.items() for posting in of})


def wanted_of(keys: Iterable[Key]) -> dict[Key, set[Key]]:
    """The postings that items should have now; none for a deleted item."""
    items = _read(keys)
    return {key: postings(key[0], items[key]) if key in items else set() for key in keys}


def write(kept: Mapping[Key, bool]) -> None:
    """Writes the postings to keep and deletes the others. Idempotent."""
    writes.write_all(
        [
            {"PutRequest": {"Item": codec.typed({"pk": pk, "sk": sk, "kind": "posting"})}}
            if is_kept
            else {"DeleteRequest": {"Key": codec.typed({"pk": pk, "sk": sk})}}
            for (pk, sk), is_kept in kept.items()
        ]
    )


def postings(pk: str, values: Mapping[str, Any]) -> set[Key]:
    """The keys of all postings of an item."""
    if values["kind"] not in KINDS:
        return set()
    tenant_id, _, entity = pk.partition("#")
    where = f"{_ulid(values['id'])}#{entity}"
    return {
        (_pk(tenant_id, scope, term), f"{term}#{where}")
        for scope in SCOPES
        for whole in _terms(scope, values)
        for term in ({whole} if whole.startswith(TAG) else {whole[:EDGE], whole})
    }


def source(pk: str, sk: str) -> Key:
    """The key of the item that a posting points to."""
    _, ulid, entity = _parts(sk)
    return _item_key(pk.partition("#")[0], entity, ulid)


def partitions(tenant_id: str) -> list[str]:
    """All partitions with postings of a tenant."""
    names = [*(f"e{number}" for number in range(EDGES)), *(f"w{number}" for number in range(WORDS))]
    return [f"{tenant_id}#find#{scope}#{name}" for scope in SCOPES for name in names]


def texts_of(scope: Scope, values: Mapping[str, Any]) -> dict[str, str]:
    """The searchable texts of an item in a scope, by their names in responses."""
    texts: dict[str, str | None] = {}
    match values["kind"], scope:
        case "message", "conversations" if values["sender_type"] != "SYSTEM":
            texts = {"content": values["content"]}
        case "conversation", "conversations" | "conversations_by_visitor":
            card = values["visitor"]
            texts = {"userName": card.get("user_name"), "userEmail": card.get("user_email")}
            if scope == "conversations":
                texts |= {"visitorId": values["visitor_id"], "id": values["id"]}
        case "visitor", "visitors" | "visitors_by_name":
            texts = {"userName": values.get("user_name"), "userEmail": values.get("user_email")}
            if scope == "visitors":
                texts |= {"userPhone": values.get("user_phone"), "ip": values.get("ip")}
                texts |= {"country": values.get("country"), "city": values.get("city")}
    return {name: text for name, text in texts.items() if text}


def _terms(scope: Scope, values: Mapping[str, Any]) -> set[str]:
    terms = {word for text in texts_of(scope, values).values() for word in words(text)}
    if values["kind"] == "visitor" and scope in ("visitors", "visitors_by_name"):
        terms |= {_tag(tag) for tag in values.get("tags", [])}
        if scope == "visitors":
            terms |= phones.endings(values.get("user_phone"), values.get("country"))
    elif values["kind"] == "conversation" and scope in ("conversations", "conversations_by_visitor"):
        terms |= {_tag(tag) for tag in values.get("tags", [])}
    return terms


def _read(keys: Iterable[Key]) -> dict[Key, Values]:
    found = list(keys)
    raw_items = items.raw_items(found) if found else []
    return {(raw["pk"]["S"], raw["sk"]["S"]): codec.plain(raw) for raw in raw_items}


def _tag(tag: str) -> str:
    return TAG + fold(tag).replace("#", "\x01")


def _pk(tenant_id: str, scope: Scope, term: str) -> str:
    """Few enough partitions to list them all; words with a common prefix share a partition."""
    is_edge = len(term) <= EDGE and not term.startswith(TAG)
    name = f"e{crc32(term[:1].encode()) % EDGES}" if is_edge else f"w{crc32(term[:EDGE].encode()) % WORDS}"
    return f"{tenant_id}#find#{scope}#{name}"


def _parts(sk: str) -> tuple[str, str, str]:
    term, ulid, entity = sk.rsplit("#", 2)
    return term, ulid, entity


def _ulid(entity: str) -> str:
    return entity.partition("_")[2]


def _item_key(tenant_id: str, entity: str, ulid: str) -> Key:
    own = ulid == _ulid(entity)
    return f"{tenant_id}#{entity}", _OWN[entity[:3]] if own else _MESSAGE + ulid
