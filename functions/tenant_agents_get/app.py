"""GET /api/tenant/agents/{id}: returns an agent with their figures."""

from connextlive.lambdas.endpoint import endpoint
from connextlive import counters
from connextlive.core.caller import Caller
from connextlive.identity import avatar, user
from connextlive.identity.schemas.agents import AgentAnswer


@endpoint("GET", "/api/tenant/agents/{id}")
def handler(caller: Caller, id: str) -> AgentAnswer:
    agent = avatar.arrived(caller.tenant_id, user.load_agent(caller.tenant_id, id))
    return AgentAnswer.of(agent, counters.of_agent(caller.tenant_id, id))
