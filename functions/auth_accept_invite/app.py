"""POST /api/auth/accept-invite: makes an agent of whoever holds the token from an invitation's mail."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import invitation, passwords
from connextlive.identity.schemas.auth import AcceptInviteBody, LoginAnswer


@endpoint("POST", "/api/auth/accept-invite", idempotent=True)
def handler(body: AcceptInviteBody) -> LoginAnswer:
    return LoginAnswer.of(invitation.accept(body.token, passwords.hash_of(body.password)))
