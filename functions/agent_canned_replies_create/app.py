"""POST /api/agent/canned-replies: creates a canned reply of the agent's own; its shortcode must be free."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplyAnswer, CannedReplyBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/canned-replies", idempotent=True)
def handler(caller: Caller, body: CannedReplyBody) -> CannedReplyAnswer:
    made = canned_reply.create(
        caller.tenant_id, caller.id, body.shortcode, body.content, body.translations, body.attachment_ids
    )
    return CannedReplyAnswer.of(made.values)
