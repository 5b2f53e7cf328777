"""GET /api/tenant/conversations: lists conversations by newest activity, with counts and per-agent figures."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, user
from connextlive.schemas.conversation_lists import TenantConversations, TenantConversationsQuery


@endpoint("GET", "/api/tenant/conversations")
def handler(caller: Caller, query: TenantConversationsQuery) -> TenantConversations:
    team = user.team(caller.tenant_id)
    page = conversation.list_page(
        caller.tenant_id,
        query.status,
        agent_id=query.agent_id,
        search=("conversations", query.search),
        counted=team.conversations(query.status, query.agent_id),
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
    )
    return TenantConversations.of(page, team, query)
