"""POST /api/auth/reset-password: sets a new password with the emailed token, and revokes all earlier tokens."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import password_reset, passwords
from connextlive.identity.schemas.auth import Acknowledged, ResetPasswordBody


@endpoint("POST", "/api/auth/reset-password", idempotent=True)
def handler(body: ResetPasswordBody) -> Acknowledged:
    password_reset.complete(body.token, passwords.hash_of(body.password))
    return Acknowledged()
