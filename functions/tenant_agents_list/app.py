"""GET /api/tenant/agents: lists agents with their satisfaction scores, and invitations nobody has accepted yet."""

from connextlive.http import Caller, endpoint
from connextlive.models import invitation, user
from connextlive.schemas.agents import Agents


@endpoint("GET", "/api/tenant/agents")
def handler(caller: Caller) -> Agents:
    return Agents.of(user.team(caller.tenant_id), invitation.all_of(caller.tenant_id))
