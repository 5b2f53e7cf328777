"""GET /api/agent/agents: lists the active agents of the workspace, to whom a conversation can be assigned."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import user, workspace
from connextlive.identity.schemas.agents import Colleagues


@endpoint("GET", "/api/agent/agents")
def handler(caller: Caller) -> Colleagues:
    return Colleagues.of(user.team(caller.tenant_id), workspace.load(caller.tenant_id).language)
