"""POST /api/auth/forgot-password: emails a password reset link if the user exists; the response does not tell."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import password_reset
from connextlive.identity.schemas.auth import Acknowledged, ForgotPasswordBody


@endpoint("POST", "/api/auth/forgot-password", idempotent=True, limit="password")
def handler(body: ForgotPasswordBody) -> Acknowledged:
    password_reset.request(body.email)
    return Acknowledged()
