"""GET /api/widget/conversations: lists the visitor's conversations, newest first."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor_conversation
from connextlive.chat.schemas.widget_conversations import WidgetConversations, WidgetConversationsQuery
from connextlive.core.caller import Caller


@endpoint("GET", "/api/widget/conversations")
def handler(caller: Caller, query: WidgetConversationsQuery) -> WidgetConversations:
    return WidgetConversations.of(visitor_conversation.page(caller, query.limit, query.cursor), query.limit)
