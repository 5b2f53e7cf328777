"""DELETE /api/auth/identity: unlinks the user's account from the workspace's identity provider."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import account_link
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/auth/identity", audit="account_link.deleted")
def handler(caller: Caller) -> Deleted:
    account_link.unlink(caller.tenant_id, caller.id)
    return Deleted(id=caller.id)
