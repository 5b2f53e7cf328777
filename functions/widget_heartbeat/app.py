"""POST /api/widget/heartbeat: the visitor is still here, and on which page."""

from connextlive.http import Caller, endpoint
from connextlive.models import visitor
from connextlive.schemas.heartbeats import HeartbeatAnswer, HeartbeatBody


@endpoint("POST", "/api/widget/heartbeat")
def handler(caller: Caller, body: HeartbeatBody) -> HeartbeatAnswer:
    return HeartbeatAnswer.of(visitor.seen(caller.tenant_id, caller.id, body.current_url))
