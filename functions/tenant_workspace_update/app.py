"""PUT /api/tenant/workspace: changes the given fields of the workspace; settings are merged."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import workspace
from connextlive.identity.schemas.workspace import WorkspaceAnswer, WorkspaceBody


@endpoint("PUT", "/api/tenant/workspace", audit="workspace.updated")
def handler(caller: Caller, body: WorkspaceBody) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(workspace.update(caller.tenant_id, body.changes()))
