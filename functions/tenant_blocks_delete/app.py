"""DELETE /api/tenant/blocks/{id}: ends a block, or declines a request for one."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import block
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/blocks/{id}", audit="block.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    block.end(caller.tenant_id, id)
    return Deleted(id=id)
