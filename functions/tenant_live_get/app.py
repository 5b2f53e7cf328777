"""GET /api/tenant/live: returns the live figures: who waits, who is there, targets, and today's totals."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import live
from connextlive.chat.schemas.live import LiveAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/live")
def handler(caller: Caller) -> LiveAnswer:
    return LiveAnswer.of(live.of(caller.tenant_id))
