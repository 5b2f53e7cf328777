"""POST /api/widget/mark-read: marks all messages to the visitor as read."""

from contextlib import suppress

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message, visitor_conversation
from connextlive.chat.schemas.reading import SeenAnswer
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound


@endpoint("POST", "/api/widget/mark-read", idempotent=True)
def handler(caller: Caller) -> SeenAnswer:
    for conversation_id in visitor_conversation.conversation_ids(caller):
        with suppress(NotFound):  # it has been deleted
            marked = message.mark_read(caller.tenant_id, conversation_id, "VISITOR")
            return SeenAnswer(conversation_id=conversation_id, marked_count=marked)
    return SeenAnswer(conversation_id=None, marked_count=0)
