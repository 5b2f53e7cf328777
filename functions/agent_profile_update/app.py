"""PATCH /api/agent/profile: changes the agent's own name and preferences; preferences are merged."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import avatar, user, workspace
from connextlive.identity.schemas.profiles import ProfileAnswer, ProfileBody


@endpoint("PATCH", "/api/agent/profile")
def handler(caller: Caller, body: ProfileBody) -> ProfileAnswer:
    agent = avatar.arrived(caller.tenant_id, user.update(caller.tenant_id, caller.id, body.changes()))
    return ProfileAnswer.of(agent, workspace.load(caller.tenant_id))
