"""Publishes domain events on EventBridge."""

import json
from collections.abc import Iterable

from connextlive.aws.clients import client
from connextlive.core.environment import environment
from connextlive.events.domain import Change, of_change
from connextlive.events.types import SOURCE

MOST_A_CALL = 10


def publish(changes: Iterable[Change]) -> None:
    """Publishes what the changes stand for. The stream is the outbox: no committed change is lost. An event published
    twice has the same ID. Raises RuntimeError if EventBridge did not take them all."""
    bus = environment.bus_name
    entries = [
        {"EventBusName": bus, "Source": SOURCE, "DetailType": happened.type, "Detail": json.dumps(happened.detail)}
        for change in changes
        for happened in of_change(change)
    ]
    for start in range(0, len(entries), MOST_A_CALL):
        answer = client("events").put_events(Entries=entries[start : start + MOST_A_CALL])
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"{answer['FailedEntryCount']} events were not taken")
