"""POST /api/auth/accept-invite: makes an agent of whoever holds the token from an invitation's mail."""

from connextlive import passwords
from connextlive.http import endpoint
from connextlive.models import invitation
from connextlive.schemas.auth import AcceptInviteBody, LoginAnswer


@endpoint("POST", "/api/auth/accept-invite", idempotent=True)
def handler(body: AcceptInviteBody) -> LoginAnswer:
    return LoginAnswer.of(invitation.accept(body.token, passwords.hash_of(body.password)))
