"""Visitors' keys and presence without their entity, for the authorizer, heartbeats and sockets, which import as little
as possible."""

from connextlive.core.errors import Forbidden, NotFound, Refused, Unauthorized, token_required
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.core.presence import ONLINE_FOR
from connextlive.identity import presences
from connextlive.identity.presences import Presence
from connextlive.table import items, writes
from connextlive.table.codec import Action, AttributeMap

SK = "visitor"
LAPSES = 100  # recorded per call
OLD_LIST_KEYS = ("list_all", "list_owner")


def held() -> Refused:
    """The error for a deletion under a visitor's legal hold. A new one each time: an exception that is raised again
    keeps every frame that it has passed."""
    return Refused("This visitor is on legal hold", "ON_HOLD")


def check_deletable(tenant_id: str, visitor_id: str) -> Action:
    """Refuses to delete a visitor's data if they are on hold; returns the part of the deletion's transaction that
    checks that at the commit."""
    key = pk(tenant_id, visitor_id), SK
    raw = items.raw_items([key])
    if raw and raw[0].get("on_hold", {}).get("BOOL"):
        raise held()
    condition = "attribute_not_exists(on_hold) OR on_hold <> :held"
    return {
        "ConditionCheck": {
            "Key": {"pk": {"S": key[0]}, "sk": {"S": key[1]}},
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {":held": {"BOOL": True}},
        }
    }


def pk(tenant_id: str, visitor_id: str) -> str:
    """A visitor's partition."""
    if not is_id(visitor_id, "vis"):
        raise NotFound("Visitor")
    return f"{tenant_id}#{visitor_id}"


def is_admitted(tenant_id: str, visitor_id: str, token_version: int, address: str | None) -> bool:
    """Whether the visitor exists, tokens of that version are theirs, and neither they nor their address are blocked."""
    from connextlive.table import blocked_ranges  # only connections look there

    keys = [(pk(tenant_id, visitor_id), SK), blocked_ranges.key(tenant_id)]
    found = {raw["sk"]["S"]: raw for raw in items.raw_items(keys)}
    raw, ranges = found.get(SK), found.get(blocked_ranges.SK)
    if raw is None or token_version_of(raw) != token_version:
        return False
    if ranges is not None and address and blocked_ranges.of_raw(ranges).includes(address):
        return False
    try:
        check_admitted(raw)
    except (Forbidden, Unauthorized):
        return False
    return True


def check_admitted(raw: AttributeMap) -> None:
    """Refuses a stored visitor who is blocked, or who was merged since the gateway cached them: their widget opens its
    session again."""
    if "merged_into" in raw:
        raise token_required()
    check_until(raw.get("blocked_until", {}).get("S"))


def standing_for(tenant_id: str, raw: AttributeMap) -> AttributeMap | None:
    """The stored visitor whom a visitor's devices stand for: themself, or the one whom they were merged into
    (`chat/visitor_merge.py`). None if that one is verified and this one is not."""
    while into := raw.get("merged_into", {}).get("S"):
        found = items.raw_items([(pk(tenant_id, into), SK)])
        if not found or (_is_verified(found[0]) and not _is_verified(raw)):
            return None
        raw = found[0]
    return raw


def _is_verified(raw: AttributeMap) -> bool:
    return bool(raw.get("is_verified", {}).get("BOOL"))


def admitted(tenant_id: str, visitor_id: str) -> AttributeMap:
    """The stored visitor, read anew in spite of the gateway's cache; refuses one who is blocked."""
    raw = items.raw_items([(pk(tenant_id, visitor_id), SK)])
    if not raw:
        raise NotFound("Visitor")
    check_admitted(raw[0])
    return raw[0]


def check_until(blocked_until: str | None) -> None:
    """Refuses a visitor whose block ends later than now."""
    if blocked_until is not None:
        from connextlive.core import blocking  # few visitors are

        blocking.check(blocked_until)


def token_version_of(raw: AttributeMap) -> int:
    """The version of a stored visitor's tokens; items from before there were versions have none."""
    return int(raw.get("token_version", {}).get("N", 0))


def seen(tenant_id: str, visitor_id: str, current_url: str | None = None, received_id: str | None = None) -> str:
    """Records that the visitor is online, and returns the time: one write of a small item, or more if they were gone or
    repeat a `received_id`."""
    at, received = timestamp(), _received(received_id)
    if received and presences.renew(tenant_id, visitor_id, at, current_url, received):
        return at
    if not presences.renew(tenant_id, visitor_id, at, current_url):
        key = pk(tenant_id, visitor_id), SK
        raw = admitted(tenant_id, visitor_id)
        known = raw.get("received_id", {}).get("S")
        presence = Presence(visitor_id, at, raw["site_id"]["S"], current_url, received_id=known)
        writes.transact([writes.exists_action(*key), presences.put_action(tenant_id, presence)])
        if received:
            presences.renew(tenant_id, visitor_id, at, received_id=received)
    return at


def received(tenant_id: str, visitor_id: str, received_id: str) -> None:
    """Records the last message that a page has received while the visitor is not looking at it, so it does not renew
    their presence. It is stored with their presence while they are online, otherwise with the visitor."""
    now = _received(received_id) or ""
    if not presences.receive(tenant_id, visitor_id, now):
        key, fields = (pk(tenant_id, visitor_id), SK), {"received_id": now, "news": presences.RECEIVED}
        writes.set_fields(*key, fields, not_after={"received_id": now}, is_new_version=True)


def _received(received_id: str | None) -> str | None:
    """The last received message by the widget's report, but not later than now, by the time in the ID's first ten
    digits."""
    return min(received_id, new_id("msg")[: len("msg_") + 10] + "Z" * 16) if received_id else None


def left(tenant_id: str, visitor_id: str) -> None:
    """Records that the visitor left."""
    presence = presences.leave(tenant_id, visitor_id, timestamp())
    if presence is not None:
        _go(tenant_id, presence)


def note_lapsed(tenant_id: str) -> None:
    """Records that visitors left whose presence has expired."""
    lapsed = [one for one in presences.everybody(tenant_id) if not one.is_current]
    for presence in lapsed[:LAPSES]:
        _go(tenant_id, presence)


def _go(tenant_id: str, presence: Presence) -> None:
    """Copies the facts in the visitor's presence to the visitor, unless that was done, and deletes the presence, unless
    they are back. The visitor gets a new version, so that no concurrent change undoes it. Lists then show the visitor
    among those who are gone."""
    visitor_id = presence.visitor_id
    fields = {"last_seen_at": presence.left_at or presence.seen_at, "left_at": presence.left_at or timestamp()}
    fields["listed"] = f"{min(presence.seen_at, ago(ONLINE_FOR))}#{visitor_id}"
    fields |= listed_in(tenant_id, presence.site_id)
    if presence.current_url:
        fields["current_url"] = presence.current_url
    if presence.received_id:
        fields["received_id"] = presence.received_id
    earlier = {"left_at": presence.seen_at}
    key = pk(tenant_id, visitor_id), SK
    writes.set_fields(*key, fields, not_after=earlier, drop=(*OLD_LIST_KEYS, "news"), is_new_version=True)
    presences.delete(tenant_id, presence)


def listed_in(tenant_id: str, site_id: str | None) -> dict[str, str]:
    """The partitions that a visitor of the site is listed in."""
    whole = f"{tenant_id}#visitors"
    return {"list_state": whole, "list_owner_state": f"{whole}#{site_id}"}
