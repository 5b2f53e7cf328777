"""POST /api/auth/confirm-email: confirms the owner's email address with the emailed token."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import confirmation
from connextlive.identity.schemas.auth import Acknowledged, ConfirmEmailBody


@endpoint("POST", "/api/auth/confirm-email", idempotent=True, limit="password", audit="workspace.email_confirmed")
def handler(body: ConfirmEmailBody) -> Acknowledged:
    confirmation.complete(body.token)
    return Acknowledged()
