"""GET /api/agent/conversations: lists the workspace's conversations by newest activity, with counts by status."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, user
from connextlive.schemas.conversation_lists import AgentConversations, AgentConversationsQuery


@endpoint("GET", "/api/agent/conversations")
def handler(caller: Caller, query: AgentConversationsQuery) -> AgentConversations:
    team = user.team(caller.tenant_id)
    page = conversation.list_page(
        caller.tenant_id,
        query.status,
        search=("conversations_by_visitor", query.search),
        counted=team.conversations(query.status, None),
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
    )
    return AgentConversations.of(page, team, query, caller.id)
