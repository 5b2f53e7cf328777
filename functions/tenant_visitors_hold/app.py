"""PUT /api/tenant/visitors/{id}/hold: puts a visitor on legal hold, which prevents their deletion, or ends it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.conversations import HoldBody
from connextlive.chat.schemas.visitors import VisitorAnswer
from connextlive.core.caller import Caller


@endpoint("PUT", "/api/tenant/visitors/{id}/hold", audit="visitor.hold_changed")
def handler(caller: Caller, id: str, body: HoldBody) -> VisitorAnswer:
    return VisitorAnswer.of(visitor.hold(caller.tenant_id, id, body.on_hold))
