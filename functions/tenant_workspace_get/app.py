"""GET /api/tenant/workspace: the workspace's configuration, made with defaults when there is none."""

from connextlive.http import Caller, endpoint
from connextlive.models import workspace
from connextlive.schemas.workspace import WorkspaceAnswer


@endpoint("GET", "/api/tenant/workspace")
def handler(caller: Caller) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(workspace.load(caller.tenant_id))
