"""DELETE /api/tenant/workspace/deletion: cancels the deletion of the workspace, for its owner and admins."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import workspace_deletion
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("DELETE", "/api/tenant/workspace/deletion", audit="workspace.deletion_undone")
def handler(caller: Caller) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(workspace_deletion.undo(caller.tenant_id))
