"""GET /api/widget/messages: lists the visitor's messages, oldest first: all, the latest, or those after one."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import message, session
from connextlive.chat.schemas.widget_messages import WidgetMessages, WidgetMessagesQuery
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import people


@endpoint("GET", "/api/widget/messages")
def handler(caller: Caller, query: WidgetMessagesQuery) -> WidgetMessages:
    tenant_id, start = caller.tenant_id, query.cursor or query.after
    conversation_id = session.conversation_id_of(tenant_id, caller.id)
    if conversation_id is None:
        return WidgetMessages.none(query)
    conversation, page = together(
        lambda: session.conversation_if_any(tenant_id, conversation_id),
        lambda: message.public_page(tenant_id, conversation_id, query.limit, start, query.latest),
    )
    if conversation is None:
        return WidgetMessages.none(query)
    _, agent_is_online = together(
        lambda: people.add_current_names(conversation, page[0]),
        lambda: session.agent_is_online(tenant_id, conversation) if query.latest else None,
    )
    return WidgetMessages.of(page, conversation, query, agent_is_online)
