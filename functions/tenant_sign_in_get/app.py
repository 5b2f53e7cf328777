"""GET /api/tenant/sign-in: returns the workspace's identity provider, and what it needs to be set up."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import sign_in
from connextlive.identity.schemas.sign_in import SignInView


@endpoint("GET", "/api/tenant/sign-in")
def handler(caller: Caller) -> SignInView:
    return SignInView.of(sign_in.shown(caller.tenant_id, sign_in.find(caller.tenant_id)))
