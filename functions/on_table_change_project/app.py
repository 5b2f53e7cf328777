"""ON the table's stream: publishes events, updates counters, search index and roll-ups, and routes conversations."""

from functools import partial
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive import counters
from connextlive.chat import assignments, follow_ups, visitor_presence
from connextlive.core.ids import new_id, timestamp
from connextlive.core.together import together
from connextlive.events import bus
from connextlive.events.domain import Change, is_arrival, is_departure, is_of
from connextlive.events.types import SearchLogFilled
from connextlive.reports import rollup
from connextlive.search import index


def handler(event: dict[str, Any], context: Any) -> None:
    """Idempotent: after a failure the stream delivers the whole batch again. What need not wait for each other is done
    at the same time, and all of it even if a part fails, so that a failing projection delays no email."""
    changes = [Change.of(record) for record in event["Records"]]
    together(
        partial(bus.publish, changes),
        partial(_settle, changes),
        partial(_count, changes),
        partial(_note_lapsed, changes),
        partial(_index, changes),
    )


def _settle(changes: list[Change]) -> None:
    if any(change.after and "act" in change.after for change in changes):
        from connextlive.audit import log  # rare

        log.settle(changes)
    if any(is_of(change, "workspace") for change in changes):
        from connextlive.identity import second_factor  # rare

        second_factor.settle(changes)
    if any(is_of(change, "canned_reply") for change in changes):
        from connextlive.chat import canned_reply  # rare

        canned_reply.settle(changes)
    assignments.settle(changes)
    if any(map(is_departure, changes)):
        from connextlive.push import departures  # rare

        departures.settle(changes)


def _count(changes: list[Change]) -> None:
    """One after the other, because the first two add to the workspace's counters, and the third goes by
    the workspace that they have read."""
    counters.settle((change.pk, change.after) for change in changes if is_of(change, "visitor"))
    conversations = (change for change in changes if is_of(change, "conversation"))
    read = rollup.settle(((change.pk, change.at, change.before, change.after) for change in conversations), _wrote_at)
    follow_ups.settle(changes, read)


def _wrote_at(conversation: Any) -> list[str]:
    from connextlive.chat import message  # few conversations become spam

    return message.visitor_wrote_at(conversation)


def _note_lapsed(changes: list[Change]) -> None:
    """While nobody of the team is connected, only those who come see to those who went without a word."""
    for tenant_id in {change.tenant_id for change in changes if is_arrival(change)}:
        visitor_presence.note_lapsed(tenant_id)


def _index(changes: list[Change]) -> None:
    filled = index.update((change.pk, change.before, change.after) for change in changes)
    bus.send(
        SearchLogFilled(event_id=new_id("evt"), tenant_id=tenant_id, occurred_at=timestamp()) for tenant_id in filled
    )


finish_start(handler)
