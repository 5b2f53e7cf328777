"""Limits on how often people may do something: a token bucket (`table/token_bucket.py`) for the caller, one for the
address that a request comes from, and one for the workspace that pays for it.

The first requests of each are counted in the process's memory only: a tenth of the quota, and a tenth of the rate. So
whoever is far from a limit costs nothing. Beyond that, a request takes its token and those in memory from the bucket,
and while that has hundreds left, the next few requests are counted in memory again. Whoever is refused is remembered
until the bucket has a token, so that a flood costs nothing either. One process lets through exactly the quota; several
processes, at most what each has in memory more.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from connextlive.core.environment import environment
from connextlive.core.errors import TooManyAttempts
from connextlive.lambdas.request import Request
from connextlive.table import token_bucket
from connextlive.table.token_bucket import Bucket, Rate

SHARE = 10  # the tenth that is counted in memory
ON_CREDIT = 100  # of a bucket's tokens, one in so many may be counted in memory first
REMEMBERED = 10_000  # buckets per process
_lock = Lock()
_counts: "OrderedDict[Bucket, _Count]" = OrderedDict()


class _Count:
    """What a process knows of a bucket: how many requests it may let through without it (`free`), how many tokens of
    such requests the bucket has not regained meanwhile (`owed`), both as of `at`; when it will be full, and until when
    it refuses."""

    __slots__ = ("at", "free", "full_at", "owed", "refused_until")

    def __init__(self, free: float) -> None:
        self.free, self.owed, self.at, self.full_at, self.refused_until = free, 0.0, time.time(), 0, 0.0


def check(kind: str, request: Request, arguments: Mapping[str, Any]) -> None:
    """Refuses a request if somebody whom it comes from has done too much of its kind."""
    if kind == "search" and not arguments["query"].search.strip():
        return
    rates = token_bucket.rates(environment.rate_limits, kind)
    for tenant_id, owner, id in _owners(request, arguments.get("caller")):
        if owner in rates:
            _take((tenant_id, owner, id, kind), rates[owner])


def forget() -> None:
    """Forgets what this process has counted: for tests."""
    _counts.clear()


def _owners(request: Request, caller: Any) -> Iterator[tuple[str | None, str, str]]:
    """Whom a request comes from: the tenant if known, the name that the limits have for them, and who they are. An
    address counts for each workspace by itself, so that nobody is refused what another workspace's visitors did."""
    if caller is None:
        yield None, "address", request.network
        if plain_key := request.header("X-API-Key"):
            # Of the whole key, so that only who has it can use up its tokens.
            yield None, "key", hashlib.sha256(plain_key.encode()).hexdigest()[:32]
        return
    yield caller.tenant_id, "caller", caller.token_id or caller.id
    yield caller.tenant_id, "address", request.network
    yield caller.tenant_id, "tenant", ""


def _take(bucket: Bucket, rate: Rate) -> None:
    most = rate.quota / SHARE
    with _lock:
        count = _counts.setdefault(bucket, _Count(most))
        _counts.move_to_end(bucket)
        if len(_counts) > REMEMBERED:
            _counts.popitem(last=False)
        at = time.time()
        if at < count.refused_until:
            raise _refusal(count, bucket, rate)
        gained = (at - count.at) * rate.quota / rate.window
        count.free, count.owed, count.at = min(most, count.free + gained / SHARE), max(0.0, count.owed - gained), at
        if count.free >= 1:
            count.free -= 1
            count.owed += 1
            return
        taken, count.owed = min(rate.quota, int(count.owed) + 1), 0.0
    try:
        count.full_at = token_bucket.take(bucket, taken, rate, count.full_at)
    except token_bucket.Empty as error:
        with _lock:
            count.owed += taken - 1
            count.full_at = error.full_at
            count.refused_until = (error.full_at - (rate.quota - taken) * rate.cost) / 1_000_000
        raise _refusal(count, bucket, rate) from error
    with _lock:
        count.free = min(most, max(count.free, token_bucket.tokens(rate, count.full_at) // ON_CREDIT))


def _refusal(count: _Count, bucket: Bucket, rate: Rate) -> TooManyAttempts:
    retry_after = max(1, -int(-(count.refused_until - time.time()) // 1))
    return TooManyAttempts(retry_after, rate.quota, rate.window, bucket[1])
