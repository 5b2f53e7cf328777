"""PATCH /api/tenant/agents/{id}: renames or (de)activates an agent; deactivating releases their conversations."""

from connextlive.lambdas.endpoint import endpoint
from connextlive import counters
from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.identity import user
from connextlive.identity.schemas.agents import AgentAnswer, AgentBody


@endpoint("PATCH", "/api/tenant/agents/{id}", also="POST", audit="user.updated")
def handler(caller: Caller, id: str, body: AgentBody) -> AgentAnswer:
    user.load_agent(caller.tenant_id, id)
    agent = user.update(caller.tenant_id, id, body.changes(), revoke=body.status == "INACTIVE")
    if body.status == "INACTIVE":
        conversation.release_all(caller.tenant_id, id)
    return AgentAnswer.of(agent, counters.of_agent(caller.tenant_id, id))
