"""POST /api/tenant/workspace/confirmation: emails the owner another link to confirm their address."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import confirmation
from connextlive.identity.schemas.auth import Acknowledged


@endpoint("POST", "/api/tenant/workspace/confirmation", idempotent=True, limit="password")
def handler(caller: Caller) -> Acknowledged:
    confirmation.request(caller.tenant_id)
    return Acknowledged()
