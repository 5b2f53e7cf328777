"""DELETE /api/tenant/visitors/{id}: permanently deletes a visitor with their conversations, messages and files."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/visitors/{id}", audit="visitor.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    visitor.delete(caller.tenant_id, id)
    return Deleted(id=id)
