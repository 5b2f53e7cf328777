"""DELETE /api/tenant/api-keys/{id}: revokes an API key and the tokens of its visitors."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import api_key
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/api-keys/{id}", audit="api_key.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    api_key.delete(caller.tenant_id, id)
    return Deleted(id=id)
