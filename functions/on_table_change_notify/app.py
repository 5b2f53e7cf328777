"""ON the table's stream: sends changes to WebSockets, and closes the connections of those who lost access."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.events.domain import Change
from connextlive.realtime import fan_out


def handler(event: dict[str, Any], context: Any) -> None:
    """After a failure the stream delivers the whole batch again; frames then have the same IDs."""
    changes = [Change.of(record) for record in event["Records"]]
    fan_out.changed(changes)
    fan_out.revoked(changes)


finish_start(handler)
