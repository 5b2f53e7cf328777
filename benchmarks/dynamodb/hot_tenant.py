"""Which keys of one busy tenant DynamoDB would throttle: a model on paper.

`python -m benchmarks.dynamodb.hot_tenant 2000 1` is of 2,000 messages a second with `ListShards` 1; the list of active
conversations has as many shards as are added by themselves.

A partition of DynamoDB takes 1,000 write units a second. A hot one is split between sort keys, so a partition key whose
writes are spread over its sort keys takes more after some minutes; one whose writes all follow its last key does not,
because the half that is split off is the half that nobody writes to; and one item never takes more than a partition.
Transactions on one item besides exclude each other for as long as one takes, about 10 ms: more than some sixty a second
mostly cancel each other.

Units are those of docs/data-model.md; the rates of words are those of benchmarks/search's conversations.
"""

import math
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.chat import Chat
from connextlive import counters
from connextlive.chat import list_growth
from connextlive.core.text import words
from connextlive.search import segments

PARTITION = 1_000  # write units a second
TRANSACTIONS = 60  # a second on one item, before they cancel each other more often than not
BATCH = 100  # records that the stream hands to the consumer at most
POLLS = 4  # a second of each shard of the stream, of which there is one for each partition of the table
WRITTEN = 14  # units that a message writes to the table: 4 with its conversation, 10 by the stream's consumer
SAID_IN = 10  # messages of a conversation; each visitor has one
EVERY = 10  # seconds in which a message comes to each active conversation
COUNTED_AFTER = 5  # seconds until the consumer has counted a conversation
RISES = (1, 2, 3, 4, 8)  # minutes
AGENTS = 400
ENTRY = 1  # units of a conversation in an index: under 1 KB until it is resolved
SAMPLE = 20_000  # messages whose words are counted


@dataclass(frozen=True)
class Heat:
    """The load on one key: units a second on its hottest item or end, and on all of it."""

    key: str
    what: str
    item: float
    whole: float
    transactions: float = 0

    @property
    def verdict(self) -> str:
        needed = max(math.ceil(self.item / PARTITION), math.ceil(self.transactions / TRANSACTIONS))
        if needed > 1:
            return f"**throttled: needs {needed} shards**"
        return "split by sort key" if self.whole > PARTITION else "fits"

    @property
    def most(self) -> str:
        """What share of this load the key would bear as it is."""
        share = min(PARTITION / max(self.item, 1), TRANSACTIONS / self.transactions if self.transactions else math.inf)
        return "all" if share >= 1 else f"{share:.0%}"


def heats(rate: float, lists: int) -> Iterator[Heat]:
    """Every kind of key that grows hot with the tenant's messages."""
    # A message changes two items, itself and its conversation; the more partitions, the smaller are the batches.
    batches = max(2 * rate / BATCH, min(2 * rate, POLLS * math.ceil(rate * WRITTEN / PARTITION)))
    changed = rate / batches
    yield Heat("`T#<cnv>`", "a conversation's own items and what is counted of it, 6 a message", 6 * 2, 6 * 2)
    present = rate * EVERY
    shards = max(lists, list_growth.needed(round(present)))
    yield Heat(
        f"`by_state` `T#conversations#ACTIVE`, 1 of {shards}",
        f"moves to the head, of nine in ten: an entry written, one deleted; {present:,.0f} are active",
        0.9 * ENTRY * rate / shards,
        1.8 * ENTRY * rate,
    )
    yield Heat(
        "`by_state` `T#conversations#WAITING`",
        "the same, of one in ten",
        0.1 * ENTRY * rate / lists,
        0.2 * ENTRY * rate,
    )
    yield Heat(
        "`by_owner_and_state` `…#<usr>#ACTIVE`",
        f"the same, of each of {AGENTS} agents",
        ENTRY * rate / AGENTS,
        2 * ENTRY * rate / AGENTS,
    )
    yield Heat("`T#online` / `<vis>`", f"heartbeats of {present:,.0f} visitors", 1, present / 25 / lists)
    yield Heat(
        "`T#team` / `count#workspace`",
        f"{batches:.0f} transactions a second, over {counters.SHARDS} items",
        2 * batches / counters.SHARDS,
        2 * batches * (1 + changed),
        batches / counters.SHARDS,
    )
    yield Heat("`T#team` / `count#<usr>`", "the same, of each agent", 2 * rate / AGENTS, 2 * rate, rate / AGENTS)
    yield Heat(
        "`T#rollup#site` / `<day>`, of one site",
        f"the same transactions, 3 KB, over {counters.SHARDS} items",
        6 * batches / counters.SHARDS,
        6 * batches,
        batches / counters.SHARDS,
    )
    size = _logged()
    appended = batches * max(1, math.ceil(changed * size / 1024))
    yield Heat(
        "`T#find` / `a#log#…`",
        f"the log of the search index, {size} bytes a message, over {segments.SLOTS} items or in new ones",
        appended / segments.SLOTS,
        appended,
    )
    merges = rate / segments.FEW
    yield Heat("`T#find` / `a#manifest`", "twice for each merge, at most one at a time", 2, min(2 * merges, 2))


def throttled_for(rate: float, lists: int, minutes: int) -> int:
    """For how many seconds the fullest shard of the list gets more than it bears, if messages come to this rate evenly
    within so many minutes: shards are added by what was active a moment ago, and what was opened before stays in its
    own until it is closed."""
    lives = SAID_IN * EVERY
    in_shard = [0.0] * max(lists, list_growth.MOST)
    opened: deque[tuple[int, float]] = deque()  # in each second: in how many shards, and how many in each
    counted = deque([0.0] * COUNTED_AFTER, COUNTED_AFTER)
    number = before = lists
    since, throttled = -counters.SETTLED, 0
    for second in range(60 * minutes + 10 * lives):
        is_settled = second - since >= counters.SETTLED
        wanted = list_growth.needed(round(counted[0]))
        if is_settled and wanted > number:
            number, before, since, is_settled = wanted, number, second, False
        within = number if is_settled else before
        opened.append((within, min(1, second / (60 * minutes)) * rate / SAID_IN / within))
        for shard in range(within):
            in_shard[shard] += opened[-1][1]
        if len(opened) > lives:
            within, each = opened.popleft()
            for shard in range(within):
                in_shard[shard] -= each
        counted.append(sum(in_shard))
        throttled += 0.9 * ENTRY * max(in_shard) / EVERY > PARTITION
    return throttled


def _logged() -> int:
    """How long a message's entry in the log is."""
    said = [text for _, texts in Chat(5).conversations(SAMPLE) for text in texts]
    ids = len("cnv_  ") + 2 * 26
    return round(sum(ids + sum(len(word.encode()) + 2 for word in words(text)) for text in said) / len(said))


def table(rate: float, lists: int) -> str:
    """The model's figures as markdown."""
    lines = [
        f"At {rate:,.0f} messages a second, `ListShards` {lists}:",
        "",
        "| key | writes | units/s at the hottest end | total | verdict | sustains |",
    ]
    lines.append("|---|---|---|---|---|---|")
    for heat in heats(rate, lists):
        cells = [heat.key, heat.what, f"{heat.item:,.0f}", f"{heat.whole:,.0f}", heat.verdict, heat.most]
        lines.append(f"| {' | '.join(cells)} |")
    rises = (f"{throttled_for(rate, lists, minutes)} s if within {minutes} min" for minutes in RISES)
    after = f"While its shards are added, the list is throttled, by how fast the load is reached: {'; '.join(rises)}."
    return "\n".join([*lines, "", after])


if __name__ == "__main__":
    given = [*sys.argv[1:], *("2000", "1")[len(sys.argv) - 1 :]]
    print(table(float(given[0]), int(given[1])))
