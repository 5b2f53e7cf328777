"""POST /api/auth/forgot-password: mails a link to set a new password, if there is such a user; never says whether."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import password_reset
from connextlive.identity.schemas.auth import Acknowledged, ForgotPasswordBody


@endpoint("POST", "/api/auth/forgot-password", idempotent=True)
def handler(body: ForgotPasswordBody) -> Acknowledged:
    password_reset.request(body.email)
    return Acknowledged()
