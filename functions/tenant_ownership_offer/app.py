"""POST /api/tenant/workspace/ownership: offers the ownership of the workspace to an admin, for a week."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import ownership, positions
from connextlive.identity.schemas.ownership import OwnershipBody
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("POST", "/api/tenant/workspace/ownership", limit="password", audit="workspace.owner_offered")
def handler(caller: Caller, body: OwnershipBody) -> WorkspaceAnswer:
    owner = positions.load_owner(caller)
    return WorkspaceAnswer.of(ownership.offer(owner, body.agent_id, body.password, body.code))
