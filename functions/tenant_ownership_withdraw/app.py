"""DELETE /api/tenant/workspace/ownership: takes the offer back, as the owner, or declines it, as the admin."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import ownership
from connextlive.identity.schemas.workspace import WorkspaceAnswer


@endpoint("DELETE", "/api/tenant/workspace/ownership", audit="workspace.owner_offer_withdrawn")
def handler(caller: Caller) -> WorkspaceAnswer:
    return WorkspaceAnswer.of(ownership.withdraw(caller.tenant_id, caller.id))
