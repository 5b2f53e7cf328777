"""ON conversation.resolved: analyzes the conversation if the plan includes it and the daily budget allows it, and keeps
the result with it."""

from connextlive.lambdas.consumer import consumer
from connextlive.analysis import analyser, resolution
from connextlive.events.types import ConversationResolved
from connextlive.identity import budget
from connextlive.identity import workspace as workspaces

analyse = analyser()


@consumer
def handler(event: ConversationResolved) -> None:
    workspace = workspaces.load(event.tenant_id)
    if not workspace.has_ai:
        return
    due = resolution.due(event.tenant_id, event.conversation_id, workspace.language)
    if due is None:
        return  # deleted, reopened or already analyzed
    budget.spend(workspace.id, "ANALYSES", workspace.timezone, workspace.settings)
    resolution.record(due, analyse(due.transcript))
