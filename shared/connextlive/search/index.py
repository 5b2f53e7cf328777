"""The search index: which words lead to which texts, kept up to date from the stream.

A term is a scope and a folded word, or a whole tag. The terms of each changed text are appended to a log that is merged
into segments in the background (`segments.py`). A search looks up its words in both, intersects the entities, and reads
those: it costs what it finds, not what exists.

The index may name texts that have changed or are gone, never the other way round: what a search finds is checked in the
current items, which its caller needs anyway; messages only where the conversation says that some were edited. So
records of the stream can come again, late or out of order: they append terms that are there already, or that the check
refuses.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, get_args

from connextlive.core import phones
from connextlive.core.text import fold, without_umlauts, words
from connextlive.search.query import Document, SearchQuery, has_phrase, has_word, snippet
from connextlive.table import codec, items
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.search.segments import Entry, View

type Scope = Literal["conversations", "conversations_by_visitor", "visitors", "visitors_by_name"]
type Key = tuple[str, str]
type Image = Mapping[str, Any]
type Found = dict[str, list[str]]

SCOPES: tuple[Scope, ...] = get_args(Scope.__value__)
KINDS = ("conversation", "message", "visitor")
TERMS = 2_000  # words of a text that are indexed, the first ones
TERM_BYTES = 64_000  # of these, at most
POSTINGS = 20_000  # texts looked at per word
PROBE = 2_000  # looked at first; more only if no other word leaves few entities
FEW = 20  # entities whose texts are cheaper to read than more postings
MATCHES = 1_000  # entities that a search reads and can page through, newest matches first
READ = 5_000  # texts read that contain all words of a phrase, newest first
VERIFIED = 200  # entities whose texts are read because a word has too many postings
TAG = "="  # starts the term of a whole tag; no word contains it
MOOD = "="  # starts what a conversation's mood is indexed as, beside its tags
READ_AGAIN = 3  # times that a search begins anew because segments were merged while it read them
# The items that texts are of, by prefix of the entity; every other text is a message.
_OWN = {"cnv": "conversation", "vis": "visitor"}
_MESSAGE = "message#msg_"
_UNPRINTED = str.maketrans({"#": "\x01", "\n": " "})


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a search finds: its values, and the ULIDs of its matching texts, the best first."""

    texts: list[str]
    values: Values


@dataclass(frozen=True, slots=True)
class Hits:
    """Entities with matches, each with the ULIDs of its texts, newest first; whether they are complete, and otherwise
    how to read more; and whether an entity really matches by its current terms."""

    texts: Found
    is_all: bool
    further: "Callable[[bool], Hits]" = field(repr=False)
    occurs: Callable[[str, set[str]], bool] = field(repr=False)


def find(
    tenant_id: str,
    scope: Scope,
    text: str,
    tags: Iterable[str | Sequence[str]] = (),
    country: Callable[[], str | None] = lambda: None,
) -> dict[str, Match]:
    """Entities by ID that contain every word of `text` (a word matches as a prefix, words in quotes only exactly) and
    have all `tags`; where several are given instead of one, any of them. The latest matches come first. If the text may
    be a phone number, `country` returns the country for national numbers."""
    from connextlive.search.segments import Stale, View  # not all who import this search

    terms = [list(dict.fromkeys(map(_tag, [tag] if isinstance(tag, str) else tag))) for tag in tags]
    if not all(terms):
        return {}
    for _ in range(READ_AGAIN):
        try:
            return _find(Search(tenant_id, scope, View(tenant_id)), text, terms, country)
        except Stale:
            continue
    return _find(Search(tenant_id, scope, View(tenant_id, consistent=True)), text, terms, country)


def _find(search: "Search", text: str, tags: list[list[str]], country: Callable[[], str | None]) -> dict[str, Match]:
    candidates = search.candidates(SearchQuery.of(text), tags)
    if search.scope == "visitors" and phones.looks_like_one(text):
        numbers = phones.beginnings(text, country)
        candidates += search.candidates(SearchQuery((numbers,)), tags) if numbers else []
    return search.checked(candidates)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may match, and what led to it."""

    entity: str
    hits: list[Hits]

    @property
    def newest(self) -> tuple[str, str]:
        return max(hit.texts[self.entity][0] for hit in self.hits if self.entity in hit.texts), self.entity

    @property
    def messages(self) -> list[Document]:
        """What was found of the entity but its own text, newest first."""
        found = {ulid for hit in self.hits for ulid in hit.texts.get(self.entity, ())} - {_ulid(self.entity)}
        return [Document(ulid, self.entity) for ulid in sorted(found, reverse=True)]

    def texts(self, values: Values, scope: Scope, current: Mapping[Document, set[str]]) -> list[str] | None:
        """The matching texts, the best first; None if the entity's current values do not match. Of edited messages the
        `current` terms are known."""
        own, terms = _ulid(self.entity), None
        counts: Counter[str] = Counter()
        for hit in self.hits:
            ulids = hit.texts.get(self.entity)
            if ulids is None:
                continue  # its texts were read: the word has too many postings
            if own in ulids:
                terms = _terms(scope, values) if terms is None else terms
                if not hit.occurs(self.entity, terms):
                    ulids = [ulid for ulid in ulids if ulid != own]
            if current:
                now = [(ulid, current.get(Document(ulid, self.entity))) for ulid in ulids]
                ulids = [ulid for ulid, its in now if its is None or hit.occurs(self.entity, its)]
            if not ulids:
                return None
            counts.update(ulids)
        return sorted(counts, key=lambda ulid: (counts[ulid], ulid), reverse=True)


class Search:
    """A search of one scope."""

    def __init__(self, tenant_id: str, scope: Scope, view: "View") -> None:
        self.tenant_id, self.scope = tenant_id, scope
        self._view = view
        self._digit = str(SCOPES.index(scope))

    def candidates(self, query: SearchQuery, tags: list[list[str]]) -> list[Candidate]:
        """Entities that have all words, tags and phrases."""
        wholes = [*chain.from_iterable(tags), *(word for phrase in query.phrases for word in phrase)]
        ranges = [(word, False) for spellings in query.words for word in _spellings(spellings)]
        self._view.prefetch((self._digit + term, whole) for term, whole in [*ranges, *((one, True) for one in wholes)])
        hits: list[Hits] = []
        for hit in self._look_up(query, tags):
            hits.append(hit)
            if not hit.texts:
                return []
        matching = _common(hits) if hits else set()
        if not all(hit.is_all for hit in hits) and not (any(hit.is_all for hit in hits) and len(matching) <= FEW):
            alone = len(hits) == 1
            hits = [hit if hit.is_all else hit.further(alone) for hit in hits]
            matching = _common(hits)
        sure = [hit for hit in hits if hit.is_all]
        for hit in hits if sure else ():
            if not hit.is_all:
                newest = sorted(matching - hit.texts.keys(), key=lambda entity: sure[0].texts[entity][0], reverse=True)
                said = {entity for entity in newest[:VERIFIED] if hit.occurs(entity, self._terms_of(entity))}
                matching &= hit.texts.keys() | said
        return [Candidate(entity, hits) for entity in matching]

    def checked(self, candidates: list[Candidate]) -> dict[str, Match]:
        """The newest candidates that match by their current values."""
        waiting = sorted(candidates, key=lambda candidate: candidate.newest, reverse=True)
        found: dict[str, Match] = {}
        while waiting and len(found) < MATCHES:
            some, waiting = waiting[: MATCHES - len(found)], waiting[MATCHES - len(found) :]
            keys = {one.entity: _item_key(self.tenant_id, one.entity, _ulid(one.entity)) for one in some}
            read = _read(keys.values())
            current = self._edited(one for one in some if _has_edits(read.get(keys[one.entity])))
            for one in some:
                values = read.get(keys[one.entity])
                texts = one.texts(values, self.scope, current) if values and one.entity not in found else None
                if values and texts:
                    found[one.entity] = Match(texts, values)
        return found

    def _edited(self, candidates: Iterable[Candidate]) -> dict[Document, set[str]]:
        """The terms that found messages have by now: of each of these conversations, the newest ones."""
        documents = [document for one in candidates for document in one.messages[:READ]]
        return {
            one: _terms(self.scope, values) if values else set() for one, values in _texts(self.tenant_id, documents)
        }

    def _look_up(self, query: SearchQuery, tags: list[list[str]]) -> Iterator[Hits]:
        yield from map(self._spelled, query.words)
        yield from (_either([self._hits(tag, whole=True) for tag in either]) for either in tags)
        yield from map(self._phrase, query.phrases)

    def _spelled(self, spellings: tuple[str, ...]) -> Hits:
        """A word in any of its spellings; also as `muller`, if the search is for `mueller` and the text says
        `Müller`."""
        hits = [self._hits(word) for word in spellings]
        word = spellings[0]
        plain = without_umlauts(word)
        if plain != word:
            said = self._hits(plain).texts
            hits.append(self._read_through(_documents(said), VERIFIED, lambda text: has_word(text, word)))
        return _either(hits)

    def _hits(self, term: str, *, whole: bool = False) -> Hits:
        """Hits of a prefix, or of a whole term."""

        def look_up(limit: int) -> tuple[set[Document], bool]:
            found, is_all = self._view.look_up(self._digit + term, limit, whole=whole)
            if not self._view.is_migrated:
                from connextlive.search import postings

                older, are_all = postings.look_up(self.tenant_id, self.scope, term, limit, whole=whole)
                return found | older, is_all and are_all
            return found, is_all

        def occurs(_: str, terms: set[str]) -> bool:
            return term in terms if whole else any(one.startswith(term) for one in terms)

        def further(alone: bool) -> Hits:
            found, is_all, limit = set[Document](), False, PROBE
            while not is_all and limit < POSTINGS and not (alone and len({one.entity for one in found}) >= MATCHES):
                limit = min(limit * 4, POSTINGS)
                found, is_all = look_up(limit)
            return Hits(_by_entity(found), is_all, further, occurs)

        found, is_all = look_up(PROBE)
        if whole and not is_all:
            return further(False)
        return Hits(_by_entity(found), is_all, further, occurs)

    def _phrase(self, phrase: tuple[str, ...]) -> Hits:
        """Texts that contain all of the words, read to check whether they are adjacent."""
        hits = [self._hits(word, whole=True) for word in dict.fromkeys(phrase)]
        common = set.intersection(*(_documents(hit.texts) for hit in hits))
        return self._read_through(common, READ, lambda text: has_phrase(text, phrase))

    def _read_through(self, documents: set[Document], most: int, says: Callable[[str], bool]) -> Hits:
        """The texts that satisfy a test, of which the newest are read."""
        newest = sorted(documents, reverse=True)[:most]
        texts: Found = {}
        while newest and len(texts) < MATCHES:
            some, newest = newest[:MATCHES], newest[MATCHES:]
            for one, values in _texts(self.tenant_id, some):
                if values and any(map(says, texts_of(self.scope, values).values())):
                    texts.setdefault(one.entity, []).append(one.ulid)
        whole = Hits(texts, True, lambda alone: whole, lambda entity, terms: entity in texts)
        return whole

    def _terms_of(self, entity: str) -> set[str]:
        """All terms of an entity, including its messages' if it is a conversation."""
        found = items.query(f"{self.tenant_id}#{entity}", limit=POSTINGS)
        return {term for raw in found if "kind" in raw for term in _terms(self.scope, codec.plain(raw))}


def _spellings(spellings: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys([*spellings, without_umlauts(spellings[0])]))


def _common(hits: list[Hits]) -> set[str]:
    """The intersection of all hits, starting with the complete ones if there are any."""
    known = [hit for hit in hits if hit.is_all] or hits
    return set(known[0].texts).intersection(*(hit.texts for hit in known[1:]))


def _either(hits: list[Hits]) -> Hits:
    if len(hits) == 1:
        return hits[0]
    return Hits(
        _by_entity({one for hit in hits for one in _documents(hit.texts)}),
        all(hit.is_all for hit in hits),
        lambda alone: _either([hit if hit.is_all else hit.further(alone) for hit in hits]),
        lambda entity, terms: any(hit.occurs(entity, terms) for hit in hits),
    )


def _documents(found: Found) -> set[Document]:
    return {Document(ulid, entity) for entity, ulids in found.items() for ulid in ulids}


def _by_entity(documents: Iterable[Document]) -> Found:
    texts: Found = {}
    for ulid, entity in sorted(documents, reverse=True):
        texts.setdefault(entity, []).append(ulid)
    return texts


def explain(tenant_id: str, scope: Scope, text: str, page: list[Values], found: Mapping[str, Match]) -> list[Values]:
    """The values of found entities, each with `match`: which of its texts matched, and where."""
    query = SearchQuery.of(text)
    best = {values["id"]: _item_key(tenant_id, values["id"], found[values["id"]].texts[0]) for values in page}
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


def update(changes: Iterable[tuple[str, Image | None, Image | None]]) -> set[str]:
    """Appends what is new in changed items to their tenants' logs: (partition key, values before, values after).
    Returns the tenants whose logs are to be merged. What items no longer contain is left to the next merge."""
    from connextlive.search import segments

    entries: dict[str, list[Entry]] = defaultdict(list)
    for pk, before, after in changes:
        if added := (terms_of(after) if after else set()) - (terms_of(before) if before else set()):
            entries[pk.partition("#")[0]].append(segments.Entry(_document(pk, after or {}), added))
    return {tenant_id for tenant_id, of in entries.items() if segments.append(tenant_id, of)}


def merge(tenant_id: str) -> None:
    """Merges a tenant's log into segments, unless somebody else does."""
    from connextlive.search import merging  # only the merger does

    merging.merge(tenant_id, survey)


def entry(pk: str, values: Image) -> "Entry":
    """All that the index has of an item."""
    from connextlive.search.segments import Entry

    return Entry(_document(pk, values), terms_of(values))


def survey(tenant_id: str, documents: Iterable[Document]) -> dict[Document, set[str]]:
    """The documents that the index may have more of than there is: those of entities that are gone, which have nothing
    left; entities' own texts, and messages of conversations in which some were edited, with their current terms."""
    keys = {one.entity: _item_key(tenant_id, one.entity, _ulid(one.entity)) for one in documents}
    read = _read(keys.values())
    changed: dict[Document, set[str]] = {}
    edited: list[Document] = []
    for one in documents:
        values = read.get(keys[one.entity])
        if values is None:
            changed[one] = set()
        elif one.ulid == _ulid(one.entity):
            changed[one] = terms_of(values)
        elif _has_edits(values):
            edited.append(one)
    return changed | {one: terms_of(values) if values else set() for one, values in _texts(tenant_id, edited)}


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
        case "visitor", "visitors" | "visitors_by_name" if not values.get("merged_into"):
            texts = {"userName": values.get("user_name"), "userEmail": values.get("user_email")}
            if scope == "visitors":
                texts |= {"userPhone": values.get("user_phone"), "ip": values.get("ip")}
                texts |= {"country": values.get("country"), "city": values.get("city")}
    return {name: text for name, text in texts.items() if text}


def terms_of(values: Image) -> set[str]:
    """The terms of an item in all scopes, each behind the number of its scope."""
    if values["kind"] not in KINDS:
        return set()
    return {f"{number}{term}" for number, scope in enumerate(SCOPES) for term in _terms(scope, values)}


def _terms(scope: Scope, values: Mapping[str, Any]) -> set[str]:
    terms = set(_first(word for text in texts_of(scope, values).values() for word in words(text)))
    if values.get("merged_into"):
        return set()  # whoever is looked for is the one that they are now
    if values["kind"] == "visitor" and scope in ("visitors", "visitors_by_name"):
        terms |= {_tag(tag) for tag in values.get("tags", [])}
        if scope == "visitors":
            terms |= phones.endings(values.get("user_phone"), values.get("country"))
    elif values["kind"] == "conversation" and scope in ("conversations", "conversations_by_visitor"):
        terms |= {_tag(tag) for tag in values.get("tags", [])}
        if mood := values.get("mood"):
            terms.add(_tag(MOOD + mood["value"]))
    return terms


def _read(keys: Iterable[Key]) -> dict[Key, Values]:
    found = list(keys)
    raw_items = items.raw_items(found) if found else []
    return {(raw["pk"]["S"], raw["sk"]["S"]): codec.plain(raw) for raw in raw_items}


def _texts(tenant_id: str, documents: Iterable[Document]) -> list[tuple[Document, Values | None]]:
    """Documents with their items' values."""
    keys = {one: _item_key(tenant_id, one.entity, one.ulid) for one in documents}
    read = _read(keys.values())
    return [(one, read.get(key)) for one, key in keys.items()]


def _has_edits(values: Values | None) -> bool:
    """Whether these are of a conversation in which a message was edited or deleted."""
    return bool(values and values.get("messages_edited_at"))


def _tag(tag: str) -> str:
    return TAG + fold(tag).translate(_UNPRINTED)


def _first(found: Iterable[str]) -> Iterator[str]:
    """As many distinct words as are indexed."""
    size = 0
    for word in islice(dict.fromkeys(found), TERMS):
        size += len(word.encode())
        if size > TERM_BYTES:
            return
        yield word


def _document(pk: str, values: Image) -> Document:
    return Document(_ulid(values["id"]), pk.partition("#")[2])


def _ulid(entity: str) -> str:
    return entity.partition("_")[2]


def _item_key(tenant_id: str, entity: str, ulid: str) -> Key:
    own = ulid == _ulid(entity)
    return f"{tenant_id}#{entity}", _OWN[entity[:3]] if own else _MESSAGE + ulid
