"""POST /api/agent/conversations/{id}/resolve: closes a conversation and queues its analysis."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation, message
from connextlive.chat.schemas.conversations import ResolveAnswer
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import people, workspace


@endpoint("POST", "/api/agent/conversations/{id}/resolve", idempotent=True)
def handler(caller: Caller, id: str) -> ResolveAnswer:
    of, found = together(
        lambda: workspace.load(caller.tenant_id), lambda: conversation.load(caller.tenant_id, id, caller)
    )
    words, known = message.closing_words(of.language), people.Known()
    resolved = message.resolve(caller.tenant_id, id, caller.id, words, found, known, caller)
    return ResolveAnswer.of(people.with_current_names(resolved, known=known), of)
