"""POST /api/tenant/conversations/{id}/resolve: closes a conversation and queues its analysis."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message
from connextlive.chat.schemas.conversations import ResolveAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people, workspace


@endpoint("POST", "/api/tenant/conversations/{id}/resolve", idempotent=True)
def handler(caller: Caller, id: str) -> ResolveAnswer:
    of = workspace.load(caller.tenant_id)
    resolved = message.resolve(caller.tenant_id, id, caller.id, message.closing_words(of.language))
    return ResolveAnswer.of(people.with_current_names(resolved), of)
