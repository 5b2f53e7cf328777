"""POST /api/auth/sign-in: begins to sign in by the workspace's identity provider."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id
from connextlive.identity import attempts, sign_in
from connextlive.identity.schemas.identities import BegunAnswer, SignInBeginBody


@endpoint("POST", "/api/auth/sign-in", limit="sign_in")
def handler(body: SignInBeginBody) -> BegunAnswer:
    if not is_id(body.workspace_id, "ten"):
        raise NotFound("Sign-in")
    return BegunAnswer.of(attempts.begin(sign_in.load(body.workspace_id)))
