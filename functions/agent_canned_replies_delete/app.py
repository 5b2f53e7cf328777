"""DELETE /api/agent/canned-replies/{id}: deletes a canned reply of the agent's own; messages written with it stay."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import canned_reply
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/agent/canned-replies/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    canned_reply.delete(caller.tenant_id, caller.id, id)
    return Deleted(id=id)
