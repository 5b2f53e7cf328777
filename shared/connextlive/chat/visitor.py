"""Visitors: people on a site, recognized by the widget or by the site's own ID for them."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import batched, chain
from typing import TYPE_CHECKING, cast

from connextlive import counters
from connextlive.chat import conversation as conversations
from connextlive.chat import loads, visitor_presence
from connextlive.chat.sight import Viewer, may_see, owners, reading_once, sees_all
from connextlive.chat.visitor_presence import SK as SK
from connextlive.chat.visitor_presence import left as left
from connextlive.chat.visitor_presence import listed_in
from connextlive.chat.visitor_presence import note_lapsed as note_lapsed
from connextlive.chat.visitor_presence import pk as pk
from connextlive.chat.visitor_presence import seen as seen
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import new_id, timestamp
from connextlive.core.presence import is_online
from connextlive.core.together import together
from connextlive.identity import presences, workspace
from connextlive.identity.presences import Presence
from connextlive.search import index
from connextlive.search.index import Scope, find
from connextlive.table import codec, items, orm, pages, writes
from connextlive.table.calls import get_item
from connextlive.table.codec import Action, AttributeMap, Values
from connextlive.table.orm import (
    BooleanAttribute,
    Item,
    Many,
    MaybeDocument,
    MaybeText,
    UnicodeAttribute,
    VersionAttribute,
    Whole,
)
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.conversation import VisitorCard
    from connextlive.chat.forms import Asked, Consented
    from connextlive.chat.page_views import PageView
    from connextlive.chat.visitor_merge import Merge, Merger
    from connextlive.generated.values import ConversationValues, VisitorValues
    from connextlive.identity.attributes import Attributes, Given


LOOKED_AT = 100  # visitors who are gone, at once, for those who do not see all
MOST_LOOKED_AT = 1_000
COPIED_AT_ONCE = 40  # conversations, each with what it is counted in beside: a transaction has at most 100 items
DELETED_AT_ONCE = 15  # conversations, each with its counters, its agent’s load and its place in the queue


class Visitor(Item, discriminator="visitor"):
    """A person on a site. `conversation_id` is the conversation that they began last, once they have written;
    `earlier_ids` are the earlier ones, oldest first, deleted ones included. `token_version` is part of their tokens:
    incrementing it revokes all of them. `code_used` is the time of the last email whose code was used. `received_id` is
    the last message that their widget has received. `block_id` is their block, or the request for one
    (`chat/block.py`); they are refused until `blocked_until`.

    A visitor who was `merged_into` another (`chat/visitor_merge.py`) stands for that one; `merge` has the data for
    undoing it. `merged` are the visitors who were merged into this one, by ID; it stays, empty, after undoing, as does
    `unmerged_from`.

    While they are online, `last_seen_at` is when they came, and later facts are in their presence
    (`identity/presences.py`), from which lists read them. The list keys are set for visitors who are gone.
    """

    id = UnicodeAttribute()
    site_id = UnicodeAttribute()
    key_id = UnicodeAttribute()
    external_id = MaybeText()
    conversation_id = MaybeText()
    earlier_ids: "Many[str]" = Many()
    user_name = MaybeText()
    user_email = MaybeText()
    user_phone = MaybeText()
    avatar_url = MaybeText()
    tags: "Many[str]" = Many()
    notes = MaybeText()
    attributes: "MaybeDocument[Attributes]" = MaybeDocument()
    form: "MaybeDocument[Asked]" = MaybeDocument()
    consent: "MaybeDocument[Consented]" = MaybeDocument()
    is_verified = BooleanAttribute(default=False)
    on_hold = BooleanAttribute(null=True)
    block_id = MaybeText()
    blocked_until = MaybeText()
    token_version = Whole()
    code_used = Whole()
    visit_count = Whole()
    first_seen_at = UnicodeAttribute()
    last_seen_at = UnicodeAttribute()
    left_at = MaybeText()
    ip = MaybeText()
    country = MaybeText()
    city = MaybeText()
    browser = MaybeText()
    os = MaybeText()
    language = MaybeText()
    current_url = MaybeText()
    received_id = MaybeText()
    referrer = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()
    listed = MaybeText()
    list_state = MaybeText()
    list_owner_state = MaybeText()
    merged_into = MaybeText()
    merge: "MaybeDocument[Merge]" = MaybeDocument()
    unmerged_from = MaybeText()
    merged: "MaybeDocument[dict[str, Merger]]" = MaybeDocument()

    def list_anew(self) -> "Visitor":
        """Sets the present list keys of a visitor who is gone; earlier versions had others."""
        if self.listed is not None:
            self.attribute_values |= listed_in(self.tenant_id, self.site_id)
        return self

    @property
    def values(self) -> "VisitorValues":
        return cast("VisitorValues", self.attribute_values)

    @property
    def conversation_ids(self) -> list[str]:
        """The IDs of their conversations, newest first."""
        return conversation_ids(self.values)

    def begin(self, conversation_id: str, *, instead: bool) -> None:
        """Makes a conversation their newest; it replaces `instead`, if that is gone."""
        if self.conversation_id is not None and not instead:
            self.earlier_ids = [*self.earlier_ids, self.conversation_id]
        self.conversation_id = conversation_id

    def card(self) -> "VisitorCard":
        """The visitor, as included in a conversation."""
        return {
            "id": self.id,
            "user_name": self.user_name,
            "user_email": self.user_email,
            "country": self.country,
            "avatar_url": self.avatar_url,
            "blocked_until": self.blocked_until,
        }


@dataclass(frozen=True, slots=True)
class VisitorsPage:
    """A page of visitors' values. `figures` are the workspace's visitors in total, online and returning. The last one
    is not known if the viewer does not see all visitors."""

    values: list["VisitorValues"]
    next_cursor: str | None
    total: int
    figures: tuple[int, int, int | None]


class Identity(Item, discriminator="identity"):
    """The visitor of an external ID, on every device; and the version of their tokens since then, by which the stream's
    consumer finds earlier connections."""

    visitor_id = UnicodeAttribute()
    token_version = Whole()


def identity_key(tenant_id: str, site_id: str, external_id: str) -> tuple[str, str]:
    """The key of the identity item: a hash, because external IDs have any length."""
    return f"{tenant_id}#identity#{site_id}", hashlib.sha256(external_id.encode()).hexdigest()


def conversation_ids(of: "VisitorValues") -> list[str]:
    """The IDs of a visitor's conversations, newest first. Some may be deleted."""
    newest = of.get("conversation_id")
    return [newest, *reversed(of.get("earlier_ids") or [])] if newest else []


def load(tenant_id: str, visitor_id: str) -> Visitor:
    """The visitor, for changing it. Refuses a visitor who was merged into another."""
    return check_current(load_any(tenant_id, visitor_id))


def load_any(tenant_id: str, visitor_id: str) -> Visitor:
    """Like `load`, also for a merged visitor."""
    return of_raw(get_item(pk(tenant_id, visitor_id), SK))


def check_current(visitor: Visitor) -> Visitor:
    """Refuses a visitor who was merged into another."""
    if visitor.merged_into:
        raise Refused("This visitor was merged into another one", "VISITOR_MERGED")
    return visitor


def standing_for(visitor: Visitor) -> Visitor | None:
    """The visitor whom this one stands for since a merge (`visitor_presence.standing_for`)."""
    if not visitor.merged_into:
        return visitor
    raw = visitor_presence.standing_for(visitor.tenant_id, visitor.to_dynamodb_dict())
    return of_raw(raw) if raw else None


def of_raw(raw: AttributeMap | None) -> Visitor:
    """The visitor, for changing it, from their item; NotFound if there is none."""
    if raw is None:
        raise NotFound("Visitor")
    return Visitor.from_raw_data(raw).list_anew()


def read(tenant_id: str, visitor_id: str, seen_by: Viewer | None = None) -> "VisitorValues":
    """The visitor's values, in one call with their presence. NotFound if `seen_by` may see none of their
    conversations."""
    return _found(items.raw_items(_keys(tenant_id, visitor_id)), seen_by)


def read_with_page_views(
    tenant_id: str, visitor_id: str, seen_by: Viewer | None = None
) -> "tuple[VisitorValues, list[PageView]]":
    """Like `read`, with the visitor's page views, newest first, in the same call."""
    from connextlive.chat import page_views  # few users of this file show them

    found = items.raw_items([*_keys(tenant_id, visitor_id), page_views.key(tenant_id, visitor_id)])
    views = next((raw for raw in found if raw["sk"]["S"] == page_views.SK), None)
    return _found(found, seen_by), page_views.of_raw(views)


def _keys(tenant_id: str, visitor_id: str) -> list[tuple[str, str]]:
    return [(pk(tenant_id, visitor_id), SK), presences.key(tenant_id, visitor_id)]


def _found(raw_items: list[AttributeMap], seen_by: Viewer | None) -> "VisitorValues":
    by_kind = {raw["kind"]["S"]: raw for raw in raw_items}
    if SK not in by_kind or _hidden(seen_by, [by_kind[SK]]):
        raise NotFound("Visitor")
    presence = by_kind.get(presences.KIND)
    return _shown(cast("VisitorValues", codec.plain(by_kind[SK])), presences.of_raw(presence) if presence else None)


def find_identified(tenant_id: str, site_id: str, external_id: str) -> Visitor | None:
    """The visitor with this external ID, or the one whom they were merged into."""
    found = Identity.find(*identity_key(tenant_id, site_id, external_id))
    if not isinstance(found, Identity):
        return None
    visitor = Visitor.find(pk(tenant_id, found.visitor_id), SK)
    return standing_for(visitor.list_anew()) if isinstance(visitor, Visitor) else None


def _seen(by: Viewer, counts: Mapping[str, int]) -> int:
    """The number of the workspace's visitors whom a viewer sees: all without those whose conversation they do not see.
    If visitors have several conversations, the number is slightly too high."""
    from connextlive.identity import team  # most see all

    fields = [name.lower() for name in conversations.LISTS]
    of_theirs = team.Team(by.tenant_id, owners(by))
    hidden = sum(counts.get(field, 0) - of_theirs.workspace_count(field) for field in fields)
    return max(0, counts.get("visitors", 0) - hidden)


def _hidden(seen_by: Viewer | None, visitors: Iterable[AttributeMap]) -> set[str]:
    """IDs of the visitors who have conversations, none of which the viewer may see."""
    if seen_by is None or sees_all(seen_by):
        return set()
    known = (cast("VisitorValues", codec.plain(raw)) for raw in visitors if "conversation_id" in raw)
    theirs = {one: values["id"] for values in known for one in conversation_ids(values)}
    agents, read = conversations.agents_of(seen_by.tenant_id, theirs), reading_once()
    seen = {theirs[one] for one, agent_id in agents.items() if may_see(seen_by, agent_id, read)}
    return {theirs[one] for one in agents} - seen


@dataclass(frozen=True, slots=True)
class _List:
    """The visitors of the workspace or a site that a viewer sees: the online ones, and the index of those who are
    gone."""

    tenant_id: str
    site_id: str | None
    present: list[Presence]
    everybody: Collection[str]
    seen_by: Viewer | None

    def gone(self, before: str, number: int) -> "Iterator[VisitorValues]":
        """Values of up to `number` visitors who are gone, or a few more, most recently seen first. For viewers who do
        not see all, MOST_LOOKED_AT are examined."""
        looked_at, is_all = 0, self.seen_by is None or sees_all(self.seen_by)
        while number > 0:
            size = number if is_all else max(number, LOOKED_AT)
            found = self._newest(before, size)
            # Who is back is listed as they were until they leave again.
            left_out = {*self.everybody, *_hidden(self.seen_by, found)}
            kept = [raw for raw in found if raw["id"]["S"] not in left_out]
            yield from (cast("VisitorValues", codec.plain(raw)) for raw in kept)
            looked_at += len(found)
            if len(found) < size or (looked_at >= MOST_LOOKED_AT and not is_all):
                return
            before, number = found[-1]["listed"]["S"], number - len(kept)

    def _newest(self, before: str, number: int) -> list[AttributeMap]:
        whole, of_site = listed_in(self.tenant_id, self.site_id).values()
        partition = of_site if self.site_id else whole
        one_list = partial(items.query, partition, newest_first=True, before=before, limit=number)
        indexes = ["by_owner_and_state" if self.site_id else "by_state"]
        if items.HAS_OLD_INDEXES:
            indexes.append("by_owner" if self.site_id else "all")
        found = together(*(partial(one_list, index=index) for index in indexes))
        return sorted(chain(*found), key=lambda raw: str(raw["listed"]["S"]), reverse=True)[:number]

    def page(
        self, online: bool | None, limit: int, offset: int, cursor: str | None
    ) -> "tuple[list[VisitorValues], str | None]":
        """Values of visitors, most recently seen first, and the next page's cursor. An offset reads what it skips."""
        before = pages.decode_cursor(cursor) if cursor else "~"
        end = offset + limit + 1
        present = {one.listed: one for one in self.present if online in (None, one.is_current) and one.listed < before}
        gone = {} if online else {values["listed"] or "": values for values in self.gone(before, end)}
        found = sorted([*present, *gone], reverse=True)[offset:end]
        here = [present[listed] for listed in found[:limit] if listed in present]
        shown = gone | {values["listed"] or "": values for values in many(self.tenant_id, here)}
        following = pages.encode_cursor(found[limit - 1]) if len(found) > limit else None
        return [shown[listed] for listed in found[:limit] if listed in shown], following


def list_page(
    tenant_id: str,
    *,
    search: tuple[Scope, str],
    tags: Sequence[str] = (),
    site_id: str | None = None,
    online: bool | None = None,
    limit: int,
    offset: int,
    cursor: str | None,
    seen_by: Viewer | None = None,
) -> VisitorsPage:
    """A page of the list under its filters, with the total and the workspace's figures. For viewers who do not see all
    conversations, figures are of the visitors whom they see."""
    (everywhere, at_site), present = together(
        lambda: counters.read(tenant_id, counters.WORKSPACE, f"count#{site_id or 'workspace'}"),
        lambda: presences.everybody(tenant_id),
    )
    everybody = {one.visitor_id for one in present}
    returning: int | None = everywhere.get("returning", 0)
    if seen_by is not None and not sees_all(seen_by):
        hidden = _hidden(seen_by, _raw(tenant_id, everybody))
        present = [one for one in present if one.visitor_id not in hidden]
        everywhere, at_site = ({"visitors": _seen(seen_by, counts)} for counts in (everywhere, at_site))
        returning = None
    here = sum(one.is_current for one in present)
    figures = (everywhere.get("visitors", 0), here, returning)
    of_site = [one for one in present if site_id in (None, one.site_id)]
    visitors = _List(tenant_id, site_id, of_site, everybody, seen_by)
    scope, text = search
    if text.strip() or tags:
        found = _search(visitors, scope, text, tags, online)
        return VisitorsPage(*pages.slice_found(found, limit, offset, cursor), len(found), figures)
    total = at_site.get("visitors", 0)
    if online is not None:
        here = sum(one.is_current for one in visitors.present)
        total = here if online else max(0, total - here)
    if pages.is_past(total, page=offset):
        return VisitorsPage([], None, total, figures)
    values, following = visitors.page(online, limit, offset, cursor)
    return VisitorsPage(values, following, pages.length(total, offset, len(values), following), figures)


def many(tenant_id: str, present: Iterable[Presence]) -> "list[VisitorValues]":
    """Values of these online visitors."""
    known = {one.visitor_id: one for one in present}
    found = cast("Iterable[VisitorValues]", map(codec.plain, _raw(tenant_id, known)))
    return [_shown(values, known[values["id"]]) for values in found]


def names(tenant_id: str, visitor_ids: Iterable[str]) -> dict[str, str]:
    """The names of those visitors who have one, by ID."""
    found = _raw(tenant_id, visitor_ids)
    return {raw["id"]["S"]: raw["user_name"]["S"] for raw in found if raw.get("user_name", {}).get("S")}


def _raw(tenant_id: str, visitor_ids: Iterable[str]) -> list[AttributeMap]:
    return items.raw_items([(pk(tenant_id, visitor_id), SK) for visitor_id in visitor_ids])


def _shown(values: "VisitorValues", presence: Presence | None) -> "VisitorValues":
    if presence:
        return presence.over(values)
    return {**values, "listed": values.get("listed") or f"{values['last_seen_at']}#{values['id']}"}


def _is_online(values: "VisitorValues") -> bool:
    return is_online(values["last_seen_at"], values.get("left_at"))


def _search(
    visitors: _List, scope: Scope, text: str, tags: Iterable[str], online: bool | None
) -> "list[VisitorValues]":
    """Values of all visitors that match a text, all tags and the list's filters, most recently seen first."""
    known = {one.visitor_id: one for one in visitors.present}
    matches = find(visitors.tenant_id, scope, text, tags, lambda: workspace.country(visitors.tenant_id))
    if visitors.seen_by is not None and not sees_all(visitors.seen_by):
        hidden = _hidden(visitors.seen_by, _raw(visitors.tenant_id, matches))
        matches = {visitor_id: match for visitor_id, match in matches.items() if visitor_id not in hidden}
    matching = ((entity, cast("VisitorValues", match.values)) for entity, match in matches.items())
    return pages.in_order(
        values
        for values in (_shown(stored, known.get(entity)) for entity, stored in matching)
        if visitors.site_id in (None, values["site_id"]) and online in (None, _is_online(values))
    )


def new(tenant_id: str, site_id: str, key_id: str) -> Visitor:
    """A new visitor, not yet saved."""
    visitor_id, at = new_id("vis"), timestamp()
    return Visitor(
        f"{tenant_id}#{visitor_id}",
        SK,
        id=visitor_id,
        site_id=site_id,
        key_id=key_id,
        first_seen_at=at,
        last_seen_at=at,
        created_at=at,
        updated_at=at,
    )


def save_visit(visitor: Visitor, is_verified: bool, facts: Mapping[str, str], is_new_visit: bool = True) -> None:
    """Counts a new visit and stores the facts that the widget reported; binds a newly verified identity in the same
    transaction."""
    at, card = timestamp(), visitor.card()
    for name, value in facts.items():
        setattr(visitor, name, value)
    visitor.visit_count += is_new_visit
    visitor.last_seen_at = visitor.updated_at = at
    # Presence is written first: between the two writes, the visitor would otherwise be in no list.
    _come(visitor)
    visitor.listed = visitor.list_state = visitor.list_owner_state = None
    identity = None
    if is_verified and not visitor.is_verified and visitor.external_id is not None:
        _verify(visitor, facts)
        key = identity_key(visitor.tenant_id, visitor.site_id, visitor.external_id)
        identity = Identity(*key, visitor_id=visitor.id, token_version=visitor.token_version)
    _save(visitor, card, identity)


def _come(visitor: Visitor) -> None:
    known = visitor.received_id
    presence = Presence(visitor.id, visitor.last_seen_at, visitor.site_id, visitor.current_url, received_id=known)
    is_new = visitor.version is None
    if is_new or not presences.renew(visitor.tenant_id, visitor.id, presence.seen_at, presence.current_url):
        presences.put(visitor.tenant_id, presence)


def _verify(visitor: Visitor, facts: Mapping[str, str]) -> None:
    """Makes the visitor the one that the site has verified. Earlier tokens of the visitor are revoked, because somebody
    else may have begun it and had the user log in with it; an address that they gave is removed."""
    visitor.is_verified = True
    visitor.token_version += 1
    if "user_email" not in facts:
        visitor.user_email = None


@optimistic
def update(
    tenant_id: str, visitor_id: str, changes: Mapping[str, object], seen_by: Viewer | None = None
) -> "VisitorValues":
    """Sets fields of the visitor and their copies in conversations; returns the visitor's values."""
    if seen_by is not None and not sees_all(seen_by):
        read(tenant_id, visitor_id, seen_by)
    visitor = load(tenant_id, visitor_id)
    card, known = visitor.card(), visitor.attributes
    for name, value in changes.items():
        setattr(visitor, name, value)
    if "attributes" in changes:
        from connextlive.identity import attributes  # few changes of a visitor are of these

        definitions = attributes.of(workspace.load(tenant_id).settings)
        given = cast("Given | None", changes["attributes"])
        stored = None if given is None else known
        visitor.attributes = attributes.changed(definitions, {"VISITOR": stored}, given or {})["VISITOR"]
    visitor.updated_at = timestamp()
    _save(visitor, card)
    return _shown(visitor.values, presences.of(tenant_id, [visitor_id]).get(visitor_id))


def _save(visitor: Visitor, card_before: "VisitorCard", identity: Identity | None = None) -> None:
    """Saves the visitor in one transaction with an identity to bind and, if the card changed, their copies in their
    conversations. If they have very many conversations, the oldest follow one by one."""
    theirs = conversations_of(visitor) if visitor.card() != card_before else []
    if not theirs and identity is None:
        visitor.save()
        return
    before = [codec.plain(one.to_dynamodb_dict()) for one in theirs]
    with orm.transaction() as write:
        write.save(visitor)
        for conversation in theirs[:COPIED_AT_ONCE]:
            conversation.visitor = {**visitor.card()}
            write.save(conversation)
        if identity is not None:
            # If two devices come at once, the second reads again and finds the first one's visitor.
            write.save(identity, condition=Identity.pk.does_not_exist())
    copy_to(visitor, theirs[COPIED_AT_ONCE:])
    # The stream does this, too, a moment later; this way, everybody in a list is found by name at once.
    with writes.dispensable():
        shown = zip(theirs[:COPIED_AT_ONCE], before, strict=False)
        index.update([(one.pk, was, codec.plain(one.to_dynamodb_dict())) for one, was in shown])


def copy_to(visitor: Visitor, rest: Iterable[conversations.Conversation]) -> None:
    """Copies a saved visitor to the conversations that did not fit into the transaction."""
    for conversation in rest:
        with suppress(NotFound):  # deleted meanwhile
            _copy_to(conversation.tenant_id, conversation.id, visitor.card())


@optimistic
def _copy_to(tenant_id: str, conversation_id: str, card: "VisitorCard") -> None:
    conversation = conversations.load(tenant_id, conversation_id)
    conversation.visitor = {**card}
    conversation.save()


def conversations_of(visitor: Visitor) -> list[conversations.Conversation]:
    """Their conversations, newest first, for changing them."""
    keys = [(conversations.pk(visitor.tenant_id, one), conversations.SK) for one in visitor.conversation_ids]
    found = items.find_all(keys) if keys else []
    return [one for one in found if isinstance(one, conversations.Conversation)]


def remains(conversation_values: "ConversationValues") -> "VisitorValues":
    """A deleted visitor's values, as far as their conversation still has them."""
    card, at = conversation_values["visitor"], conversation_values["created_at"]
    times = dict.fromkeys(("first_seen_at", "last_seen_at", "created_at", "updated_at"), at)
    left = {"site_id": conversation_values["site_id"], "tags": [], "is_verified": False, "visit_count": 0}
    return cast("VisitorValues", {**card, **times, **left})


@optimistic
def hold(tenant_id: str, visitor_id: str, on_hold: bool) -> "VisitorValues":
    """Begins or ends the legal hold of the visitor. While it lasts, neither they nor their conversations are deleted.
    Repeating it changes nothing."""
    from connextlive.audit import log  # few requests are audited
    from connextlive.identity import holds

    visitor = load(tenant_id, visitor_id)
    if bool(visitor.on_hold) != on_hold:
        visitor.on_hold = on_hold or None
        visitor.updated_at = timestamp()
        put = {"Put": visitor.get_save_kwargs_from_instance()}
        noted = holds.action(tenant_id, visitor_id, on_hold)
        writes.transact([put, noted, *log.of_transaction(tenant_id, visitor_id)])
    return _shown(visitor.values, presences.of(tenant_id, [visitor_id]).get(visitor_id))


@optimistic
def delete(tenant_id: str, visitor_id: str) -> Visitor:
    """Removes the visitor, those merged into them, and their conversations from lists, counters and search in one
    transaction; messages and files are deleted by event. The oldest of very many conversations, and merged visitors,
    are deleted before that: after an interruption the visitor still exists and can be deleted again."""
    from connextlive.audit import log  # few requests are audited

    visitor = load(tenant_id, visitor_id)
    if visitor.on_hold:
        raise visitor_presence.held()
    theirs = conversations_of(visitor)
    if any(conversation.on_hold for conversation in theirs):
        raise conversations.held()
    last = 0 if visitor.merged else DELETED_AT_ONCE  # there are many items with them
    for some in batched(theirs[last:], DELETED_AT_ONCE, strict=False):
        check = visitor_presence.check_deletable(tenant_id, visitor_id)
        writes.transact([check, *_removal(some)])
    people = [visitor, *merged_with(visitor)]
    actions = _removal([*people, *theirs[:last]])
    actions.append(presences.delete_action(tenant_id, visitor_id))
    for one in people:
        if one.is_verified and one.external_id is not None:
            actions.append(_deletion(identity_key(tenant_id, one.site_id, one.external_id)))
    if visitor.block_id:
        from connextlive.chat import block  # few visitors are blocked

        actions.append(_deletion(block.key(tenant_id, visitor.block_id)))
    writes.transact([*actions, *log.of_transaction(tenant_id, visitor_id)])
    return visitor


def merged_with(visitor: Visitor) -> list[Visitor]:
    """The visitors who were merged into a visitor, for changing them."""
    keys = [(pk(visitor.tenant_id, one), SK) for one in visitor.merged or ()]
    found = items.find_all(keys) if keys else []
    return [one for one in found if isinstance(one, Visitor)]


def _removal(gone: Sequence[Visitor | conversations.Conversation]) -> list[Action]:
    """The part of a transaction that removes a visitor or conversations from lists, counters and search."""
    actions = [*map(writes.delete_action, gone), *counters.uncount(*(item.pk for item in gone))]
    return actions + loads.forget(*(item for item in gone if isinstance(item, conversations.Conversation)))


def _deletion(key: tuple[str, str]) -> Values:
    """The part of a transaction that deletes the item under a key, if there is one."""
    return {"Delete": {"Key": codec.typed(dict(zip(("pk", "sk"), key, strict=True)))}}
