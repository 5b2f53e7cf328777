"""GET /api/agent/conversations/{id}/messages: a conversation's messages, oldest first, with links to their files."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, message
from connextlive.schemas.messages import Messages, MessagesQuery


@endpoint("GET", "/api/agent/conversations/{id}/messages")
def handler(caller: Caller, id: str, query: MessagesQuery) -> Messages:
    total = conversation.read(caller.tenant_id, id)["message_count"]
    page = message.page(caller.tenant_id, id, query.limit, query.offset, query.cursor, total)
    return Messages.of(page, total, query)
