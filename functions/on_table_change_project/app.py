"""ON the table's stream: publishes events, updates counters, search index and roll-ups, and routes conversations."""

from functools import partial
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.chat import follow_ups
from connextlive.core.ids import new_id, timestamp
from connextlive.core.together import together
from connextlive.events import bus
from connextlive.events.domain import Change, is_departure
from connextlive.events.types import SearchLogFilled
from connextlive.search import index


def handler(event: dict[str, Any], context: Any) -> None:
    """Idempotent: after a failure the stream delivers the whole batch again. What need not wait for each other is done
    at the same time, and all of it even if a part fails, so that a failing projection delays no email."""
    changes = [Change.of(record) for record in event["Records"]]
    together(
        partial(bus.publish, changes),
        partial(_settle, changes),
        partial(follow_ups.count, changes),
        partial(follow_ups.note_lapsed, changes),
        partial(_index, changes),
    )


def _settle(changes: list[Change]) -> None:
    follow_ups.settle(changes)
    if any(map(is_departure, changes)):
        from connextlive.push import departures  # rare

        departures.settle(changes)


def _index(changes: list[Change]) -> None:
    filled = index.update((change.pk, change.before, change.after) for change in changes)
    bus.send(
        SearchLogFilled(event_id=new_id("evt"), tenant_id=tenant_id, occurred_at=timestamp()) for tenant_id in filled
    )


finish_start(handler)
