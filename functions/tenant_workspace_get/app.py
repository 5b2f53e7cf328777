"""GET /api/tenant/workspace: returns the workspace's configuration."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import workspace
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("GET", "/api/tenant/workspace")
def handler(caller: Caller) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(workspace.load(caller.tenant_id))
