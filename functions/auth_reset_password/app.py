"""POST /api/auth/reset-password: sets a new password with the token from the mail, and revokes every older token."""

from connextlive import passwords
from connextlive.http import endpoint
from connextlive.models import password_reset
from connextlive.schemas.auth import Acknowledged, ResetPasswordBody


@endpoint("POST", "/api/auth/reset-password", idempotent=True)
def handler(body: ResetPasswordBody) -> Acknowledged:
    password_reset.complete(body.token, passwords.hash_of(body.password))
    return Acknowledged()
