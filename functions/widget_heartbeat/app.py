"""POST /api/widget/heartbeat: renews the visitor's presence, and records their page and the last message received."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import page_views, visitor
from connextlive.chat.schemas.heartbeats import HeartbeatAnswer, HeartbeatBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/heartbeat", limit="heartbeat")
def handler(caller: Caller, body: HeartbeatBody) -> HeartbeatAnswer:
    seen_at = visitor.seen(caller.tenant_id, caller.id, body.current_url, body.received_id)
    page_views.record(caller.tenant_id, caller.id, body.current_url, body.title)
    return HeartbeatAnswer.of(seen_at)
