"""POST /api/auth/forgot-password: mails a link to set a new password, if there is such a user; never says whether."""

from contextlib import suppress

from connextlive.errors import TooManyAttempts
from connextlive.http import endpoint
from connextlive.models import password_reset, throttle
from connextlive.schemas.auth import Acknowledged, ForgotPasswordBody

MAILS = 5  # in 15 minutes, so that nobody's mailbox can be flooded


@endpoint("POST", "/api/auth/forgot-password", idempotent=True)
def handler(body: ForgotPasswordBody) -> Acknowledged:
    asked = f"password-reset#{body.email}"
    with suppress(TooManyAttempts):
        throttle.check({asked: MAILS})
        throttle.note(asked)
        password_reset.request(body.email)
    return Acknowledged()
