"""GET /api/tenant/agents/{id}: one agent with their figures."""

from connextlive.http import Caller, endpoint
from connextlive.models import user
from connextlive.schemas.agents import AgentAnswer


@endpoint("GET", "/api/tenant/agents/{id}")
def handler(caller: Caller, id: str) -> AgentAnswer:
    agent = user.load_agent(caller.tenant_id, id)
    return AgentAnswer.of(agent, user.team(caller.tenant_id))
