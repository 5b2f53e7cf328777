"""PATCH /api/tenant/canned-replies/{id}: changes the text or the translations of a canned reply for the whole team."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplyAnswer, CannedReplyChanges
from connextlive.core.caller import Caller


@endpoint("PATCH", "/api/tenant/canned-replies/{id}")
def handler(caller: Caller, id: str, body: CannedReplyChanges) -> CannedReplyAnswer:
    return CannedReplyAnswer.of(canned_reply.update(caller.tenant_id, None, id, body.changes()).values)
