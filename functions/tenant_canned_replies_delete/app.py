"""DELETE /api/tenant/canned-replies/{id}: deletes a canned reply for the whole team; messages written with it stay."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/canned-replies/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    canned_reply.delete(caller.tenant_id, None, id)
    return Deleted(id=id)
