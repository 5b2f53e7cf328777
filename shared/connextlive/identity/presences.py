"""Online visitors: a small item each, from the start of their session until they leave or their presence is found to
have expired. It is in no index, so a heartbeat writes one unit. The visitor's own item is written only when they come
and go."""

from collections.abc import Iterable
from sys import maxsize
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict, cast
from zlib import crc32

from connextlive.core.environment import environment
from connextlive.core.presence import is_online, online_since
from connextlive.table import codec, items, writes
from connextlive.table.codec import Action, AttributeMap

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues

KIND = "presence"
FIELDS = ("sk", "seen_at", "site_id", "current_url", "left_at", "received_id")
# Values of `news`, for the stream's readers, which do not get heartbeats. A visitor is back whose expired presence was
# not recorded yet; has received a message; or was merged into another visitor, or unmerged.
RETURNED, RECEIVED, MERGED = "RETURNED", "RECEIVED", "MERGED"

type Key = tuple[str, str]


class PresenceValues(TypedDict):
    """The values of a stored presence."""

    pk: str
    sk: str
    kind: str
    seen_at: str
    site_id: str
    current_url: NotRequired[str]
    left_at: NotRequired[str]
    received_id: NotRequired[str]
    news: NotRequired[str]


class Presence(NamedTuple):
    """When a visitor was last heard from, and their site and page. `left_at` is set while their leaving is being
    recorded; `received_id` is the last message that their widget has received."""

    visitor_id: str
    seen_at: str
    site_id: str
    current_url: str | None = None
    left_at: str | None = None
    received_id: str | None = None

    @property
    def listed(self) -> str:
        """Their place in lists."""
        return f"{self.seen_at}#{self.visitor_id}"

    @property
    def is_current(self) -> bool:
        """False for visitors who left or whose presence expired, if that is not recorded yet."""
        return is_online(self.seen_at, self.left_at)

    def over(self, visitor: "VisitorValues") -> "VisitorValues":
        """A visitor's values, updated with later facts of the presence."""
        at = self.left_at or self.seen_at
        now: VisitorValues = {**visitor, "last_seen_at": at, "left_at": self.left_at, "listed": self.listed}
        if self.received_id:
            now["received_id"] = self.received_id
        return {**now, "current_url": self.current_url} if self.current_url else now


def key(tenant_id: str, visitor_id: str) -> Key:
    """A presence's key. Presences have as many partitions as each list (`ListShards`)."""
    return _partitions(tenant_id)[crc32(visitor_id.encode()) % environment.list_shards], visitor_id


def _partitions(tenant_id: str) -> list[str]:
    return [f"{tenant_id}#online", *(f"{tenant_id}#online#{number}" for number in range(1, environment.list_shards))]


def of_raw(raw: AttributeMap) -> Presence:
    """A presence from its item."""
    return of_values(cast("PresenceValues", codec.plain(raw)))


def of_values(values: PresenceValues) -> Presence:
    """A presence from its item's values."""
    more = values.get("current_url"), values.get("left_at"), values.get("received_id")
    return Presence(values["sk"], values["seen_at"], values["site_id"], *more)


def everybody(tenant_id: str, at_most: int = maxsize) -> list[Presence]:
    """All visitors who are online, and those whose expiry is not recorded yet."""
    return [
        of_raw(raw)
        for partition in _partitions(tenant_id)
        for raw in items.query(partition, limit=at_most, fields=FIELDS)
    ]


def of(tenant_id: str, visitor_ids: Iterable[str]) -> dict[str, Presence]:
    """The presence of these visitors, by ID; visitors who are gone are left out."""
    found = map(of_raw, items.raw_items([key(tenant_id, visitor_id) for visitor_id in visitor_ids]))
    return {presence.visitor_id: presence for presence in found}


def renew(
    tenant_id: str, visitor_id: str, at: str, current_url: str | None = None, received_id: str | None = None
) -> bool:
    """Renews the presence of an online visitor, in one write with their received message. False if they are not online,
    or the message was already recorded."""
    fields = {"seen_at": at} | ({"current_url": current_url} if current_url else {})
    still, known, drop = {"seen_at": online_since()}, {}, ["left_at"]
    if received_id:
        fields |= {"received_id": received_id, "news": RECEIVED}
        known = {"received_id": received_id}
    else:
        drop.append("news")
    found = writes.set_fields(*key(tenant_id, visitor_id), fields, after=still, not_after=known, drop=drop)
    return found is not None


def receive(tenant_id: str, visitor_id: str, received_id: str) -> bool:
    """Records the received message of a visitor who may not be looking. False if they are gone, or it was already
    recorded."""
    fields, known = {"received_id": received_id, "news": RECEIVED}, {"received_id": received_id}
    return writes.set_fields(*key(tenant_id, visitor_id), fields, not_after=known) is not None


def leave(tenant_id: str, visitor_id: str, at: str) -> Presence | None:
    """Records that a visitor leaves; None if they were gone. The caller then has to record it on the visitor."""
    raw = writes.set_fields(*key(tenant_id, visitor_id), {"left_at": at})
    return of_raw(raw) if raw else None


def put_action(tenant_id: str, presence: Presence) -> Action:
    """The part of a transaction that creates the presence of a visitor who was not online."""
    pk, sk = key(tenant_id, presence.visitor_id)
    item: codec.Values = {"pk": pk, "sk": sk, "kind": KIND, "news": RETURNED, "seen_at": presence.seen_at}
    item |= {"site_id": presence.site_id, "current_url": presence.current_url, "received_id": presence.received_id}
    return {"Put": {"Item": codec.typed(item)}}


def put(tenant_id: str, presence: Presence) -> None:
    """Like `put_action`, as a write of its own."""
    writes.write_all([{"PutRequest": put_action(tenant_id, presence)["Put"]}])


def delete(tenant_id: str, presence: Presence) -> None:
    """Deletes a presence, unless the visitor was heard from meanwhile."""
    writes.delete_if(*key(tenant_id, presence.visitor_id), seen_at=presence.seen_at)


def delete_action(tenant_id: str, visitor_id: str) -> Action:
    """The part of a transaction that deletes a visitor with their presence."""
    pk, sk = key(tenant_id, visitor_id)
    return {"Delete": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}}
