"""PUT /api/tenant/sign-in: sets the identity provider (OpenID Connect) by which the workspace's people sign in."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import positions, sign_in, sign_in_setup
from connextlive.identity.schemas.sign_in import ProviderBody, SignInView


@endpoint("PUT", "/api/tenant/sign-in", limit="sign_in", audit="sign_in.updated")
def handler(caller: Caller, body: ProviderBody) -> SignInView:
    positions.check_owner(caller)  # who could say who signs in could be anybody
    made = sign_in_setup.set_up(caller.tenant_id, body.given)
    return SignInView.of(sign_in.shown(caller.tenant_id, made))
