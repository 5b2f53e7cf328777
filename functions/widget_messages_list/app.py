"""GET /api/widget/messages: lists the visitor's messages, oldest first: all, the latest, or those after one."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message, session
from connextlive.chat.schemas.widget_messages import WidgetMessages, WidgetMessagesQuery
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("GET", "/api/widget/messages")
def handler(caller: Caller, query: WidgetMessagesQuery) -> WidgetMessages:
    conversation = session.conversation_of(caller.tenant_id, caller.id)
    if conversation is None:
        return WidgetMessages.none(query)
    start = query.cursor or query.after
    page = message.public_page(caller.tenant_id, conversation["id"], query.limit, start, query.latest)
    people.add_current_names(conversation, page[0])
    agent_is_online = session.agent_is_online(caller.tenant_id, conversation) if query.latest else None
    return WidgetMessages.of(page, conversation, query, agent_is_online)
