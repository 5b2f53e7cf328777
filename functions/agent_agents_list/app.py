"""GET /api/agent/agents: lists the active agents of the workspace, to whom a conversation can be assigned."""

from connextlive.http import Caller, endpoint
from connextlive.models import user, workspace
from connextlive.schemas.agents import Colleagues


@endpoint("GET", "/api/agent/agents")
def handler(caller: Caller) -> Colleagues:
    return Colleagues.of(user.team(caller.tenant_id), workspace.load(caller.tenant_id).language)
