"""GET /api/tenant/conversations: lists conversations by latest activity, with counts and figures by agent."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation, mention
from connextlive.chat.schemas.conversation_lists import TenantConversations, TenantConversationsQuery
from connextlive.core.caller import Caller
from connextlive.identity.team import Team


@endpoint("GET", "/api/tenant/conversations", limit="search")
def handler(caller: Caller, query: TenantConversationsQuery) -> TenantConversations:
    team = Team(caller.tenant_id)
    page = conversation.list_page(
        caller.tenant_id,
        query.lists,
        agent_id=query.agent(caller),
        search=("conversations", query.search),
        having=query.having(team),
        only=mention.conversations_of(caller) if query.mentions_me else None,
        counted=lambda: team.conversations(query.lists, query.agent(caller)),
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
    )
    return TenantConversations.of(page, team, team.agents(), query)
