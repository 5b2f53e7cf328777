"""POST /api/widget/proactive-messages: shows the visitor a proactive message, once, and says what it says."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import proactive
from connextlive.chat.schemas.proactive import ShowAnswer, ShowBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/proactive-messages", limit="heartbeat")
def handler(caller: Caller, body: ShowBody) -> ShowAnswer:
    return ShowAnswer.of(proactive.show(caller, body.id, body.display_id, body.language))
