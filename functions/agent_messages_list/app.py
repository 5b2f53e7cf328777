"""GET /api/agent/conversations/{id}/messages: lists a conversation's messages, oldest first, with links to files."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation as conversations
from connextlive.chat import message
from connextlive.chat.schemas.messages import Messages, MessagesQuery
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("GET", "/api/agent/conversations/{id}/messages")
def handler(caller: Caller, id: str, query: MessagesQuery) -> Messages:
    conversation = conversations.read(caller.tenant_id, id, caller)
    total = conversation["message_count"]
    page = message.page(caller.tenant_id, id, query.limit, query.offset, query.cursor, total)
    people.add_current_names(conversation, page[0])
    return Messages.of(page, total, query)
