"""GET /api/agent/profile: returns the agent's own profile, with their figures and the workspace."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import avatar, user, workspace
from connextlive.identity.schemas.profiles import ProfileAnswer


@endpoint("GET", "/api/agent/profile")
def handler(caller: Caller) -> ProfileAnswer:
    agent = avatar.arrived(caller.tenant_id, user.load_agent(caller.tenant_id, caller.id))
    return ProfileAnswer.of(agent, workspace.load(caller.tenant_id))
