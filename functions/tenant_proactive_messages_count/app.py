"""GET /api/tenant/proactive-messages: counts who was shown each proactive message, and who has answered it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import proactive
from connextlive.chat.schemas.proactive import ProactiveCountsAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/proactive-messages")
def handler(caller: Caller) -> ProactiveCountsAnswer:
    return ProactiveCountsAnswer.of(proactive.counts(caller.tenant_id))
