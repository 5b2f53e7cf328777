"""PATCH /api/widget/rating: the visitor says more about the rating that they gave, once."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, people, session
from connextlive.schemas.widget_conversations import CommentBody, RatingAnswer


@endpoint("PATCH", "/api/widget/rating")
def handler(caller: Caller, body: CommentBody) -> RatingAnswer:
    held = session.held_by(caller.tenant_id, caller.id)
    return RatingAnswer.of(people.as_now(conversation.comment(caller.tenant_id, held["id"], body.comment)))
