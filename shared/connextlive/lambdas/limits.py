"""Limits on how often people may do something: a token bucket (`table/token_bucket.py`) for the caller, one for the
address that a request comes from, and one for the workspace that pays for it.

How many processes there are is not known, and each sees its own requests only. So that all of them together let
through what a limit says, and at most a tenth more or less, each counts little in memory only:

- A process that takes from a bucket which nobody has taken from for a while has it for as long, and for longer as long
  as nobody else takes from it: a twentieth of the quota and of its rate goes without writing.
- Other processes let one in a thousand through so, of which fifty processes make another twentieth.
- Any other request takes its token from the bucket, with those that were counted in memory before, and a share ahead:
  a tenth of what the process has let through lately, for its next requests. So the more often a process asks, the
  fewer of its requests write.

Whoever is refused is remembered until the bucket has a token, so that a flood costs nothing either.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import TooManyAttempts
from connextlive.core.ids import is_id
from connextlive.lambdas.request import Request, network_of
from connextlive.table import token_bucket
from connextlive.table.token_bucket import Bucket, Rate

# The tenant if known, the name that the limits have for somebody, and who they are.
type Owner = tuple[str | None, str, str]
HELD = 20  # of a quota, one in so many goes without writing where a process has the bucket,
SHARED = 1_000  # and where it has not
AHEAD = 10  # of what a process has let through, one in so many is taken ahead
REMEMBERED = 10_000  # buckets per process
_lock = Lock()
_counts: "OrderedDict[Bucket, _Count]" = OrderedDict()


class _Count:
    """What a process knows of a bucket as of `at`: how many requests it may let through without it (`free`), how many
    tokens of such requests the bucket has not regained meanwhile (`owed`), how many it has taken ahead and how many it
    is asking for, and how many requests it has let through (`passed`), since when; when the bucket will be full, until
    when this process has it, and until when it refuses, and how many more it has refused than let through since."""

    __slots__ = (
        "ahead",
        "asking",
        "at",
        "free",
        "full_at",
        "held_until",
        "owed",
        "passed",
        "refused",
        "refused_until",
        "since",
    )

    def __init__(self, free: float) -> None:
        self.free, self.owed, self.ahead, self.asking, self.passed = free, 0.0, 0, 0, 0
        self.at = self.since = time.time()
        self.full_at, self.held_until, self.refused_until, self.refused = 0, 0.0, 0.0, 0

    def wait(self, at: float, rate: Rate) -> None:
        """Counts what has become of it since. What was taken ahead is forgotten when the bucket has filled without."""
        gained, share = (at - self.at) * rate.quota / rate.window, HELD if at < self.held_until else SHARED
        self.free, self.owed = min(rate.quota / share, self.free + gained / share), max(0.0, self.owed - gained)
        if at > self.at + rate.window:
            self.ahead = self.passed = 0
        if at > self.since + rate.window:
            self.passed, self.since = self.passed // 2, at
        self.at = at

    def lets_through(self) -> bool:
        """Counts a request for which nothing needs to be written, if it is one."""
        if self.ahead:
            self.ahead -= 1
        elif self.free >= 1:
            self.free -= 1
            self.owed += 1
        else:
            return False
        self.let_through()
        return True

    def let_through(self) -> None:
        self.passed, self.refused = self.passed + 1, max(0, self.refused - 1)

    def share(self, rate: Rate) -> int:
        """How many tokens to take ahead: few of the last ones."""
        left = rate.quota - max(0.0, (self.full_at / 1_000_000 - self.at) * rate.quota / rate.window)
        return max(0, min(self.passed, int(left)) // AHEAD - self.ahead - self.asking)


def check(kind: str, request: Request, arguments: Mapping[str, Any], times: int = 1) -> None:
    """Refuses a request if somebody whom it comes from has done too much of its kind: more than the deployment allows,
    or, of visitors, than the workspace does. What may be done beyond that has buckets of its own, so many `times` as
    large."""
    if kind == "search" and not arguments["query"].search.strip():
        return
    caller: Caller | None = arguments.get("caller")
    owners, rates = [*_owners(request, caller)], token_bucket.rates(environment.rate_limits, kind)
    bucket = kind if times == 1 else f"{kind}-beyond"
    _refuse_again(bucket, owners, _larger(rates, times))
    own, theirs = caller.limits if caller else None, owners
    if kind == "session" and (tenant_id := _tenant_of_key(request)):
        from connextlive.table import workspace_limits  # of other requests, the authorizer has read them

        own, theirs = workspace_limits.recent(tenant_id), [(tenant_id, owner, id) for _, owner, id in owners]
    if own:
        # Other buckets, because agents take from the workspace's, too; and first, so that a flood writes to neither.
        lower = token_bucket.lower(token_bucket.rates(own, kind), rates)
        _take_of_each(f"{bucket}-own", theirs, _larger(lower, times))
    _take_of_each(bucket, owners, _larger(rates, times))


def check_socket(kind: str, caller: Caller, connection_id: str | None = None) -> None:
    """Refuses a connection, or what arrives on it, if somebody whom it comes from has done too much of its kind."""
    network = network_of(caller.address) if caller.address else None
    ids = {"connection": connection_id, "caller": caller.id, "address": network, "tenant": ""}
    owners = ((caller.tenant_id, owner, id) for owner, id in ids.items() if id is not None)
    _take_of_each(kind, owners, token_bucket.rates(environment.rate_limits, kind))


def check_mail(caller: Caller) -> None:
    """Refuses a visitor's mail if they, or everybody in the workspace, have sent too many messages: as `check` does
    with requests, which come from an address, too."""
    from connextlive.table import workspace_limits  # consumers have no authorizer that has read them

    owners = [(caller.tenant_id, "caller", caller.id), (caller.tenant_id, "tenant", "")]
    rates = token_bucket.rates(environment.rate_limits, "message")
    own = token_bucket.rates(workspace_limits.recent(caller.tenant_id), "message")
    _take_of_each("message-own", owners, token_bucket.lower(own, rates))
    _take_of_each("message", owners, rates)


def forget() -> None:
    """Forgets what this process has counted: for tests."""
    _counts.clear()


def _take_of_each(kind: str, owners: Iterable[Owner], rates: Mapping[str, Rate]) -> None:
    for tenant_id, owner, id in owners:
        if owner in rates:
            _take((tenant_id, owner, id, kind), rates[owner])


def _larger(rates: Mapping[str, Rate], times: int) -> Mapping[str, Rate]:
    if times == 1:
        return rates
    return {owner: Rate(rate.quota * times, rate.window) for owner, rate in rates.items()}


def _refuse_again(kind: str, owners: Iterable[Owner], rates: Mapping[str, Rate]) -> None:
    """Refuses before anything is read what was refused a moment ago."""
    for tenant_id, owner, id in owners:
        bucket = tenant_id, owner, id, kind
        with _lock:
            count = _counts.get(bucket)
            if count is not None and owner in rates and time.time() < count.refused_until:
                raise _refusal(count, bucket, rates[owner])


def _tenant_of_key(request: Request) -> str | None:
    """The tenant that an API key names; whether it is right is not known yet."""
    parts = (request.header("X-API-Key") or "").split("_", 2)
    return f"ten_{parts[1]}" if len(parts) == 3 and is_id(f"ten_{parts[1]}", "ten") else None


def _owners(request: Request, caller: Caller | None) -> Iterator[Owner]:
    """Whom a request comes from. An address counts for each workspace by itself, so that nobody is refused what
    another workspace's visitors did."""
    if caller is None:
        yield None, "address", request.network
        if plain_key := request.header("X-API-Key"):
            import hashlib  # sockets have no key

            # Of the whole key, so that only who has it can use up its tokens.
            yield None, "key", hashlib.sha256(plain_key.encode()).hexdigest()[:32]
        return
    yield caller.tenant_id, "caller", caller.token_id or caller.id
    yield caller.tenant_id, "address", request.network
    yield caller.tenant_id, "tenant", ""


def _take(bucket: Bucket, rate: Rate) -> None:
    with _lock:
        count = _counts.setdefault(bucket, _Count(rate.quota / SHARED))
        _counts.move_to_end(bucket)
        if len(_counts) > REMEMBERED:
            _counts.popitem(last=False)
        at = time.time()
        if at < count.refused_until:
            raise _refusal(count, bucket, rate)
        count.wait(at, rate)
        if count.lets_through():
            return
        needed = min(rate.quota, int(count.owed) + 1)
        ahead = min(rate.quota - needed, count.share(rate))
        count.owed, count.asking = 0.0, count.asking + ahead
    taken = 0
    try:
        taken = _taken(bucket, rate, needed, ahead, count)
    except token_bucket.Empty as error:
        with _lock:
            count.owed += needed - 1
            count.refused_until = (error.full_at - (rate.quota - needed) * rate.cost) / 1_000_000
        raise _refusal(count, bucket, rate) from error
    finally:
        with _lock:
            count.asking -= ahead
            count.ahead += max(0, taken - needed)
    count.let_through()


def _taken(bucket: Bucket, rate: Rate, needed: int, ahead: int, count: _Count) -> int:
    """How many tokens were taken: those ahead only if there are so many."""
    try:
        taken = token_bucket.take(bucket, needed + ahead, rate, count.full_at)
    except token_bucket.Empty as error:
        count.full_at, count.held_until = error.full_at, 0.0
        if not ahead:
            raise
        return _taken(bucket, rate, needed, 0, count)
    is_alone = count.held_until and taken.before == count.full_at
    if taken.rested >= rate.kept:
        count.free = rate.quota / HELD
    count.held_until = count.at + rate.kept if is_alone or taken.rested >= rate.kept else 0.0
    count.full_at = taken.full_at
    return needed + ahead


def _refusal(count: _Count, bucket: Bucket, rate: Rate) -> TooManyAttempts:
    retry_after = max(1, -int(-(count.refused_until - time.time()) // 1))
    count.refused += 1
    return TooManyAttempts(retry_after, rate.quota, rate.window, bucket[1], count.refused)
