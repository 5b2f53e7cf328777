"""PATCH /api/tenant/agents/{id}: changes an agent's name, status, position or access; inactive ones release theirs."""

from connextlive.lambdas.endpoint import endpoint
from connextlive import counters
from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.identity import positions
from connextlive.identity.schemas.agents import AgentAnswer, AgentBody


@endpoint("PATCH", "/api/tenant/agents/{id}", also="POST", audit="user.updated")
def handler(caller: Caller, id: str, body: AgentBody) -> AgentAnswer:
    agent = positions.update(caller, id, body.changes())
    if not agent.is_assignable and body.changes().keys() & {"status", "position"}:
        conversation.release_all(caller.tenant_id, id)
    return AgentAnswer.of(agent, counters.of_agent(caller.tenant_id, id))
