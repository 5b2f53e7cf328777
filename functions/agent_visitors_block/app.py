"""PUT /api/agent/visitors/{id}/block: blocks or unblocks a visitor, or requests it where agents may not do so."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import block
from connextlive.chat.schemas.blocks import SetBlockBody
from connextlive.chat.schemas.visitors import VisitorAnswer
from connextlive.core.caller import Caller


@endpoint("PUT", "/api/agent/visitors/{id}/block", audit="block.set")
def handler(caller: Caller, id: str, body: SetBlockBody) -> VisitorAnswer:
    return VisitorAnswer.of(block.set_by_agent(caller, id, body.terms if body.is_blocked else None))
