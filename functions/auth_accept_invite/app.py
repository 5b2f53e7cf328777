"""POST /api/auth/accept-invite: creates the agent's account with the token from the invitation email."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import invitation, login, passwords
from connextlive.identity.schemas.auth import AcceptInviteBody, LoginAnswer


@endpoint("POST", "/api/auth/accept-invite", idempotent=True, limit="password")
def handler(body: AcceptInviteBody) -> LoginAnswer:
    invitation.check(body.token)  # before the work of hashing
    agent = invitation.accept(body.token, passwords.hash_of(body.password))
    return LoginAnswer.of(agent, login.token_of(agent))
