"""DELETE /api/tenant/conversations/{id}: deletes a conversation for good; its messages and files follow."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation
from connextlive.schemas.common import Deleted


@endpoint("DELETE", "/api/tenant/conversations/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    conversation.delete(caller.tenant_id, id)
    return Deleted(id=id)
