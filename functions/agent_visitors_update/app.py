"""PATCH /api/agent/visitors/{id}: changes the profile of a visitor whom the agent may see; null clears a field."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.visitors import VisitorAnswer, VisitorBody
from connextlive.core.caller import Caller


@endpoint("PATCH", "/api/agent/visitors/{id}")
def handler(caller: Caller, id: str, body: VisitorBody) -> VisitorAnswer:
    return VisitorAnswer.of(visitor.update(caller.tenant_id, id, body.changes(), caller))
