"""Merges two visitors who are the same person, which can be undone for a day (docs/merging.md).

The two visitors' items decide. They change in one transaction: from then on the merged visitor stands for the remaining
one, who has the conversations of both. A conversation's own `visitor_id` and its copy of the visitor are updated in the
same transaction, as many as fit, and the others one by one (`follow`), which may be interrupted at any point and
repeated.

The merged visitor keeps their item, with the IDs of their conversations. Undoing returns exactly these; conversations
begun since stay with the remaining one.
"""

import time
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

from connextlive.audit import log
from connextlive.chat import beginning, loads
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor as visitors
from connextlive.chat.conversation import Conversation
from connextlive.chat.visitor import Visitor
from connextlive.core.blocking import is_blocked
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import ago, timestamp
from connextlive.core.merges import UNDOABLE
from connextlive.identity import holds, presences
from connextlive.identity.presences import Presence
from connextlive.table import items, timers, writes
from connextlive.table.codec import Action
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues

MOST = 20  # visitors who are merged into one, in the end: all are deleted in one transaction
STEP = 3.0  # seconds that a request goes on with what did not fit into its transaction
LEFT_FOR = 60  # seconds, before a timer does what the request has not
FILLED = ("user_name", "user_email", "user_phone", "avatar_url", "notes")  # what is not known of the other one


class Merge(TypedDict):
    """The visitor whom this one was merged into, when and by whom; and the merge's changes to that one: fields with
    their values `before` and `after`, added tags, keys of attributes, and visits."""

    into: str
    at: str
    by: str
    before: dict[str, str]
    after: dict[str, str]
    tags: list[str]
    attributes: list[str]
    visits: int


class Merger(TypedDict):
    """When and by whom a visitor was merged; `through` is the visitor whom they had been merged into before that one
    was merged."""

    at: str
    by: str
    through: NotRequired[str]


class _Found(NamedTuple):
    """Two visitors, and the presence of the first, if they are online."""

    source: Visitor
    into: Visitor
    presence: Presence | None


def merge(tenant_id: str, visitor_id: str, into_id: str, by: str) -> "VisitorValues":
    """Merges a visitor into another one, and returns the remaining one; repeating it changes nothing."""
    _go_on(tenant_id, _merge(tenant_id, visitor_id, into_id, by))
    return visitors.read(tenant_id, into_id)


def unmerge(tenant_id: str, visitor_id: str) -> "VisitorValues":
    """Undoes a merge of the last day, and returns the visitor; changes nothing for one who was not merged."""
    _go_on(tenant_id, _unmerge(tenant_id, visitor_id))
    return visitors.read(tenant_id, visitor_id)


@optimistic
def _merge(tenant_id: str, visitor_id: str, into_id: str, by: str) -> list[str]:
    """Returns the visitors whose conversations are not all updated yet."""
    if visitor_id == into_id:
        raise Refused("A visitor cannot be merged into themselves", "SAME_VISITOR")
    source, into, presence = _read(tenant_id, visitor_id, into_id)
    if source.merged_into == into_id:
        return []
    _check(source, into)
    at = timestamp()
    theirs = visitors.conversations_of(source)
    own = visitors.conversations_of(into)
    change: Merge = {"into": into_id, "at": at, "by": by, **_fill(source, into), "visits": source.visit_count}
    into.merged = {**(into.merged or {}), visitor_id: {"at": at, "by": by}}
    for one, merger in (source.merged or {}).items():
        into.merged[one] = {**merger, "through": visitor_id}
    ids = [*into.conversation_ids, *source.conversation_ids]
    _have(into, ids, _current(into, source, [*own, *theirs]))
    into.on_hold = source.on_hold or into.on_hold
    into.updated_at = source.updated_at = at
    _leave(source, presence, at)
    source.merged_into, source.merge, source.on_hold = into_id, change, into.on_hold
    noted = [holds.action(tenant_id, into_id, True), holds.action(tenant_id, visitor_id, False)] if into.on_hold else []
    gone = presences.delete_action(tenant_id, visitor_id)
    return _write([source, into], [*theirs, *own], [gone, *noted])


@optimistic
def _unmerge(tenant_id: str, visitor_id: str) -> list[str]:
    """Returns the visitors whose conversations are not all updated yet."""
    source = visitors.load_any(tenant_id, visitor_id)
    change, at = source.merge, timestamp()
    if change is None:
        return []
    if change["at"] < ago(UNDOABLE):
        raise Refused("Only what was merged in the last day can be undone", "TOO_LATE")
    into = visitors.load_any(tenant_id, change["into"])
    if into.merged_into:
        raise Refused("Since then, the other visitor was merged as well: undo that first", "UNDO_THAT_FIRST")
    theirs = {*source.conversation_ids}
    left = [one for one in into.conversation_ids if one not in theirs]
    former = change["before"].get("conversation_id")
    _have(into, left, next((one for one in (into.conversation_id, former) if one in left), None))
    for name, after in change["after"].items():
        if getattr(into, name) == after:
            setattr(into, name, change["before"].get(name))
    into.tags = [tag for tag in into.tags if tag not in change["tags"]]
    theirs_only = {key: value for key, value in (source.attributes or {}).items() if key in change["attributes"]}
    if theirs_only:
        kept = {key: value for key, value in (into.attributes or {}).items() if theirs_only.get(key) != value}
        into.attributes = kept or None
    into.visit_count = max(0, into.visit_count - change["visits"])
    into.merged = {
        one: merger
        for one, merger in (into.merged or {}).items()
        if one != visitor_id and merger.get("through") != visitor_id
    }
    into.updated_at = source.updated_at = at
    source.merged_into = source.merge = None
    source.unmerged_from, source.on_hold = into.id, into.on_hold
    source.listed = f"{source.last_seen_at}#{source.id}"
    source.list_anew()
    noted = [holds.action(tenant_id, visitor_id, True)] if source.on_hold else []
    return _write([source, into], [*visitors.conversations_of(source), *visitors.conversations_of(into)], noted)


def follow(tenant_id: str, visitor_id: str, until: float) -> bool:
    """Updates a visitor's conversations until `until`, a time of the monotonic clock; returns whether all are done."""
    try:
        visitor = visitors.load_any(tenant_id, visitor_id)
    except NotFound:
        return True
    for conversation in _amiss(visitor, visitors.conversations_of(visitor)):
        if time.monotonic() > until:
            return False
        _give(tenant_id, visitor_id, conversation.id)
    return True


def _go_on(tenant_id: str, visitor_ids: list[str]) -> None:
    """Like `follow`, for a moment, in the request. Timers do the rest within minutes, also after a failure
    (`timers.py`)."""
    until = time.monotonic() + STEP
    with writes.dispensable():
        for visitor_id in visitor_ids:
            follow(tenant_id, visitor_id, until)


@optimistic
def _give(tenant_id: str, visitor_id: str, conversation_id: str) -> None:
    """Updates one conversation, as long as it belongs to the visitor."""
    keys = [
        (visitors.pk(tenant_id, visitor_id), visitors.SK),
        (conversations.pk(tenant_id, conversation_id), conversations.SK),
    ]
    visitor, conversation = items.find_all(keys)
    if not isinstance(visitor, Visitor) or not isinstance(conversation, Conversation):
        return
    if _amiss(visitor, [conversation]):
        unchanged = {
            "Key": {"pk": {"S": visitor.pk}, "sk": {"S": visitor.sk}},
            "ConditionExpression": "version = :version",
            "ExpressionAttributeValues": {":version": {"N": f"{visitor.version}"}},
        }
        writes.transact([{"ConditionCheck": unchanged}, *_given(visitor, conversation)])


def _read(tenant_id: str, visitor_id: str, into_id: str) -> _Found:
    """Both visitors, in one call with the first one's presence."""
    keys = [(visitors.pk(tenant_id, one), visitors.SK) for one in (visitor_id, into_id)]
    keys.append(presences.key(tenant_id, visitor_id))
    found = {(raw["pk"]["S"], raw["sk"]["S"]): raw for raw in items.raw_items(keys)}
    source, into = (visitors.of_raw(found.get(key)) for key in keys[:2])
    presence = found.get(keys[2])
    return _Found(source, into, presences.of_raw(presence) if presence else None)


def _check(source: Visitor, into: Visitor) -> None:
    """Refuses merges that would show somebody another person's data, or that could not be undone or deleted."""
    for one in (source, into):
        visitors.check_current(one)
    if source.site_id != into.site_id:
        raise Refused("Visitors of two sites cannot be merged", "TWO_SITES")
    if source.is_verified and not into.is_verified:
        raise Refused("The site vouches for this visitor: merge the other one into them", "MERGE_THE_OTHER_WAY")
    if source.block_id and (source.blocked_until is None or is_blocked(source.blocked_until)):
        raise Refused("End the block of this visitor first, or the request for one", "VISITOR_BLOCKED")
    if len(source.merged or {}) + len(into.merged or {}) >= MOST:
        raise Refused("At most 20 visitors can be merged into one", "TOO_MANY_MERGED")
    if len(source.conversation_ids) + len(into.conversation_ids) > beginning.MOST:
        raise Refused("Together they have too many conversations", "TOO_MANY_CONVERSATIONS")


class _Filled(TypedDict):
    before: dict[str, str]
    after: dict[str, str]
    tags: list[str]
    attributes: list[str]


def _fill(source: Visitor, into: Visitor) -> _Filled:
    """Adds the merged visitor's facts that the remaining one does not have; returns the changes. A verified visitor
    does not get an unverified address, because mails with links are sent to it."""
    before: dict[str, str] = {"first_seen_at": into.first_seen_at}
    if into.conversation_id:
        before["conversation_id"] = into.conversation_id
    after: dict[str, str] = {}
    for name in FILLED:
        is_trusted = name != "user_email" or source.is_verified or not into.is_verified
        if is_trusted and not getattr(into, name) and getattr(source, name):
            after[name] = getattr(source, name)
            setattr(into, name, after[name])
    into.first_seen_at = after["first_seen_at"] = min(into.first_seen_at, source.first_seen_at)
    added = [tag for tag in source.tags if tag not in into.tags]
    into.tags = [*into.tags, *added]
    into.visit_count += source.visit_count
    known, theirs = into.attributes or {}, source.attributes or {}
    new = sorted(theirs.keys() - known.keys())
    if new:
        into.attributes = {**theirs, **known}
    return {"before": before, "after": after, "tags": added, "attributes": new}


def _current(into: Visitor, source: Visitor, found: list[Conversation]) -> str | None:
    """The conversation that the two continue: an open one rather than a closed one, then the one with the latest
    activity."""
    known = {one.id: (one.status != "CLOSED", one.last_activity_at) for one in found}
    both = [one for one in (into.conversation_id, source.conversation_id) if one in known]
    return max(both, key=lambda one: known[one], default=None)


def _have(visitor: Visitor, ids: list[str], current: str | None) -> None:
    """Gives a visitor these conversations, with `current` as the one that they continue: the newest by default."""
    visitor.conversation_id = current or max(ids, default=None)
    visitor.earlier_ids = sorted(one for one in ids if one != visitor.conversation_id)


def _leave(source: Visitor, presence: Presence | None, at: str) -> None:
    """Removes a visitor from lists and presence, and stores their last known facts."""
    if presence is not None:
        source.last_seen_at = presence.left_at or presence.seen_at
        source.current_url = presence.current_url or source.current_url
        source.received_id = presence.received_id or source.received_id
    source.left_at = at
    source.listed = source.list_state = source.list_owner_state = None


def _amiss(visitor: Visitor, theirs: list[Conversation]) -> list[Conversation]:
    """Those of a visitor's conversations that do not name them yet."""
    if visitor.merged_into:
        return []  # they are the other one's
    card = {name: value for name, value in visitor.card().items() if value is not None}  # as it is stored
    ids = {*visitor.conversation_ids}
    return [one for one in theirs if one.id in ids and (one.visitor_id != visitor.id or one.visitor != card)]


def _given(visitor: Visitor, conversation: Conversation) -> list[Action]:
    """The part of a transaction that sets a conversation's visitor. It is no change by a person, so the conversation
    keeps its place in lists."""
    conversation.visitor_id, conversation.visitor = visitor.id, {**visitor.card()}
    return [{"Put": conversation.get_save_kwargs_from_instance()}, *loads.rename(conversation)]


def _write(both: list[Visitor], theirs: list[Conversation], also: list[Action]) -> list[str]:
    """Writes both visitors, the merged one first, with as many of their conversations as fit; returns the visitors who
    have more."""
    source, tenant_id = both[0], both[0].tenant_id
    amiss = [(one, conversation) for one in both for conversation in _amiss(one, theirs)]
    now, later = amiss[: visitors.COPIED_AT_ONCE], amiss[visitors.COPIED_AT_ONCE :]
    left = list(dict.fromkeys(one.id for one, _ in later))
    puts = [{"Put": one.get_save_kwargs_from_instance()} for one in both]
    puts[0]["Put"]["Item"]["news"] = {"S": presences.MERGED}
    given = [action for one, conversation in now for action in _given(one, conversation)]
    soon = timestamp(time.time() + LEFT_FOR)
    due = [timers.put_action(tenant_id, one, soon) for one in left]
    writes.transact([*puts, *given, *also, *due, *log.of_transaction(tenant_id, source.id)])
    return left
