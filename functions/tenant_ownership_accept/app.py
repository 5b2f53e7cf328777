"""POST /api/tenant/workspace/ownership/accept: makes the calling admin the owner, and the owner an admin."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import ownership, user
from connextlive.identity.schemas.auth import ConfirmedBody
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("POST", "/api/tenant/workspace/ownership/accept", limit="password", audit="workspace.owner_changed")
def handler(caller: Caller, body: ConfirmedBody) -> WorkspaceAnswer:
    candidate = user.load_present(caller.tenant_id, caller.id)
    return WorkspaceAnswer.of(ownership.accept(candidate, body.password, body.code))
