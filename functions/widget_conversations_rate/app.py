"""POST /api/widget/rating: rates a closed conversation, once per closing."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation, session
from connextlive.chat.schemas.widget_conversations import RatingAnswer, RatingBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("POST", "/api/widget/rating", idempotent=True)
def handler(caller: Caller, body: RatingBody) -> RatingAnswer:
    held = session.held_by(caller.tenant_id, caller.id)
    return RatingAnswer.of(people.as_now(conversation.rate(caller.tenant_id, held["id"], body.score, body.comment)))
