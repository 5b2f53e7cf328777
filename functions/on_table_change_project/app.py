"""ON the table's stream: publishes events, and updates counters, search index and roll-ups."""

import json
from collections.abc import Iterable
from typing import Any

from connextlive.lambdas.start import started
from connextlive import counters
from connextlive.aws.clients import client
from connextlive.core.environment import environment
from connextlive.events.domain import Change, is_departure, of_change
from connextlive.events.types import SOURCE
from connextlive.reports import rollup
from connextlive.search import index

MOST_A_CALL = 10


def handler(event: dict[str, Any], context: Any) -> None:
    """Idempotent: after a failure the stream delivers the whole batch again. Events are published first, so that a
    failing projection delays no email."""
    changes = [Change.of(record) for record in event["Records"]]
    publish(changes)
    given_back(changes)
    counted = [change for change in changes if change.kind in ("conversation", "visitor")]
    counters.settle((change.pk, change.after) for change in counted)
    index.update((change.pk, change.before, change.after) for change in changes)
    conversations = (change for change in changes if change.kind == "conversation")
    rollup.settle((change.pk, change.at, change.before, change.after) for change in conversations)


def given_back(changes: Iterable[Change]) -> None:
    """Releases conversations of agents who are no longer active, including any assigned at the very moment of their
    deactivation."""
    for change in changes:
        tenant_id, before, after = change.tenant_id, change.before or {}, change.after or {}
        if is_departure(change):
            departed(tenant_id, before["id"])
        elif change.kind == "conversation" and after.get("agent_id"):
            was = None if before.get("status") == "CLOSED" != after["status"] else before.get("agent_id")
            if was != after["agent_id"]:
                from connextlive.chat import conversation  # not in every batch either

                conversation.release_if_gone(tenant_id, after["id"], after["agent_id"])


def departed(tenant_id: str, agent_id: str) -> None:
    """Releases the open conversations of a deactivated or removed agent, and deletes a removed agent's push
    subscriptions. An agent who is active again keeps their conversations."""
    from connextlive.chat import conversation  # rare
    from connextlive.identity import user
    from connextlive.push import subscription

    found = user.find(tenant_id, agent_id)
    if found is not None and found.status == "ACTIVE":
        return
    conversation.release_all(tenant_id, agent_id)
    if found is None:
        subscription.remove_all(tenant_id, agent_id)


def publish(changes: Iterable[Change]) -> None:
    """The stream is the outbox: no committed change is lost. An event published twice has the same ID."""
    bus = environment.bus_name
    entries = [
        {
            "EventBusName": bus,
            "Source": SOURCE,
            "DetailType": happened.type,
            "Detail": json.dumps(happened.detail),
        }
        for change in changes
        for happened in of_change(change)
    ]
    for start in range(0, len(entries), MOST_A_CALL):
        answer = client("events").put_events(Entries=entries[start : start + MOST_A_CALL])
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"{answer['FailedEntryCount']} events were not taken")


started(handler)
