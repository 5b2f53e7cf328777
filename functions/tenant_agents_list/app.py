"""GET /api/tenant/agents: lists agents with their satisfaction scores, and pending invitations."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import avatar, invitation, user, workspace
from connextlive.identity.schemas.agents import Agents


@endpoint("GET", "/api/tenant/agents")
def handler(caller: Caller) -> Agents:
    team = avatar.all_arrived(caller.tenant_id, user.team(caller.tenant_id))
    language = workspace.load(caller.tenant_id).language
    return Agents.of(team, invitation.all_of(caller.tenant_id), language)
