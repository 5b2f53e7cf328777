"""POST /api/tenant/workspace/deletion: deletes the workspace in 14 days, on the owner's request; the team is told."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import positions, workspace_deletion
from connextlive.identity.schemas.auth import ConfirmedBody
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("POST", "/api/tenant/workspace/deletion", limit="password", audit="workspace.deletion_requested")
def handler(caller: Caller, body: ConfirmedBody) -> WorkspaceAnswer:
    owner = positions.load_owner(caller)
    return WorkspaceAnswer.of(workspace_deletion.request(owner, body.password, body.code))
