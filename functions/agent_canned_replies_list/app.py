"""GET /api/agent/canned-replies: lists the workspace's canned replies and the agent's own, by shortcode."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.chat.schemas.canned_replies import CannedReplies
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/canned-replies")
def handler(caller: Caller) -> CannedReplies:
    return CannedReplies.of(canned_reply.all_of(caller.tenant_id, caller.id))
