"""POST /api/widget/mark-read: marks all messages to the visitor as read."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message, session
from connextlive.chat.schemas.reading import SeenAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/widget/mark-read", idempotent=True)
def handler(caller: Caller) -> SeenAnswer:
    conversation = session.conversation_of(caller.tenant_id, caller.id)
    if conversation is None:
        return SeenAnswer(conversation_id=None, marked_count=0)
    marked = message.mark_read(caller.tenant_id, conversation["id"], "VISITOR")
    return SeenAnswer(conversation_id=conversation["id"], marked_count=marked)
