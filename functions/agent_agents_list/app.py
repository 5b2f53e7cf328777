"""GET /api/agent/agents: lists the workspace's active agents, to whom conversations can be assigned."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import sight
from connextlive.core.caller import Caller
from connextlive.identity import team, workspace
from connextlive.identity.schemas.agents import AgentsQuery, Colleagues


@endpoint("GET", "/api/agent/agents")
def handler(caller: Caller, query: AgentsQuery) -> Colleagues:
    language = workspace.load(caller.tenant_id).language
    page = team.page(
        caller.tenant_id, language, search=query.search, only_assignable=True, limit=query.limit, cursor=query.cursor
    )
    return Colleagues.of(page, sight.owners(caller))
