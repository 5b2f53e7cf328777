"""GET /api/agent/conversations: lists conversations by latest activity, with counts by status."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation, mention, sight
from connextlive.chat.schemas.conversation_lists import AgentConversations, AgentConversationsQuery
from connextlive.core.caller import Caller
from connextlive.identity.team import Team


@endpoint("GET", "/api/agent/conversations", limit="search")
def handler(caller: Caller, query: AgentConversationsQuery) -> AgentConversations:
    team = Team(caller.tenant_id, sight.owners(caller))
    page = conversation.list_page(
        caller.tenant_id,
        query.lists,
        agent_id=query.agent(caller),
        owners=team.owners,
        search=("conversations" if query.in_messages else "conversations_by_visitor", query.search),
        having=query.having(team),
        only=mention.conversations_of(caller) if query.mentions_me else None,
        counted=lambda: team.conversations(query.lists, query.agent(caller)),
        limit=query.limit,
        offset=query.offset,
        cursor=query.cursor,
    )
    return AgentConversations.of(page, team, team.agent_count(caller.id, "unread"), query)
