"""Token buckets that all processes share. A bucket holds `quota` tokens and gains as many in each `window`.

Its item has one number, the time at which it will be full: that tells how many tokens it has at any time, and taking
some moves it. So a bucket costs one conditional write when tokens are taken, and nothing while it fills. A write is
told how long the bucket had been full, because for so long nobody has taken any.
"""

import time
from functools import lru_cache
from math import inf
from typing import NamedTuple

from botocore.exceptions import ClientError

from connextlive.core.environment import environment
from connextlive.table import writes
from connextlive.table.calls import TABLE, connection, get_item

# The tenant if it is known, whom the bucket belongs to (`address`, and which one), and for what.
type Bucket = tuple[str | None, str, str, str]
SK = "bucket"
KEPT = 600  # seconds for which a bucket's item is there at least, after it is full
TRIES = 4  # another process fills or empties the bucket at most so often between a write and the read that explains it
_MICROSECONDS = 1_000_000


class Rate(NamedTuple):
    """The size of a bucket, and the seconds in which an empty one fills."""

    quota: int
    window: int

    @property
    def cost(self) -> int:
        """The microseconds in which one token is gained."""
        return max(1, self.window * _MICROSECONDS // self.quota)

    @property
    def kept(self) -> int:
        """The seconds for which the item of a full bucket is there at least."""
        return max(self.window, KEPT)


@lru_cache(1_000)
def rates(text: str, kind: str) -> dict[str, Rate]:
    """The rates of a kind, by owner: `message caller 60/60 tenant 6000/60; search caller 30/60`, in tokens and seconds.
    A factor before all, `factor 1000;`, multiplies the quotas."""
    factor, found = 1, dict[str, Rate]()
    for name, *pairs in (part.split() for part in text.split(";") if part.strip()):
        if name == "factor":
            factor = int(pairs[0])
        elif name == kind:
            for owner, rate in zip(pairs[::2], pairs[1::2], strict=True):
                quota, _, window = rate.partition("/")
                found[owner] = Rate(int(quota) * factor, int(window))
    return found


def lower(own: dict[str, Rate], allowed: dict[str, Rate]) -> dict[str, Rate]:
    """Those of a workspace's own rates of which the deployment does not allow less."""
    return {owner: rate for owner, rate in own.items() if owner not in allowed or _is_lower(rate, allowed[owner])}


def _is_lower(own: Rate, allowed: Rate) -> bool:
    return own.quota <= allowed.quota and own.quota * allowed.window <= allowed.quota * own.window


class Taken(NamedTuple):
    """When the bucket from which tokens were taken will be full, when it would have been, 0 if there was none, and for
    how many seconds it had been."""

    full_at: int
    before: int
    rested: float = 0.0


class Empty(Exception):
    """The bucket has too few tokens; it will be full at `full_at`."""

    def __init__(self, full_at: int) -> None:
        super().__init__()
        self.full_at = full_at


def now() -> int:
    """The time as buckets store it, in microseconds."""
    return round(time.time() * _MICROSECONDS)


def _pk(bucket: Bucket) -> str:
    tenant_id, owner, id, kind = bucket
    return (f"{tenant_id}#" if tenant_id else "") + f"limit#{owner}#{id}#{kind}"


def forget(tenant_id: str, owner: str, id: str) -> None:
    """Deletes the buckets of somebody who is gone."""
    kinds = [part.split()[0] for part in environment.rate_limits.split(";") if part.strip()]
    writes.delete_all((_pk((tenant_id, owner, id, kind)), SK) for kind in kinds if kind != "factor")


def take(bucket: Bucket, count: int, rate: Rate, full_at: int = 0) -> Taken:
    """Takes tokens; Empty if the bucket has too few. `full_at` is what the caller last heard, 0 if nothing: if it is
    right, this is one write."""
    pk = _pk(bucket)
    for _ in range(TRIES):
        if taken := _write(pk, count, rate, is_full=full_at <= now()):
            return taken
        found = get_item(pk, SK)
        full_at = int(found["full_at"]["N"]) if found else 0
        if full_at > now() + (rate.quota - count) * rate.cost:
            break
    raise Empty(full_at)


def _write(pk: str, count: int, rate: Rate, is_full: bool) -> Taken | None:
    at = now()
    values = {":now": at, ":cost": count * rate.cost, ":expires": at // _MICROSECONDS + rate.window + rate.kept}
    if is_full:
        change, condition, told = ":start", "attribute_not_exists(pk) OR full_at <= :now", "UPDATED_OLD"
        values[":start"] = at + values.pop(":cost")
    else:
        # Adding is right whatever others have added in between, as long as the bucket is neither full nor too empty.
        change, condition, told = "full_at + :cost", "full_at > :now AND full_at <= :latest", "UPDATED_NEW"
        values[":latest"] = at + (rate.quota - count) * rate.cost
    try:
        answer = connection().dispatch(
            "UpdateItem",
            {
                "TableName": TABLE,
                "Key": {"pk": {"S": pk}, "sk": {"S": SK}},
                "UpdateExpression": f"SET full_at = {change}, expires_at = :expires",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {name: {"N": str(value)} for name, value in values.items()},
                "ReturnValues": told,
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return None
        raise
    full_at = int(answer.get("Attributes", {}).get("full_at", {"N": "0"})["N"])
    if not is_full:
        return Taken(full_at, full_at - count * rate.cost)
    return Taken(values[":start"], full_at, (at - full_at) / _MICROSECONDS if full_at else inf)
