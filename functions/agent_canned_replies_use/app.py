"""POST /api/agent/canned-replies/{id}/use: counts that a message was sent with a canned reply."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplyAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/canned-replies/{id}/use", idempotent=True)
def handler(caller: Caller, id: str) -> CannedReplyAnswer:
    return CannedReplyAnswer.of(canned_reply.count_use(caller.tenant_id, caller.id, id).values)
