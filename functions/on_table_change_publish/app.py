"""ON the table's stream: publishes what happened as events. The stream is the outbox: nothing committed is lost."""

import json
import os
from typing import Any

from connextlive import aws
from connextlive.events import SOURCE, Change, of_change
from connextlive.runtime import started

BUS = os.environ["BUS_NAME"]
MOST_A_CALL = 10


def handler(event: dict[str, Any], context: Any) -> None:
    """A failure has the stream deliver the whole batch again; the events' ids let consumers see that."""
    changes = (Change.of(record) for record in event["Records"])
    entries = [
        {"EventBusName": BUS, "Source": SOURCE, "DetailType": happened.type, "Detail": json.dumps(happened.detail)}
        for change in changes
        for happened in of_change(change)
    ]
    for start in range(0, len(entries), MOST_A_CALL):
        answer = aws.call("events", "PutEvents", {"Entries": entries[start : start + MOST_A_CALL]})
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"{answer['FailedEntryCount']} events were not taken")


started(handler)
