"""ON conversation.resolved: analyzes the conversation if the plan includes it, and stores the result with it."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import analyser, resolution
from connextlive.identity import workspace

analyse = analyser()


@consumer
def handler(detail: dict[str, Any]) -> None:
    place = workspace.load(detail["tenantId"])
    if not place.has_ai:
        return
    due = resolution.due(detail["tenantId"], detail["conversationId"], place.language)
    if due is None:
        return  # deleted, reopened or already analyzed
    resolution.record(due, analyse(due.transcript))
