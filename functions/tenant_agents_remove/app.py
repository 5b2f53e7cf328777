"""DELETE /api/tenant/agents/{id}: removes an agent, revokes their access and releases their conversations."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.identity import account_link, avatar, positions, second_factor, user
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/agents/{id}", audit="user.removed")
def handler(caller: Caller, id: str) -> Deleted:
    agent = user.load_agent(caller.tenant_id, id)
    positions.check_manageable(caller, agent)
    # In this order, the request can simply be repeated after a failure in between.
    user.update(caller.tenant_id, id, {"status": "INACTIVE"}, revoke=True)
    conversation.release_all(caller.tenant_id, id)
    avatar.remove(caller.tenant_id, agent)
    second_factor.turn_off(caller.tenant_id, id)
    account_link.forget(caller.tenant_id, id)
    user.remove_agent(caller.tenant_id, id)
    return Deleted(id=id)
