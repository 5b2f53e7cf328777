"""GET /api/widget/messages: lists the messages of the visitor's conversation: all, the latest, or those after one."""

from functools import partial

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import loads, message, visitor_conversation
from connextlive.chat.schemas.widget_messages import WidgetMessages, WidgetMessagesQuery
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import people


@endpoint("GET", "/api/widget/messages")
def handler(caller: Caller, query: WidgetMessagesQuery) -> WidgetMessages:
    known, start = people.Known(), query.cursor or query.after
    expected = query.conversation_id or caller.conversation_id
    page_of = partial(message.public_page, caller.tenant_id, limit=query.limit, start=start, newest_first=query.latest)
    conversation, page = together(
        lambda: visitor_conversation.conversation_of(caller, known, query.conversation_id),
        lambda: page_of(expected) if expected else None,
    )
    if conversation is None:
        return WidgetMessages.none(query)
    if page is None or conversation["id"] != expected:
        page = page_of(conversation["id"])
    known.name(conversation, page[0])
    agent_is_online = known.is_online(caller.tenant_id, conversation.get("agent_id")) if query.latest else None
    position = loads.position_of(caller.tenant_id, conversation) if query.latest else None
    return WidgetMessages.of(page, conversation, query, agent_is_online, position)
