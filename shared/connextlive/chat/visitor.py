"""Visitors: people on a site, recognized by the widget or by the site's own ID for them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from connextlive import counters
from connextlive.chat import conversation as conversations
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.core.presence import ONLINE_FOR, has_lapsed, has_left, is_online, online_since
from connextlive.identity import workspace
from connextlive.search import index
from connextlive.search.index import Scope, find
from connextlive.table import codec, items, orm, pages, writes
from connextlive.table.codec import Values
from connextlive.table.orm import BooleanAttribute, Item, Many, MaybeText, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

SK = "visitor"
CARD = ("id", "user_name", "user_email", "country", "avatar_url")
LAPSES = 100  # recorded per call
LOOKED_FOR_EVERY = 40  # seconds; the team pings every 25


class Visitor(Item, discriminator="visitor"):
    """A person on a site. `conversation_id` is their conversation, once they have written. `token_version` is part of
    their tokens: incrementing it revokes all of them. `code_used` is the time of the last email whose code was used."""

    id = UnicodeAttribute()
    site_id = UnicodeAttribute()
    key_id = UnicodeAttribute()
    external_id = MaybeText()
    conversation_id = MaybeText()
    user_name = MaybeText()
    user_email = MaybeText()
    user_phone = MaybeText()
    avatar_url = MaybeText()
    tags = Many()
    notes = MaybeText()
    is_verified = BooleanAttribute(default=False)
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
    referrer = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()
    listed = UnicodeAttribute()
    list_all = UnicodeAttribute()
    list_owner = UnicodeAttribute()

    def set_list_keys(self) -> None:
        """Sets the list keys from the state; called on every save."""
        lists = f"{self.tenant_id}#visitors"
        if not has_left(self.last_seen_at, self.left_at):
            self.listed = f"{self.last_seen_at}#{self.id}"
        self.list_all = lists
        self.list_owner = f"{lists}#{self.site_id}"

    def card(self) -> Values:
        """The visitor, as included in a conversation."""
        return self.shown() | {"seen_at": self.listed.partition("#")[0]}

    def shown(self) -> Values:
        """The part of the card that changes only with the visitor's profile."""
        return {name: getattr(self, name) for name in CARD}


@dataclass(frozen=True, slots=True)
class VisitorsPage:
    """A page of visitors' values. `figures` are the workspace's visitors in total, online and returning."""

    values: list[Values]
    next_cursor: str | None
    total: int
    figures: tuple[int, int, int]


class Identity(Item, discriminator="identity"):
    """The visitor that an external ID stands for, on every device; and the version of their tokens since, by which the
    stream's reader knows earlier connections."""

    visitor_id = UnicodeAttribute()
    token_version = Whole()


def pk(tenant_id: str, visitor_id: str) -> str:
    """A visitor's partition."""
    if not is_id(visitor_id, "vis"):
        raise NotFound("Visitor")
    return f"{tenant_id}#{visitor_id}"


def identity_key(tenant_id: str, site_id: str, external_id: str) -> tuple[str, str]:
    """The key of the identity item: a hash, because external IDs have any length."""
    return f"{tenant_id}#identity#{site_id}", hashlib.sha256(external_id.encode()).hexdigest()


def load(tenant_id: str, visitor_id: str) -> Visitor:
    """The visitor, for changing it."""
    found = Visitor.find(pk(tenant_id, visitor_id), SK)
    if not isinstance(found, Visitor):
        raise NotFound("Visitor")
    return found


def read(tenant_id: str, visitor_id: str) -> Values:
    """The visitor's values."""
    raw = items.raw_items([(pk(tenant_id, visitor_id), SK)])
    if not raw:
        raise NotFound("Visitor")
    return codec.plain(raw[0])


def has_version(tenant_id: str, visitor_id: str, token_version: int) -> bool:
    """Whether the visitor exists, and tokens of that version are theirs."""
    found = Visitor.find(pk(tenant_id, visitor_id), SK)
    return isinstance(found, Visitor) and found.token_version == token_version


def find_identified(tenant_id: str, site_id: str, external_id: str) -> Visitor | None:
    """The visitor with this external ID."""
    found = Identity.find(*identity_key(tenant_id, site_id, external_id))
    if not isinstance(found, Identity):
        return None
    visitor = Visitor.find(pk(tenant_id, found.visitor_id), SK)
    return visitor if isinstance(visitor, Visitor) else None


def _page(
    tenant_id: str, site_id: str | None, online: bool | None, limit: int, offset: int, cursor: str | None
) -> tuple[list[Values], str | None]:
    """Values of visitors, most recently seen first, and the next page's cursor: one Query. Online visitors are the
    list's head, offline ones the rest; an offset reads what it skips."""
    partition = f"{tenant_id}#visitors" + (f"#{site_id}" if site_id else "")
    since = _listed_since()
    before = pages.decode_cursor(cursor) if cursor else None
    if online is False:
        before = min(before, since) if before else since
    found = items.query(
        partition,
        index="by_owner" if site_id else "all",
        newest_first=True,
        after=since if online and not before else None,
        before=before,
        limit=offset + limit + 1,
    )[offset:]
    if online:
        found = [raw for raw in found if raw["listed"]["S"] > since]
    following = pages.encode_cursor(found[limit - 1]["listed"]["S"]) if len(found) > limit else None
    return [codec.plain(raw) for raw in found[:limit]], following


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
) -> VisitorsPage:
    """A page of the list under its filters, with the total and the workspace's figures."""
    everywhere, at_site = counters.read(tenant_id, counters.WORKSPACE, f"count#{site_id or 'workspace'}")
    here = count_online(tenant_id)
    figures = (everywhere.get("visitors", 0), here, everywhere.get("returning", 0))
    scope, text = search
    if text.strip() or tags:
        found = _search(tenant_id, scope, text, tags, site_id, online)
        return VisitorsPage(*pages.slice_found(found, limit, offset, cursor), len(found), figures)
    total = at_site.get("visitors", 0)
    if online is not None:
        here = count_online(tenant_id, site_id) if site_id else here
        total = here if online else max(0, total - here)
    if pages.is_past(total, page=offset):
        return VisitorsPage([], None, total, figures)
    page = _page(tenant_id, site_id, online, limit, offset, cursor)
    return VisitorsPage(*page, pages.length(total, offset, page), figures)


def _listed_since() -> str:
    """The list's key after which visitors are online, excluding those seen in that very millisecond."""
    return online_since() + "$"  # sorts behind the # that continues every key


def count_online(tenant_id: str, site_id: str | None = None) -> int:
    """Counts the visitors online: the head of the list."""
    partition = f"{tenant_id}#visitors" + (f"#{site_id}" if site_id else "")
    return items.count(partition, index="by_owner" if site_id else "all", after=_listed_since())


def many(tenant_id: str, ids: Iterable[str]) -> list[Values]:
    """Values of the existing visitors among `ids`, most recently seen first."""
    return pages.listed(items.raw_items([(pk(tenant_id, visitor_id), SK) for visitor_id in ids]))


def _is_online(values: Values) -> bool:
    return is_online(values["last_seen_at"], values.get("left_at"))


def _search(
    tenant_id: str, scope: Scope, text: str, tags: Iterable[str], site_id: str | None, online: bool | None
) -> list[Values]:
    """Values of all visitors that match a text, all tags and the list's filters, most recently seen first."""
    return [
        values
        for values in many(tenant_id, find(tenant_id, scope, text, tags, lambda: workspace.country(tenant_id)))
        if site_id in (None, values["site_id"]) and online in (None, _is_online(values))
    ]


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


def save_visit(visitor: Visitor, is_verified: bool, facts: dict[str, Any], is_new_visit: bool = True) -> None:
    """Counts a new visit and stores what the widget reported; binds a new verified identity in the same transaction."""
    at, shown = timestamp(), visitor.shown()
    for name, value in facts.items():
        setattr(visitor, name, value)
    visitor.visit_count += is_new_visit
    visitor.last_seen_at = visitor.updated_at = at
    visitor.set_list_keys()
    identity = None
    if is_verified and not visitor.is_verified and visitor.external_id is not None:
        _verify(visitor, facts)
        key = identity_key(visitor.tenant_id, visitor.site_id, visitor.external_id)
        identity = Identity(*key, visitor_id=visitor.id, token_version=visitor.token_version)
    _save(visitor, shown, identity)


def _verify(visitor: Visitor, facts: dict[str, Any]) -> None:
    """Makes the visitor the one that the site vouches for. Whoever else has a token of theirs, because they began this
    visitor and had somebody log in as it, is shut out; so is an address that they gave."""
    visitor.is_verified = True
    visitor.token_version += 1
    if "user_email" not in facts:
        visitor.user_email = None


@optimistic
def update(tenant_id: str, visitor_id: str, changes: dict[str, Any]) -> Visitor:
    """Sets fields of the visitor, and their copies in the conversation."""
    visitor = load(tenant_id, visitor_id)
    shown = visitor.shown()
    for name, value in changes.items():
        setattr(visitor, name, value)
    visitor.updated_at = timestamp()
    visitor.set_list_keys()
    _save(visitor, shown)
    return visitor


def _save(visitor: Visitor, shown_before: Values, identity: Identity | None = None) -> None:
    """Saves the visitor, in one transaction with their copies in the conversation, if they changed, and with an
    identity bound to them."""
    conversation = _conversation_of(visitor) if visitor.shown() != shown_before else None
    if conversation is None and identity is None:
        visitor.save()
        return
    before = codec.plain(conversation.to_dynamodb_dict()) if conversation is not None else None
    with orm.transaction() as write:
        write.save(visitor)
        if conversation is not None:
            conversation.visitor = visitor.card()
            write.save(conversation)
        if identity is not None:
            # If two devices come at once, the second reads again and finds the first one's visitor.
            write.save(identity, condition=Identity.pk.does_not_exist())
    if conversation is not None:
        # The stream does this, too, a moment later; this way, whoever is in a list is found by name at once.
        index.update([(conversation.pk, before, codec.plain(conversation.to_dynamodb_dict()))])


def _conversation_of(visitor: Visitor) -> conversations.Conversation | None:
    if visitor.conversation_id is None:
        return None
    try:
        return conversations.load(visitor.tenant_id, visitor.conversation_id)
    except NotFound:
        return None


def remains(conversation_values: Values) -> Values:
    """A deleted visitor's values, as far as their conversation still has them."""
    card, at = conversation_values["visitor"], conversation_values["created_at"]
    times = dict.fromkeys(("first_seen_at", "last_seen_at", "created_at", "updated_at"), at)
    return {
        **card,
        **times,
        "site_id": conversation_values["site_id"],
        "tags": [],
        "is_verified": False,
        "visit_count": 0,
    }


def seen(tenant_id: str, visitor_id: str, current_url: str | None = None) -> Values:
    """Records that the visitor is online, on the visitor and their conversation, and returns the visitor's values.

    Moving them to the head of the list is most of the cost, because it is ordered by when they were last seen. Neither
    write changes a version: no decision depends on presence.
    """
    at = timestamp()
    here = {"last_seen_at": at, "listed": f"{at}#{visitor_id}"} | ({"current_url": current_url} if current_url else {})
    raw = writes.set_fields(pk(tenant_id, visitor_id), SK, here)
    if raw is None:
        raise NotFound("Visitor")
    values = codec.plain(raw)
    _show(tenant_id, values, at)
    return values


def left(tenant_id: str, visitor_id: str) -> None:
    """Records that the visitor left: lists show them among those last seen a minute ago."""
    at, since = timestamp(), ago(ONLINE_FOR)
    gone = {"last_seen_at": at, "left_at": at, "listed": f"{since}#{visitor_id}"}
    raw = writes.set_fields(pk(tenant_id, visitor_id), SK, gone)
    if raw is not None:
        _show(tenant_id, codec.plain(raw), since)


def note_lapsed(tenant_id: str) -> None:
    """Records that visitors left whose presence expired: those who dropped out of the list's head."""
    gone = items.query(
        f"{tenant_id}#visitors",
        index="all",
        after=ago(ONLINE_FOR + LOOKED_FOR_EVERY),
        before=online_since() + "$",
        limit=LAPSES,
    )
    for raw in gone:
        values = codec.plain(raw)
        if has_lapsed(values["last_seen_at"], values.get("left_at")):
            still = {"last_seen_at": values["last_seen_at"]}
            writes.set_fields(values["pk"], SK, {"left_at": timestamp()}, only_if=still)


def _show(tenant_id: str, values: Values, seen_at: str) -> None:
    """Updates presence in the visitor's conversation."""
    if values.get("conversation_id"):
        key = conversations.pk(tenant_id, values["conversation_id"]), conversations.SK
        writes.set_fields(*key, {"visitor.seen_at": seen_at})


@optimistic
def delete(tenant_id: str, visitor_id: str) -> Visitor:
    """Removes the visitor and their conversation from lists, counters and search in one transaction; messages and files
    are deleted by event."""
    visitor = load(tenant_id, visitor_id)
    gone: list[Item] = [item for item in (visitor, _conversation_of(visitor)) if item is not None]
    actions = [*map(writes.delete_action, gone), *counters.uncount(*(item.pk for item in gone))]
    if visitor.is_verified and visitor.external_id is not None:
        identity = identity_key(tenant_id, visitor.site_id, visitor.external_id)
        actions.append({"Delete": {"Key": codec.typed(dict(zip(("pk", "sk"), identity, strict=True)))}})
    writes.transact(actions)
    return visitor
