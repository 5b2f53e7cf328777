"""DELETE /api/tenant/conversations/{id}: permanently deletes a conversation with its messages and files."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/conversations/{id}", audit="conversation.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    conversation.delete(caller.tenant_id, id)
    return Deleted(id=id)
