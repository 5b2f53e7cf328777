"""GET /api/agent/agents: lists the workspace's active agents, to whom conversations can be assigned."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import user, workspace
from connextlive.identity.schemas.agents import Colleagues


@endpoint("GET", "/api/agent/agents")
def handler(caller: Caller) -> Colleagues:
    return Colleagues.of(user.team(caller.tenant_id), workspace.load(caller.tenant_id).language)
