"""Password reset: an email with a link that works once, for an hour.

The token is `<tenant>.<user>.<secret>`. The secret is derived from a nonce on the user, so the consumer that sends the
email can recreate it, and no usable token is stored. Each email has its own nonce, so another request does not
invalidate a link that is on its way to the user.
"""

import hmac
import time
from typing import TYPE_CHECKING

from connextlive.aws import signing_secret
from connextlive.core import email_address
from connextlive.core.errors import NotFound, Refused, TooManyAttempts
from connextlive.core.ids import ids_of_token, new_ulid, timestamp
from connextlive.identity import user
from connextlive.identity.user import User
from connextlive.table import throttle
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.identity.user import Reset

LIVES = 3600  # seconds
MAILS = 5  # in 15 minutes, so that nobody's mailbox can be flooded


def token(of: User, nonce: str) -> str:
    """The token in an emailed link."""
    secret = signing_secret.derive("password-reset", of.tenant_id, of.id, nonce)
    return f"{of.tenant_id.removeprefix('ten_')}.{of.id.removeprefix('usr_')}.{secret}"


def request(email: str) -> None:
    """Starts a reset if the user exists and has not requested too many; the email is sent by event. As much is read and
    written if they do not exist."""
    asked = f"password-reset#{email_address.normal(email)}"
    try:
        throttle.reserve({asked: MAILS})
    except TooManyAttempts:
        return
    found = user.by_email(email)
    if found is not None and found.status == "ACTIVE":
        _begin(found.tenant_id, found.id)
    else:
        user.find(*user.NOBODY)
        throttle.note(f"{asked}#{new_ulid()}")


@optimistic
def _begin(tenant_id: str, user_id: str) -> None:
    person = user.load(tenant_id, user_id)
    person.resets_before = _pending(person)
    person.reset_nonce, person.reset_expires_at = new_ulid(), timestamp(time.time() + LIVES)
    person.updated_at = timestamp()
    person.save()


def _pending(person: User) -> "list[Reset]":
    """The nonces of valid links, and their expiry."""
    found = person.resets_before
    if person.reset_nonce and person.reset_expires_at:
        found = [*found, {"nonce": person.reset_nonce, "expires_at": person.reset_expires_at}]
    return [reset for reset in found if reset["expires_at"] >= timestamp()]


def check(plain_token: str) -> User:
    """The user of the token, if it can set a password now."""
    expired = Refused("This link has expired or was used already", "RESET_EXPIRED")
    ids = ids_of_token(plain_token, "ten", "usr")
    if ids is None:
        raise expired
    try:
        found = user.load(*ids)
    except NotFound as error:
        raise expired from error
    pending = (token(found, reset["nonce"]).encode() for reset in _pending(found))
    if not any(hmac.compare_digest(one, plain_token.encode()) for one in pending):
        raise expired
    return found


@optimistic
def complete(plain_token: str, password_hash: str) -> User:
    """Sets the new password, invalidates all links and revokes all earlier tokens."""
    found = check(plain_token)
    found.password_hash = password_hash
    found.reset_nonce = found.reset_expires_at = None
    found.resets_before = []
    found.token_version += 1
    found.updated_at = timestamp()
    found.save()
    return found
