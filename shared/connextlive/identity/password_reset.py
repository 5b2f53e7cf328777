"""Password reset: an email with a link that works once, for an hour.

The token is `<tenant>.<user>.<secret>`, with a secret derived from a nonce on the user, so that the consumer that sends
the email can recreate it and no usable token is stored.
"""

import hmac
import time

from connextlive.aws import signing_secret
from connextlive.core.errors import NotFound, Refused, TooManyAttempts
from connextlive.core.ids import is_id, new_ulid, timestamp
from connextlive.identity import user
from connextlive.table import throttle
from connextlive.table.writes import optimistic

LIVES = 3600  # seconds
MAILS = 5  # in 15 minutes, so that nobody's mailbox can be flooded


def token(of: user.User) -> str:
    """The token in the emailed link."""
    secret = signing_secret.derive("password-reset", of.tenant_id, of.id, of.reset_nonce or "")
    return f"{of.tenant_id.removeprefix('ten_')}.{of.id.removeprefix('usr_')}.{secret}"


def request(email: str) -> None:
    """Starts a reset if the user exists and has not requested too many; the email is sent by event."""
    asked = f"password-reset#{email}"
    try:
        throttle.check({asked: MAILS})
    except TooManyAttempts:
        return
    throttle.note(asked)
    found = user.by_email(email)
    if found is not None and found.status == "ACTIVE":
        changes = {"reset_nonce": new_ulid(), "reset_expires_at": timestamp(time.time() + LIVES)}
        user.update(found.tenant_id, found.id, changes)


@optimistic
def complete(plain_token: str, password_hash: str) -> None:
    """Sets the new password, invalidates the link and revokes all earlier tokens."""
    expired = Refused("This link has expired or was used already", "RESET_EXPIRED")
    tenant, _, rest = plain_token.partition(".")
    tenant_id, user_id = f"ten_{tenant}", f"usr_{rest.partition('.')[0]}"
    if not is_id(tenant_id, "ten") or not is_id(user_id, "usr"):
        raise expired
    try:
        found = user.load(tenant_id, user_id)
    except NotFound as error:
        raise expired from error
    if found.reset_nonce is None or (found.reset_expires_at or "") < timestamp():
        raise expired
    if not hmac.compare_digest(token(found).encode(), plain_token.encode()):
        raise expired
    found.password_hash = password_hash
    found.reset_nonce = found.reset_expires_at = None
    found.token_version += 1
    found.updated_at = timestamp()
    found.save()
