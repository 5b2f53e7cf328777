"""A second factor for logging in: time-based one-time passwords (TOTP, RFC 6238), and recovery codes in case the device
is lost.

The shared secret is derived from a nonce, so no usable secret is stored. Recovery codes are stored as keyed hashes. All
of it is an item of its own, because the user's item is written at each renewal of presence.
"""

import hmac
import time
from base64 import b32encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from secrets import choice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from connextlive.aws import signing_secret
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import new_ulid, timestamp
from connextlive.identity import user
from connextlive.identity.user import User
from connextlive.identity.workspace import says_second_factor
from connextlive.table import orm, throttle, writes
from connextlive.table.codec import Action
from connextlive.table.orm import Item, Many, MaybeText, VersionAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.events.domain import Change

SK = "second-factor"
STEP = 30  # seconds that a code is shown, which all authenticator apps support, as they do SHA-1 and six digits
DIGITS = 6
DRIFT = 1  # steps that a clock may be ahead or behind
ATTEMPTS = 5  # wrong codes in 15 minutes
RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike
ISSUER = "Connextlive"


class SecondFactor(Item, discriminator="second_factor"):
    """A user's second factor. The secret is derived from `nonce`, and during setup from `pending`. `last_step` is the
    step of the newest accepted code: neither it nor an older one is accepted again."""

    nonce = MaybeText()
    pending = MaybeText()
    last_step = Whole()
    recovery_hashes: "Many[str]" = Many()
    enabled_at = MaybeText()
    version = VersionAttribute()


class Setup(NamedTuple):
    """The secret for an authenticator app: to type, and as the link in a QR code."""

    secret: str
    otpauth_url: str


def find(tenant_id: str, user_id: str) -> SecondFactor:
    """The user's second factor, whose setup may be incomplete."""
    key = _key(tenant_id, user_id)
    found = SecondFactor.find(*key)
    return found if isinstance(found, SecondFactor) else SecondFactor(*key)


@optimistic
def begin(person: User) -> Setup:
    """Begins the setup of a second factor; an existing one has to be turned off first."""
    found = find(person.tenant_id, person.id)
    if found.nonce is not None:
        raise Refused("Two-factor authentication is on already", "SECOND_FACTOR_ON")
    found.pending = new_ulid()
    found.save()
    secret = b32encode(_secret(person, found.pending)).decode()
    given = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP})
    return Setup(secret, f"otpauth://totp/{ISSUER}:{quote(person.email)}?{given}")


@optimistic
def confirm(person: User, code: str) -> list[str]:
    """Turns the second factor on, with a code that proves that the app has the secret. Returns the recovery codes."""
    person = user.load(person.tenant_id, person.id)  # again, with each attempt to save it
    found = find(person.tenant_id, person.id)
    step = _step(person, found.pending, code, after=0)
    if step is None:
        raise _wrong()
    codes = _new_codes()
    found.nonce, found.pending, found.last_step, found.enabled_at = found.pending, None, step, timestamp()
    found.recovery_hashes = [_hash(person, one) for one in codes]
    person.has_second_factor = True
    person.updated_at = timestamp()
    with orm.transaction() as write:
        write.save(found)
        write.save(person)
    return codes


def renew_codes(person: User, code: str) -> list[str]:
    """Replaces the recovery codes, for a user with a code of the app or a remaining recovery code."""
    from connextlive.audit import log  # logins leave the codes as they are

    codes = _new_codes()

    def renew(found: SecondFactor) -> None:
        found.recovery_hashes = [_hash(person, one) for one in codes]
        writes.transact([save_action(found), *log.of_transaction(person.tenant_id, person.id, person.name)])

    check(person, code, renew)
    return codes


def save_action(found: SecondFactor) -> Action:
    """The part of a transaction that uses an accepted code up."""
    return {"Put": found.get_save_kwargs_from_instance()}


def check(person: User, code: str, write: Callable[[SecondFactor], object]) -> None:
    """Refuses a code that is neither the app's current one nor a recovery code, or that was used before. An attempt is
    counted before it is checked, so that parallel guesses gain nothing. `write` saves the accepted code as used,
    together with the change that it authorizes: if that fails, the code can be used again."""
    subject = f"second-factor#{person.tenant_id}#{person.id}"
    throttle.reserve({subject: ATTEMPTS})
    if not _accept(person, "".join(filter(str.isalnum, code)).lower(), write):
        from connextlive.audit import log  # few codes are wrong

        with writes.dispensable():
            log.record_failure(person.tenant_id, "user.second_factor_refused", person.id, person.name)
        raise _wrong()
    throttle.give_back(subject)


@optimistic
def _accept(person: User, code: str, write: Callable[[SecondFactor], object]) -> bool:
    found = find(person.tenant_id, person.id)
    if (step := _step(person, found.nonce, code, after=found.last_step)) is not None:
        found.last_step = step
    elif (used := _hash(person, code)) in found.recovery_hashes:
        found.recovery_hashes = [one for one in found.recovery_hashes if one != used]
    else:
        return False
    write(found)  # fails if the same code has been accepted meanwhile, and is then judged again
    return True


@optimistic
def turn_off(tenant_id: str, user_id: str, revoke: bool = False) -> User:
    """Turns a user's second factor off; does nothing if it is not on. `revoke` invalidates their tokens."""
    person, found = user.load(tenant_id, user_id), find(tenant_id, user_id)
    if person.has_second_factor:
        _turn_off(person, found, revoke)
    return person


def turn_off_with(person: User, code: str) -> None:
    """Turns the second factor off, for a user with a code of it."""
    check(person, code, lambda found: _turn_off(user.load(person.tenant_id, person.id), found))


def _turn_off(person: User, found: SecondFactor, revoke: bool = False) -> None:
    person.has_second_factor = False
    person.token_version += revoke
    person.updated_at = timestamp()
    with orm.transaction() as write:
        write.save(person)
        write.delete(found)


def settle(changes: Iterable["Change"]) -> None:
    """When a workspace has begun to require a second factor, logs out all users without one, because their unlimited
    tokens are valid for a week. A record that is delivered twice may log them out twice."""
    from connextlive.events.domain import is_of  # the stream's consumer has it already

    for change in changes:
        if is_of(change, "workspace") and change.before and change.after:
            begins = not says_second_factor(change.before["settings"]) and says_second_factor(change.after["settings"])
            for person in user.all_of(change.tenant_id) if begins else ():
                with suppress(NotFound):  # removed meanwhile
                    _log_out_without(change.tenant_id, person["id"])


@optimistic
def _log_out_without(tenant_id: str, user_id: str) -> None:
    person = user.load(tenant_id, user_id)
    if not person.has_second_factor:
        person.token_version += 1
        person.save()


def code_at(secret: bytes, step: int) -> str:
    """The code of a step: RFC 4226 with the step as counter, as RFC 6238 defines."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 15
    return f"{int.from_bytes(digest[offset : offset + 4]) % 2**31 % 10**DIGITS:0{DIGITS}}"


def _step(person: User, nonce: str | None, code: str, after: int) -> int | None:
    """The step of this code; None if it has none."""
    if nonce is None:
        return None
    now, secret = int(time.time()) // STEP, _secret(person, nonce)
    given = "".join(filter(str.isalnum, code)).encode()
    steps = (now + drift for drift in range(-DRIFT, DRIFT + 1))
    return next(
        (one for one in steps if one > after and hmac.compare_digest(code_at(secret, one).encode(), given)), None
    )


def _secret(person: User, nonce: str) -> bytes:
    return bytes.fromhex(signing_secret.derive("second-factor", person.tenant_id, person.id, nonce))[:20]


def _hash(person: User, code: str) -> str:
    plain = code.replace("-", "")
    return signing_secret.derive("recovery-code", person.tenant_id, person.id, plain)[:32]


def _new_codes() -> list[str]:
    return ["-".join("".join(choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def _wrong() -> Refused:
    return Refused("This code is wrong or was used already", "SECOND_FACTOR_INVALID")


def _key(tenant_id: str, user_id: str) -> tuple[str, str]:
    return f"{tenant_id}#{user_id}", SK
