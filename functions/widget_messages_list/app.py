"""GET /api/widget/messages: the visitor's conversation, in order; `?after=` replays what a widget missed."""

from connextlive.http import Caller, endpoint
from connextlive.models import message, session
from connextlive.schemas.widget_messages import WidgetMessages, WidgetMessagesQuery


@endpoint("GET", "/api/widget/messages")
def handler(caller: Caller, query: WidgetMessagesQuery) -> WidgetMessages:
    conversation = session.conversation_of(caller.tenant_id, caller.id)
    if conversation is None:
        return WidgetMessages.none(query)
    page = message.public_page(caller.tenant_id, conversation["id"], query.limit, query.cursor or query.after)
    return WidgetMessages.of(page, conversation, query)
