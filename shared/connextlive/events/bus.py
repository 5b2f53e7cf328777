"""Publishes domain events on EventBridge."""

import json
import time
from collections.abc import Iterable
from typing import Any

from connextlive.aws import clients
from connextlive.aws.transport import jitter
from connextlive.core.environment import environment
from connextlive.events.domain import Change, of_change
from connextlive.events.types import SOURCE, Event

type Entry = dict[str, str]

MOST_A_CALL = 10
# Errors of single entries, of which the call as a whole does not fail, that pass.
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
PASSING = {"InternalFailure", "ThrottlingException"}
PAUSES = (0.1, 0.4, 1.6)  # seconds at most, before entries are tried again


def publish(changes: Iterable[Change]) -> None:
    """Publishes what the changes stand for. The stream is the outbox: no committed change is lost. An event published
    twice has the same ID."""
    send(happened for change in changes for happened in of_change(change))


def send(events: Iterable[Event]) -> None:
    """Publishes events. Raises RuntimeError if EventBridge did not take them all."""
    bus = environment.bus_name
    entries = [
        {"EventBusName": bus, "Source": SOURCE, "DetailType": happened.type, "Detail": json.dumps(happened.detail)}
        for happened in events
    ]
    for start in range(0, len(entries), MOST_A_CALL):
        left = entries[start : start + MOST_A_CALL]
        for pause in (*PAUSES, 0):
            left, errors = _put(left)
            if not left:
                break
            if not errors <= PASSING or not pause:
                raise RuntimeError(f"{len(left)} events were not taken")
            time.sleep(jitter(pause))


def _put(entries: list[Entry]) -> tuple[list[Entry], set[str]]:
    """The entries that were not taken, and the codes of why."""
    answer = clients.call("events", "PutEvents", {"Entries": entries})
    if not answer["FailedEntryCount"]:
        return [], set()
    results: list[dict[str, Any]] = answer["Entries"]
    failed = [
        (entry, result["ErrorCode"]) for entry, result in zip(entries, results, strict=True) if "ErrorCode" in result
    ]
    return [entry for entry, _ in failed], {code for _, code in failed}
