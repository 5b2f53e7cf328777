"""PATCH /api/agent/profile: changes the agent's own name and preferences; preferences are merged."""

from connextlive.lambdas.endpoint import endpoint
from connextlive import counters
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import avatar, user, workspace
from connextlive.identity.schemas.profiles import ProfileAnswer, ProfileBody


@endpoint("PATCH", "/api/agent/profile")
def handler(caller: Caller, body: ProfileBody) -> ProfileAnswer:
    agent = avatar.arrived(caller.tenant_id, user.update(caller.tenant_id, caller.id, body.changes()))
    counts, current = together(
        lambda: counters.of_agent(caller.tenant_id, caller.id), lambda: workspace.load(caller.tenant_id)
    )
    return ProfileAnswer.of(agent, counts, current)
