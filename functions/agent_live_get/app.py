"""GET /api/agent/live: returns a lead's live figures: who waits, who is there, targets, and today's totals."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import live, sight
from connextlive.chat.schemas.live import LiveAnswer
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden


@endpoint("GET", "/api/agent/live")
def handler(caller: Caller) -> LiveAnswer:
    if not caller.is_lead:
        raise Forbidden("Only leads see the live page", "LEADS_ONLY")
    return LiveAnswer.of(live.of(caller.tenant_id, sight.owners(caller)))
