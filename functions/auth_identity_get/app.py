"""GET /api/auth/identity: tells whether the user's account is linked with the workspace's identity provider."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import account_link, sign_in
from connextlive.identity.schemas.identities import IdentityView


@endpoint("GET", "/api/auth/identity")
def handler(caller: Caller) -> IdentityView:
    return IdentityView.of(sign_in.find(caller.tenant_id), account_link.of_user(caller.tenant_id, caller.id))
