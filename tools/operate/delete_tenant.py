"""Deletes a tenant with everything it owns: `make delete-tenant TENANT=ten_…`.

Without `CONFIRM`, which repeats the tenant's ID, it only counts what there is. `ENV=prod` is the stack of that name in
samconfig.toml, in AWS; without it, the table TABLE_NAME and the bucket BUCKET_NAME or else the running local stack of
this folder.

Nobody can log in or open a widget from its first second on. Then it scans the table for the tenant's items, in rounds:
the stream's consumer counts each deletion, and the next round deletes those counts. It ends when a round finds nothing.
It can be interrupted and run again at any time: whatever is left is deleted then.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tools.operate.table import choose_table, option

SEGMENTS = 8  # of the table, scanned at the same time
PAGE = 1_000  # items of a partition that are deleted before the next are read
SETTLES = 10.0  # seconds; until the stream's consumer has counted a round's deletions

type Key = tuple[str, str]
type Progress = Callable[[str, int], None]


class Tenant:
    """What a tenant owns, wherever it is: not by its known partitions, of which every new entity would have to think,
    but by its ID, with which all of its keys begin."""

    def __init__(self, tenant_id: str) -> None:
        # Imported here, because the table's name and endpoint are read from the environment at import.
        from connextlive.aws import s3
        from connextlive.table import codec, items, orm, writes

        self.id, self.team = tenant_id, f"{tenant_id}#team"
        self._s3, self._codec, self._items, self._orm, self._writes = s3, codec, items, orm, writes

    def lock_out(self, progress: Progress) -> None:
        """Revokes all tokens and keys of the tenant, and its people's logins. Users stay for now: their removal would
        release their conversations, which are about to go."""
        for raw in self._items.query(self.team, prefix="user#", limit=self._items.ALL):
            values = self._codec.plain(raw)
            self._orm.connection().dispatch(
                "UpdateItem",
                {
                    "TableName": self._orm.TABLE,
                    "Key": {"pk": raw["pk"], "sk": raw["sk"]},
                    "UpdateExpression": "ADD token_version :one",
                    "ConditionExpression": "attribute_exists(pk)",
                    "ExpressionAttributeValues": {":one": {"N": "1"}},
                },
            )
            # Unless the address has become somebody else's, who was invited with it before this user confirmed it.
            self._writes.delete_if(f"login#{values['email']}", "login", user_id=values["id"])
        self.delete_partition(self.id, progress)

    def delete_partition(self, pk: str, progress: Progress) -> int:
        """Deletes one partition, and returns how many items it had."""
        deleted = 0
        while found := self._items.query(pk, limit=PAGE, fields=("sk",)):
            self._writes.delete_all((pk, raw["sk"]["S"]) for raw in found)
            progress("items", len(found))
            deleted += len(found)
        return deleted

    def scan(self, segment: int) -> Iterator[list[tuple[Key, str]]]:
        """The tenant's items in a part of the table, outside its team: keys and kinds, page by page."""
        request: dict[str, Any] = {
            "TableName": self._orm.TABLE,
            "Segment": segment,
            "TotalSegments": SEGMENTS,
            "ConsistentRead": True,
            "ProjectionExpression": "pk, sk, kind",
            # Logins and email domains are the only items of a tenant whose keys do not begin with it.
            "FilterExpression": "(begins_with(pk, :id) AND pk <> :team) OR tenant = :id",
            "ExpressionAttributeValues": {":id": {"S": self.id}, ":team": {"S": self.team}},
        }
        while True:
            answer = self._orm.connection().dispatch("Scan", request)
            found = [self._codec.plain(raw) for raw in answer["Items"]]
            yield [((one["pk"], one["sk"]), one.get("kind", "figures")) for one in found]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def delete_round(self, progress: Progress) -> int:
        """Deletes what there is outside the team, files first; returns how much it was."""
        from connextlive.core.together import together

        files, _ = self._s3.delete_under(f"{self.id}/")
        progress("files", files)
        return files + sum(together(*(partial(self._delete_segment, number, progress) for number in range(SEGMENTS))))

    def _delete_segment(self, segment: int, progress: Progress) -> int:
        deleted = 0
        for found in self.scan(segment):
            self._writes.delete_all(key for key, _ in found)
            progress("items", len(found))
            deleted += len(found)
        return deleted


def delete(tenant_id: str, progress: Progress) -> None:
    """Deletes everything, round by round."""
    tenant = Tenant(tenant_id)
    tenant.lock_out(progress)
    # The team last: its counters change with every deletion.
    while tenant.delete_round(progress) or tenant.delete_partition(tenant.team, progress):
        time.sleep(SETTLES)


def inventory(tenant_id: str) -> Counter[str]:
    """How many items of each kind there are outside the team."""
    tenant = Tenant(tenant_id)
    return Counter(kind for number in range(SEGMENTS) for found in tenant.scan(number) for _, kind in found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make delete-tenant", description=__doc__)
    parser.add_argument("tenant", help="the tenant's ID")
    parser.add_argument("--confirm", help="the tenant's ID again, to delete it")
    option(parser)
    asked = parser.parse_args()
    if not asked.tenant.startswith("ten_") or len(asked.tenant) != len("ten_") + 26:
        parser.error("which tenant? make delete-tenant TENANT=ten_…")
    choose_table(asked.env)
    if not {"TABLE_NAME", "BUCKET_NAME"} <= os.environ.keys():
        parser.error("there is no local stack: name another one with ENV=prod")
    if asked.confirm != asked.tenant:
        found = inventory(asked.tenant)
        print(
            f"{asked.tenant}: {found.total()} items" + "".join(f"\n{n:>10} {kind}" for kind, n in found.most_common())
        )
        print(
            f"To delete them, with all files and the team: make delete-tenant TENANT={asked.tenant} CONFIRM=<the same>"
        )
        return 0
    begun, done = time.monotonic(), Counter[str]()

    def progress(what: str, number: int) -> None:
        done[what] += number
        if sys.stderr.isatty():
            print(f"\r{done['items']} items, {done['files']} files deleted", end="", file=sys.stderr)

    delete(asked.tenant, progress)
    print(f"\r{asked.tenant}: {done['items']} items, {done['files']} files deleted, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
