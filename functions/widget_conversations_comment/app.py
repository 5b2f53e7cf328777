"""PATCH /api/widget/rating: adds a comment to the visitor's latest rating, once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor_conversation
from connextlive.chat.schemas.widget_conversations import CommentBody, RatingAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PATCH", "/api/widget/rating", limit="rating")
def handler(caller: Caller, body: CommentBody) -> RatingAnswer:
    conversation = visitor_conversation.require_conversation(caller, body.conversation_id)
    return RatingAnswer.of(
        people.with_current_names(conversations.comment(caller.tenant_id, conversation["id"], body.comment))
    )
