"""POST /api/agent/conversations/{id}/resolve: closes a conversation and lets the AI look at it."""

from connextlive import texts
from connextlive.http import Caller, endpoint
from connextlive.models import message, people, workspace
from connextlive.schemas.conversations import ResolveAnswer


@endpoint("POST", "/api/agent/conversations/{id}/resolve", idempotent=True)
def handler(caller: Caller, id: str) -> ResolveAnswer:
    of = workspace.load(caller.tenant_id)
    resolved = message.resolve(caller.tenant_id, id, caller.id, texts.resolved(of.language))
    return ResolveAnswer.of(people.as_now(resolved), of)
