"""ON the table's stream: brings counters, the search index and roll-ups in line with what was written."""

from typing import Any

from connextlive.events import Change
from connextlive.models import counters, rollup, search
from connextlive.runtime import started


def handler(event: dict[str, Any], context: Any) -> None:
    """Bears every record twice; a failure has the stream deliver the whole batch again."""
    changes = [Change.of(record) for record in event["Records"]]
    counted = [change for change in changes if change.kind in ("conversation", "visitor")]
    counters.settle((change.pk, change.after) for change in counted)
    search.update((change.pk, change.before, change.after) for change in changes)
    conversations = (change for change in changes if change.kind == "conversation")
    rollup.settle((change.pk, change.at, change.before, change.after) for change in conversations)


started(handler)
