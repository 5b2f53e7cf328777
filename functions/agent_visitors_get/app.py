"""GET /api/agent/visitors/{id}: returns a visitor's profile."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.visitors import VisitorAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/visitors/{id}")
def handler(caller: Caller, id: str) -> VisitorAnswer:
    return VisitorAnswer.of(visitor.read(caller.tenant_id, id, caller))
