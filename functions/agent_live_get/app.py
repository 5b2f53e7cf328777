"""GET /api/agent/live: returns what is going on now among those whose conversations a lead sees, and today."""

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
