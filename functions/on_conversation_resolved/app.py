"""ON conversation.resolved: analyzes the conversation if the plan includes it, and stores the result with it."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import analyser, resolution
from connextlive.events.types import ConversationResolved
from connextlive.identity import workspace

analyse = analyser()


@consumer
def handler(event: ConversationResolved) -> None:
    place = workspace.load(event.tenant_id)
    if not place.has_ai:
        return
    due = resolution.due(event.tenant_id, event.conversation_id, place.language)
    if due is None:
        return  # deleted, reopened or already analyzed
    resolution.record(due, analyse(due.transcript))
