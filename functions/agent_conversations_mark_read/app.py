"""POST /api/agent/conversations/{id}/mark-read: marks all messages of the visitor as read."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message
from connextlive.chat.schemas.reading import MarkReadAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/agent/conversations/{id}/mark-read", idempotent=True)
def handler(caller: Caller, id: str) -> MarkReadAnswer:
    marked = message.mark_read(caller.tenant_id, id, "AGENT", caller)
    return MarkReadAnswer(conversation_id=id, marked_count=marked)
