"""POST /api/tenant/canned-replies: creates a canned reply for the whole team; its shortcode must be free."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplyAnswer, CannedReplyBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/canned-replies", idempotent=True)
def handler(caller: Caller, body: CannedReplyBody) -> CannedReplyAnswer:
    made = canned_reply.create(
        caller.tenant_id, None, body.shortcode, body.content, body.translations, body.attachment_ids
    )
    return CannedReplyAnswer.of(made.values)
