"""POST /api/widget/rating: the visitor rates a closed conversation, once for each time it was closed."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, people, session
from connextlive.schemas.widget_conversations import RatingAnswer, RatingBody


@endpoint("POST", "/api/widget/rating", idempotent=True)
def handler(caller: Caller, body: RatingBody) -> RatingAnswer:
    held = session.held_by(caller.tenant_id, caller.id)
    return RatingAnswer.of(people.as_now(conversation.rate(caller.tenant_id, held["id"], body.score, body.comment)))
