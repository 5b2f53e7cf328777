"""DELETE /api/tenant/agents/{id}: removes an agent, locks them out and frees their conversations."""

from connextlive.http import Caller, endpoint
from connextlive.models import avatar, conversation, user
from connextlive.schemas.common import Deleted


@endpoint("DELETE", "/api/tenant/agents/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    agent = user.load_agent(caller.tenant_id, id)
    # In this order, whatever fails in between can simply be asked for again.
    user.update(caller.tenant_id, id, {"status": "INACTIVE"}, revoke=True)
    conversation.release_all(caller.tenant_id, id)
    avatar.remove(caller.tenant_id, agent)
    user.remove_agent(caller.tenant_id, id)
    return Deleted(id=id)
