"""POST /api/widget/rating: rates a closed conversation, once per closing."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor_conversation
from connextlive.chat.schemas.widget_conversations import RatingAnswer, RatingBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("POST", "/api/widget/rating", idempotent=True, limit="rating")
def handler(caller: Caller, body: RatingBody) -> RatingAnswer:
    conversation = visitor_conversation.require_conversation(caller, body.conversation_id)
    return RatingAnswer.of(
        people.with_current_names(conversations.rate(caller.tenant_id, conversation["id"], body.score, body.comment))
    )
