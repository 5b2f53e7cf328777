"""POST /api/auth/accept-invite: creates the agent's account with the token from the invitation email."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import invitation, passwords
from connextlive.identity.schemas.auth import AcceptInviteBody, LoginAnswer


@endpoint("POST", "/api/auth/accept-invite", idempotent=True)
def handler(body: AcceptInviteBody) -> LoginAnswer:
    return LoginAnswer.of(invitation.accept(body.token, passwords.hash_of(body.password)))
