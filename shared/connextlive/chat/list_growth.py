"""Adds shards to the list of a workspace's active conversations as it grows.

Nearly every message moves its conversation to the head of that list, and a shard can take as many writes as one
partition of DynamoDB (docs/scale.md). A conversation gets its shard when it is opened, or when its visitor reopens it.

The stream's consumer checks the number, because it counts the conversations anyway and no request waits for it. It uses
the sum of the counters' items. A single item would not do: in a busy workspace, a conversation may be added to one item
and subtracted from another.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from connextlive import counters
from connextlive.core.ids import timestamp
from connextlive.counters import State
from connextlive.events.domain import Change, is_of
from connextlive.table import orm, writes

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues

FULL = 4_000  # active conversations of a shard: some 400 messages a second, where it bears 1,100
MOST = 8  # shards, each of which every page reads
LOOKED_EVERY = 20  # conversations that a process sees becoming active; a busy workspace comes to a hundred processes

_begun: Counter[str] = Counter()


def settle(changes: Iterable[Change]) -> None:
    """Checks, once for every LOOKED_EVERY conversations that become active, whether the workspace has enough shards."""
    for change in changes:
        if is_of(change, "conversation") and _is_active(change.after) and not _is_active(change.before):
            _begun[change.tenant_id] += 1
    for tenant_id in [one for one, number in _begun.items() if number >= LOOKED_EVERY]:
        del _begun[tenant_id]
        grow(tenant_id)


def needed(active: int) -> int:
    """The number of shards for so many active conversations."""
    return min(MOST, max(1, math.ceil(active / FULL)))


def grow(tenant_id: str) -> None:
    """Adds missing shards, unless another process just has, or the last ones are too new for conversations to be opened
    in them."""
    figures = counters.figures(tenant_id)
    has, wanted = figures.active_shards, needed(figures.workspace("active"))
    if wanted <= has.number or not has.is_settled:
        return
    unchanged = State.active_shards.does_not_exist() if has == counters.ONE else State.active_shards == has.number
    try:
        State(*counters.state_key(tenant_id)).update(
            actions=[
                State.active_shards.set(wanted),
                State.active_shards_before.set(has.number),
                State.active_shards_since.set(timestamp()),
            ],
            condition=unchanged,
        )
    except orm.UpdateError as error:
        if not writes.lost_race(error):
            raise


def _is_active(values: "ConversationValues | None") -> bool:
    """Whether it is in the list of active conversations."""
    return (
        values is not None
        and values["status"] == "ACTIVE"
        and not (values.get("spam_since") or values.get("snoozed_until"))
    )
