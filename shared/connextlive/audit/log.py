"""The audit log's entries: added, never changed, and kept for a year.

An endpoint declares what it does (`@endpoint(audit=…)`). The act is stored with the item that it changes, in the same
write, and the stream's consumer makes the entry of it: nothing is written twice in the request, and exactly what was
committed is in the log. What leaves no item behind, a deletion, has its entry in its transaction; what changes none, a
login or an export, writes its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from connextlive.core import acts
from connextlive.core.ids import ago
from connextlive.table import codec, items, pages, writes
from connextlive.table.codec import Action

if TYPE_CHECKING:
    from connextlive.events.domain import Change

    class AuditEntryValues(TypedDict):
        """An entry: the act (`core/acts.py`), what it was about, and the names of what was changed."""

        pk: str
        sk: str
        kind: str
        id: str
        at: str
        action: str
        address: NotRequired[str]
        actor_id: NotRequired[str]
        actor_role: NotRequired[str]
        actor_name: NotRequired[str]
        object_id: NotRequired[str | None]
        object_name: NotRequired[str | None]
        changes: list[str]
        expires_at: int


KEPT = 365 * 24 * 3600  # seconds
MOST_READ = 5_000  # entries for one page, however few of them match
BATCH = 500
# Attributes that say nothing about what somebody changed.
UNTOLD = {
    "act",
    "expires_at",
    "nonce",
    "password_hash",
    "reset_expires_at",
    "reset_nonce",
    "resets_before",
    "token_hash",
    "token_version",
    "updated_at",
    "version",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of one actor, of one action or all of a kind of object (`webhook`), about one object, and of a
    time, `first` included, `last` not."""

    actor_id: str | None = None
    action: str | None = None
    object_id: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether entries of the time are left out."""
        return (self.actor_id, self.action, self.object_id) != (None, None, None)

    def has(self, entry: "AuditEntryValues") -> bool:
        return (
            self.actor_id in (None, entry.get("actor_id"))
            and self.object_id in (None, entry.get("object_id"))
            and self.action in (None, entry["action"], entry["action"].partition(".")[0])
        )


def _pk(tenant_id: str) -> str:
    return f"{tenant_id}#audit"


def _entry(
    tenant_id: str, act: Mapping[str, str], object_id: str | None, name: str | None, changes: Iterable[str]
) -> "AuditEntryValues":
    entry = {
        **act,
        "pk": _pk(tenant_id),
        "sk": f"{act['at']}#{act['id']}",
        "kind": "audit_entry",
        "object_id": object_id,
        "object_name": name,
        "changes": sorted(changes),
        # From the act's own time, so that each copy of a record makes the same entry.
        "expires_at": int(datetime.fromisoformat(act["at"]).timestamp()) + KEPT,
    }
    return cast("AuditEntryValues", entry)


def settle(changes: Iterable["Change"]) -> None:
    """Adds the entries of committed changes, each once, whatever the stream delivers twice."""
    for entry in map(_of_change, changes):
        if entry is not None:
            writes.put_new(entry)


def _of_change(change: "Change") -> "AuditEntryValues | None":
    before, after = change.before or {}, change.after or {}
    act = after.get("act")
    if act is None or act == before.get("act") or act["action"].partition(".")[0] != change.kind:
        return None
    if change.kind == "user" and "actor_id" not in act:
        act = act | {"actor_id": after["id"], "actor_role": after["role"], "actor_name": after["name"]}
    changed = set(_changed(before, after)) if before else set()
    return _entry(change.tenant_id, act, after.get("id"), _name(after), changed)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """The names of what differs; of an object's, those inside it."""
    for name in before.keys() | after.keys():
        was, is_now = before.get(name), after.get(name)
        if was == is_now or name in UNTOLD:
            continue
        if name in ("settings", "widget", "notifications") and isinstance(was, dict) and isinstance(is_now, dict):
            yield from _changed(was, is_now, f"{within}{name}.")
        else:
            yield within + name


def _name(values: Mapping[str, Any]) -> str | None:
    """What people call an object: never what a visitor is called, whom nobody may find here once they are deleted."""
    if "url" in values:
        from connextlive.core import urls

        return urls.parse(values["url"]).host  # paths of webhooks are often secrets
    return values.get("email" if values["kind"] == "invitation" else "name")


def of_transaction(tenant_id: str, object_id: str, name: str | None = None) -> list[Action]:
    """The part of a transaction that adds the entry of what it does; nothing if that is not audited."""
    act = acts.current()
    return [_put(_entry(tenant_id, act.values, object_id, name, ()))] if act else []


def record(tenant_id: str, object_id: str | None = None, name: str | None = None) -> None:
    """Adds the entry of an act that changes nothing, before it is answered."""
    if act := acts.current():
        writes.put_new(_entry(tenant_id, act.values, object_id, name, ()))


def of_login(tenant_id: str, user_id: str, role: str, name: str) -> list[Action]:
    """The part of a transaction that adds the entry of what a user did who was not known before."""
    act = acts.current()
    if act is None:
        return []
    by = act._replace(actor_id=user_id, actor_role=role, actor_name=name)
    return [_put(_entry(tenant_id, by.values, user_id, name, ()))]


def _put(entry: "AuditEntryValues") -> Action:
    """The part of a transaction that stores an act's entry. The stream's consumer may have made one of what the act had
    changed before: it is replaced, and does not make the transaction fail."""
    condition = {"ConditionExpression": "attribute_not_exists(pk) OR id = :act"}
    return {"Put": {"Item": codec.typed(entry), **condition, "ExpressionAttributeValues": {":act": {"S": entry["id"]}}}}


def record_failure(tenant_id: str, action: str, user_id: str | None, name: str | None) -> None:
    """Adds the entry of an act that was refused: by whom is not known, only about which user, if any."""
    act = acts.current()
    if act is not None:
        failed = act._replace(action=action, actor_id=None, actor_role=None, actor_name=None)
        writes.put_new(_entry(tenant_id, failed.values, user_id, name, ()))


def page(tenant_id: str, wanted: Wanted, limit: int, cursor: str | None) -> "tuple[list[AuditEntryValues], str | None]":
    """Entries, newest first, and the next page's cursor. A page may have fewer than `limit` while there are more:
    entries that do not match are read, too."""
    before = pages.decode_cursor(cursor) if cursor else wanted.last or pages.LAST
    since = max(wanted.first or "", ago(KEPT))  # DynamoDB deletes within days after they have expired
    # A page, the bound, and whether there is more; where some are left out, nobody knows how many make a page.
    size = BATCH if wanted.is_filtered else min(BATCH, limit + 2)
    found: list[AuditEntryValues] = []
    read = 0
    if before <= since:
        return found, None
    while read < MOST_READ:
        batch = items.query(_pk(tenant_id), after=since, before=before, newest_first=True, limit=size)
        for raw in batch:
            read += 1
            entry = cast("AuditEntryValues", codec.plain(raw))
            if entry["sk"] == before:
                continue  # the bound is inclusive
            if wanted.has(entry):
                if len(found) == limit:
                    return found, pages.encode_cursor(found[-1]["sk"])
                found.append(entry)
        if len(batch) < size:
            return found, None
        before = batch[-1]["sk"]["S"]
    return found, pages.encode_cursor(before)


def everything(tenant_id: str, wanted: Wanted, at_most: int) -> "list[AuditEntryValues] | None":
    """All entries, newest first; None if there are more than so many."""
    found: list[AuditEntryValues] = []
    cursor: str | None = None
    while True:
        more, cursor = page(tenant_id, wanted, at_most - len(found) + 1, cursor)
        found += more
        if len(found) > at_most:
            return None
        if cursor is None:
            return found
