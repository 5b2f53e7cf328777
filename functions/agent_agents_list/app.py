"""GET /api/agent/agents: lists the workspace's active agents, to whom conversations can be assigned."""

from dataclasses import replace

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import mention, sight
from connextlive.core.caller import Caller
from connextlive.identity import team, workspace
from connextlive.identity.schemas.agents import Colleagues, ColleaguesQuery


@endpoint("GET", "/api/agent/agents")
def handler(caller: Caller, query: ColleaguesQuery) -> Colleagues:
    language = workspace.load(caller.tenant_id).language
    for_mentions = query.conversation_id is not None
    page = team.page(
        caller.tenant_id,
        language,
        search=query.search,
        only_assignable=not for_mentions,
        with_owner=for_mentions,
        limit=query.limit,
        cursor=query.cursor,
    )
    if query.conversation_id is not None:
        page = replace(page, agents=mention.those_who_see(caller, query.conversation_id, page.agents))
    return Colleagues.of(page, sight.owners(caller))
