"""POST /api/auth/forgot-password: mails a link to set a new password, if there is such a user; never says whether."""

from contextlib import suppress

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.errors import TooManyAttempts
from connextlive.identity import password_reset
from connextlive.identity.schemas.auth import Acknowledged, ForgotPasswordBody
from connextlive.table import throttle

MAILS = 5  # in 15 minutes, so that nobody's mailbox can be flooded


@endpoint("POST", "/api/auth/forgot-password", idempotent=True)
def handler(body: ForgotPasswordBody) -> Acknowledged:
    asked = f"password-reset#{body.email}"
    with suppress(TooManyAttempts):
        throttle.check({asked: MAILS})
        throttle.note(asked)
        password_reset.request(body.email)
    return Acknowledged()
