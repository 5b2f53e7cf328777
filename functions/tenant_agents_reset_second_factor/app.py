"""DELETE /api/tenant/agents/{id}/second-factor: turns off an agent's two-factor authentication and logs them out."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import positions, second_factor, user
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/agents/{id}/second-factor", audit="user.second_factor_reset")
def handler(caller: Caller, id: str) -> Deleted:
    agent = user.load_agent(caller.tenant_id, id)
    positions.check_manageable(caller, agent)
    second_factor.turn_off(caller.tenant_id, agent.id, revoke=True)
    return Deleted(id=id)
