"""PUT /api/auth/identity: links the user's account with the identity that the provider has returned."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import identities, sign_in
from connextlive.identity.schemas.identities import IdentityView, ReturnBody


@endpoint("PUT", "/api/auth/identity", limit="sign_in", audit="account_link.created")
def handler(caller: Caller, body: ReturnBody) -> IdentityView:
    provider = sign_in.find(caller.tenant_id)  # read before: what has come back counts once
    return IdentityView.of(provider, identities.link(caller.tenant_id, caller.id, body.returned))
