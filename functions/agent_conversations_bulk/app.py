"""POST /api/agent/conversations/bulk: assigns, labels, resolves or marks up to 100 conversations, or undoes that."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import bulk
from connextlive.chat.schemas.bulk import BulkAnswer, BulkBody
from connextlive.core.caller import Caller
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/agent/conversations/bulk", idempotent=True)
def handler(caller: Caller, body: BulkBody, request: Request) -> BulkAnswer:
    return BulkAnswer.of(bulk.carry_out(caller, body.order(), body.conversation_ids, request))
