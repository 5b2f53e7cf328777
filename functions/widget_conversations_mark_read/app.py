"""POST /api/widget/mark-read: marks all messages to the visitor in a conversation as read."""

from contextlib import suppress
from functools import partial

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message, visitor_conversation
from connextlive.chat.schemas.reading import SeenAnswer, SeenBody
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound


@endpoint("POST", "/api/widget/mark-read", idempotent=True)
def handler(caller: Caller, body: SeenBody) -> SeenAnswer:
    read = partial(message.mark_read, caller.tenant_id, reader="VISITOR", visitor_id=caller.id)
    if body.conversation_id:
        return SeenAnswer(conversation_id=body.conversation_id, marked_count=read(body.conversation_id))
    for conversation_id in visitor_conversation.conversation_ids(caller):
        with suppress(NotFound):  # it has been deleted
            return SeenAnswer(conversation_id=conversation_id, marked_count=read(conversation_id))
    return SeenAnswer(conversation_id=None, marked_count=0)
