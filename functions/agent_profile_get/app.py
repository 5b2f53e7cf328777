"""GET /api/agent/profile: returns the agent's own profile, with their figures and the workspace."""

from connextlive.lambdas.endpoint import endpoint
from connextlive import counters
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import avatar, user, workspace
from connextlive.identity.schemas.profiles import ProfileAnswer


@endpoint("GET", "/api/agent/profile")
def handler(caller: Caller) -> ProfileAnswer:
    agent = avatar.arrived(caller.tenant_id, user.load_agent(caller.tenant_id, caller.id))
    counts, current = together(
        lambda: counters.of_agent(caller.tenant_id, caller.id), lambda: workspace.load(caller.tenant_id)
    )
    return ProfileAnswer.of(agent, counts, current)
