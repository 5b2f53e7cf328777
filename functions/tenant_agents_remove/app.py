"""DELETE /api/tenant/agents/{id}: removes an agent, locks them out and frees their conversations."""

from connextlive.http import Caller, endpoint
from connextlive.models import conversation, user
from connextlive.schemas.common import Deleted


@endpoint
def handler(caller: Caller, id: str) -> Deleted:
    user.remove_agent(caller.tenant_id, id)
    conversation.release_all(caller.tenant_id, id)
    return Deleted(id=id)
