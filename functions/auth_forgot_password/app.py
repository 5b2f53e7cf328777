"""POST /api/auth/forgot-password: mails a link to set a new password, if there is such a user; never says whether."""

from connextlive.http import endpoint
from connextlive.models import password_reset
from connextlive.schemas.auth import Acknowledged, ForgotPasswordBody


@endpoint(idempotent=True)
def handler(body: ForgotPasswordBody) -> Acknowledged:
    password_reset.request(body.email)
    return Acknowledged()
