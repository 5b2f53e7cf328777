"""GET /api/tenant/proactive-messages: counts the visitors who were shown each proactive message and answered it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import proactive
from connextlive.chat.schemas.proactive import ProactiveCountsAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/proactive-messages")
def handler(caller: Caller) -> ProactiveCountsAnswer:
    return ProactiveCountsAnswer.of(proactive.counts(caller.tenant_id))
