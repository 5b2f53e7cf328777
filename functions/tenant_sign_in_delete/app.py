"""DELETE /api/tenant/sign-in: removes the workspace's identity provider; everybody logs in with a password again."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import positions, sign_in
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/sign-in", audit="sign_in.deleted")
def handler(caller: Caller) -> Deleted:
    positions.check_owner(caller)  # who could say who signs in could be anybody
    sign_in.remove(caller.tenant_id)
    return Deleted(id=caller.tenant_id)
