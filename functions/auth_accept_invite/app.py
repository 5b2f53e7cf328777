"""POST /api/auth/accept-invite: creates the agent's account with the token from the invitation email."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import invitation, passwords, sign_in, user_session
from connextlive.identity.schemas.auth import AcceptInviteBody, LoginAnswer
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/auth/accept-invite", idempotent=True, limit="password", audit="user.joined")
def handler(body: AcceptInviteBody, request: Request) -> LoginAnswer:
    invited = invitation.check(body.token)  # before the work of hashing
    sign_in.check_password_allowed(invited.tenant_id, "AGENT")
    beginning = user_session.Beginning(request.address, request.user_agent)
    agent = invitation.accept(body.token, passwords.hash_of(body.password), beginning)
    return LoginAnswer.of(agent, beginning.issued)
