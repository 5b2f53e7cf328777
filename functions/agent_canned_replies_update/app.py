"""PATCH /api/agent/canned-replies/{id}: changes text, translations or files of a canned reply of the agent's own."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplyAnswer, CannedReplyChanges
from connextlive.core.caller import Caller


@endpoint("PATCH", "/api/agent/canned-replies/{id}")
def handler(caller: Caller, id: str, body: CannedReplyChanges) -> CannedReplyAnswer:
    changed = canned_reply.update(caller.tenant_id, caller.id, id, body.texts(), body.attachment_ids)
    return CannedReplyAnswer.of(changed.values)
