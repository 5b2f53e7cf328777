"""POST /api/widget/heartbeat: renews the visitor's presence, and records the page and what has reached the widget."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.chat.schemas.heartbeats import HeartbeatAnswer, HeartbeatBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/heartbeat", limit="heartbeat")
def handler(caller: Caller, body: HeartbeatBody) -> HeartbeatAnswer:
    return HeartbeatAnswer.of(visitor.seen(caller.tenant_id, caller.id, body.current_url, body.received_id))
