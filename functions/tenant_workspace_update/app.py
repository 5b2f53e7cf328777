"""PUT /api/tenant/workspace: changes the fields that are given; settings are merged."""

from connextlive.http import Caller, endpoint
from connextlive.models import workspace
from connextlive.schemas.workspace import WorkspaceAnswer, WorkspaceBody


@endpoint("PUT", "/api/tenant/workspace")
def handler(caller: Caller, body: WorkspaceBody) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(workspace.update(caller.tenant_id, body.changes()))
