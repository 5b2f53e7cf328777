"""DELETE /api/tenant/tokens/{id}: revokes an API token within a minute."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import api_token
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/tokens/{id}", audit="api_token.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    api_token.delete(caller.tenant_id, id)
    return Deleted(id=id)
