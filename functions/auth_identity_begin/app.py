"""POST /api/auth/identity: begins to link the user's account with the workspace's identity provider."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import attempts, sign_in
from connextlive.identity.schemas.identities import BegunAnswer


@endpoint("POST", "/api/auth/identity", limit="sign_in")
def handler(caller: Caller) -> BegunAnswer:
    return BegunAnswer.of(attempts.begin(sign_in.load(caller.tenant_id), caller.id))
