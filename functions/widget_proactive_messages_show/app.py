"""POST /api/widget/proactive-messages: records that the visitor is shown a proactive message, once, and returns it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import proactive
from connextlive.chat.schemas.proactive import ShowAnswer, ShowBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/proactive-messages", limit="heartbeat")
def handler(caller: Caller, body: ShowBody) -> ShowAnswer:
    return ShowAnswer.of(proactive.show(caller, body.id, body.display_id, body.language))
