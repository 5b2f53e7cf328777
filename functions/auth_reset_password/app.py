"""POST /api/auth/reset-password: sets a new password with the emailed token, and revokes all earlier tokens."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import login, password_reset, passwords, sign_in
from connextlive.identity.schemas.auth import Acknowledged, ResetPasswordBody
from connextlive.identity.user_presence import position_of
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/auth/reset-password", idempotent=True, limit="password", audit="user.password_reset")
def handler(body: ResetPasswordBody, request: Request) -> Acknowledged:
    person = password_reset.check(body.token)  # before the work of hashing
    sign_in.check_password_allowed(person.tenant_id, position_of(person.values))
    # Before the token is used up: if this fails, the request can be repeated.
    login.begin_anew(person, request.network)
    password_reset.complete(body.token, passwords.hash_of(body.password))
    return Acknowledged()
