"""Deletes a tenant with everything that it owns, in rounds through the whole table. The stream's consumer counts each
deletion, and the next round deletes those counts. It ends when a round finds nothing.

Items are found by the tenant's ID, which is in all of their keys, not by known partitions: no new entity has to be
added here. An interrupted deletion continues where it was.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from typing import Any, NamedTuple

from connextlive import counters
from connextlive.aws import s3
from connextlive.core.together import together
from connextlive.identity import retention
from connextlive.table import codec, items, orm, writes
from connextlive.table.codec import Values

SEGMENTS = 8  # of the table, scanned at the same time
PAGE = 1_000  # items of a partition that are deleted before the next are read
SETTLES = 10.0  # seconds; until the stream's consumer has counted a round's deletions

type Key = tuple[str, str]
type Progress = Callable[[str, int], None]
type Positions = dict[str, list[str]]  # by segment, the key behind which to go on; empty where its end was reached


class Found(NamedTuple):
    """A page of a scan: keys and kinds of a tenant's items, and the start of the next page."""

    items: list[tuple[Key, str]]
    position: list[str]


class Round(NamedTuple):
    """The position of a round, and the number of items that it has found."""

    positions: Positions
    found: int


def erase(
    tenant_id: str,
    progress: Progress,
    *,
    until: float = inf,
    pause: float = 0,
    begun: Round | None = None,
) -> Round | None:
    """Deletes everything until `until`, a time of the monotonic clock. Returns the position to continue from, or None
    if nothing is left. A `pause` after each megabyte of the table leaves capacity for other tenants."""
    lock_out(tenant_id, progress)
    now = begun or Round({}, 0)
    while True:
        now = _delete_round(tenant_id, now, progress, until, pause)
        if any(now.positions.get(str(number)) != [] for number in range(SEGMENTS)):
            return now
        # The team last: its counters change with every deletion.
        if not now.found and not _delete_partition(counters.team_pk(tenant_id), progress):
            retention.forget(tenant_id)  # what was deleted has asked for it again
            return None
        if time.monotonic() > until:
            return Round({}, 0)
        now = Round({}, 0)
        time.sleep(SETTLES)


def lock_out(tenant_id: str, progress: Progress) -> None:
    """Revokes all tokens and keys of the tenant, and its users' logins. Users are kept for now, because their removal
    would release their conversations, which are deleted anyway."""
    for raw in items.query(counters.team_pk(tenant_id), prefix="user#", limit=items.ALL):
        values = codec.plain(raw)
        orm.connection().dispatch(
            "UpdateItem",
            {
                "TableName": orm.TABLE,
                "Key": {"pk": raw["pk"], "sk": raw["sk"]},
                "UpdateExpression": "ADD token_version :one",
                "ConditionExpression": "attribute_exists(pk)",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            },
        )
        # Unless the address has become somebody else's, who was invited with it before this user confirmed it.
        writes.delete_if(f"login#{values['email']}", "login", user_id=values["id"])
    _delete_partition(tenant_id, progress)
    retention.forget(tenant_id)


def inventory(tenant_id: str) -> Iterator[str]:
    """The kind of each item outside the team."""
    for number in range(SEGMENTS):
        for found in _scan(tenant_id, number, None):
            yield from (kind for _, kind in found.items)


def _delete_partition(pk: str, progress: Progress) -> int:
    deleted = 0
    while found := items.query(pk, limit=PAGE, fields=("sk",)):
        writes.delete_all((pk, raw["sk"]["S"]) for raw in found)
        progress("items", len(found))
        deleted += len(found)
    return deleted


def _delete_round(tenant_id: str, now: Round, progress: Progress, until: float, pause: float) -> Round:
    """Deletes all items outside the team, files first."""
    files, is_done = s3.delete_under(f"{tenant_id}/", until)
    progress("files", files)
    if not is_done:
        return Round(now.positions, now.found + files)

    def delete_segment(number: int) -> tuple[str, list[str] | None, int]:
        name, deleted = str(number), 0
        position = now.positions.get(name)
        if position == []:
            return name, position, 0
        for found in _scan(tenant_id, number, position):
            writes.delete_all(key for key, _ in found.items)
            progress("items", len(found.items))
            deleted, position = deleted + len(found.items), found.position
            if time.monotonic() > until:
                break
            if pause:
                time.sleep(pause)
        return name, position, deleted

    parts = together(*(partial(delete_segment, number) for number in range(SEGMENTS)))
    positions = {name: position for name, position, _ in parts if position is not None}
    return Round(positions, now.found + files + sum(deleted for *_, deleted in parts))


def _scan(tenant_id: str, segment: int, after: list[str] | None) -> Iterator[Found]:
    """The tenant's items in a part of the table, outside its team."""
    request: dict[str, Any] = {
        "TableName": orm.TABLE,
        "Segment": segment,
        "TotalSegments": SEGMENTS,
        "ConsistentRead": True,
        "ProjectionExpression": "pk, sk, kind",
        # Logins and email domains are the only items of a tenant whose keys do not have it.
        "FilterExpression": "(contains(pk, :id) AND pk <> :team) OR tenant = :id",
        "ExpressionAttributeValues": {":id": {"S": tenant_id}, ":team": {"S": counters.team_pk(tenant_id)}},
    }
    if after:
        request["ExclusiveStartKey"] = codec.typed(dict(zip(("pk", "sk"), after, strict=True)))
    while True:
        answer: Values = orm.connection().dispatch("Scan", request)
        found = [codec.plain(raw) for raw in answer["Items"]]
        behind = answer.get("LastEvaluatedKey")
        position = [behind["pk"]["S"], behind["sk"]["S"]] if behind else []
        yield Found([((one["pk"], one["sk"]), one.get("kind", "figures")) for one in found], position)
        if behind is None:
            return
        request["ExclusiveStartKey"] = behind
