"""Login with email address and password.

Attempts are counted by address and by network before a password is checked. Networks that a user has logged in from are
counted separately, so that a stranger's guesses do not lock the user out there. Resetting the password resets the
counts.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from connextlive.aws import signing_secret
from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.errors import Invalid, Refused, Unauthorized
from connextlive.core.ids import new_ulid
from connextlive.core.sentence import Sentence
from connextlive.core.together import together
from connextlive.identity import passwords, user, workspace
from connextlive.identity.user import Login, User
from connextlive.identity.user_presence import position_of
from connextlive.table import codec, items, throttle, writes
from connextlive.table.codec import Action

if TYPE_CHECKING:
    from connextlive.identity.user_session import Beginning

FAILURES_PER_EMAIL = environment.login_failures_per_email
FAILURES_PER_NETWORK = environment.login_failures_per_address


def log_in(email: str, password: str, code: str | None, network: str, session: "Beginning") -> User:
    """The active user with this email address and password, and with a code if they have a second factor; their session
    begins. Raises Unauthorized, and TooManyAttempts after too many failures within 15 minutes for one address, from one
    network, or of the code."""
    found = user.login_given(email)
    subject = f"login#{email_address.normal(email)}"
    mark = _mark(found, network) if found else ""
    if found is not None and mark in found.known:
        subject += f"#{mark}"
    by_network = f"address#{network}"
    limits = {subject: FAILURES_PER_EMAIL, by_network: FAILURES_PER_NETWORK}
    counted, (person, of) = together(lambda: throttle.reserve(limits), lambda: _read(found))
    # The password is checked first, so that the response time reveals nothing about the user.
    is_right = passwords.matches(person.password_hash if person else None, password)
    if found is None or person is None or not is_right or person.status != "ACTIVE":
        _note_failure(subject, counted[subject], person)
        raise Unauthorized("Invalid email or password")
    if of.has_provider and (position := position_of(person.values)) != "OWNER":
        from connextlive.identity import sign_in  # owners' passwords are always allowed

        sign_in.check_password_allowed(person.tenant_id, position)
    if person.has_second_factor:
        throttle.give_back(subject, by_network)
        _check_second_factor(person, code, session)
        _remember(found, mark)
        return person
    together(
        lambda: session.of_login(person, is_limited=of.requires_second_factor),
        lambda: throttle.give_back(subject),
        lambda: throttle.give_back(by_network),
        lambda: _remember(found, mark),
    )
    return person


class _Rules(NamedTuple):
    """A workspace's rules for logins: whether it has an identity provider, and whether it requires second factors."""

    has_provider: bool
    requires_second_factor: bool


def _read(found: Login | None) -> tuple[User | None, _Rules]:
    """The user of a login and their workspace's rules, in one call. Without a login as much is read, so that response
    times do not reveal who exists."""
    tenant_id, user_id = (found.tenant, found.user_id) if found else user.NOBODY
    keys = user.key(tenant_id, user_id), workspace.key(tenant_id), workspace.sign_in_key(tenant_id)
    person, provider, of = None, False, None
    for raw in items.raw_items(keys):
        sk = raw["sk"]["S"]
        if sk == workspace.SK:
            of = codec.plain(raw)
        elif sk == workspace.SIGN_IN_SK:
            provider = True
        elif found is not None:
            person = User.from_raw_data(raw)
    return person, _Rules(provider, of is not None and workspace.says_second_factor(of["settings"]))


def _remember(found: Login, mark: str) -> None:
    with writes.dispensable():  # known or not, they have logged in
        user.remember_network(found, mark)


def _note_failure(subject: str, number: int, person: User | None) -> None:
    """Writes an entry to the audit log for the first failure of a window, and for the one that locks the subject out.
    There are no more entries, however many failures a stranger causes. For an unknown user as much is written, so that
    response times reveal nothing."""
    if number not in (1, FAILURES_PER_EMAIL):
        return
    from connextlive.audit import log  # few logins fail

    action = "user.login_failed" if number < FAILURES_PER_EMAIL else "user.locked_out"
    with writes.dispensable():
        if person is None:
            throttle.note(f"nobody#{new_ulid()}")
        else:
            log.record_failure(person.tenant_id, action, person.id, person.name)


def _check_second_factor(person: User, code: str | None, session: "Beginning") -> None:
    from connextlive.identity import second_factor  # of few users

    if not code:
        raise Unauthorized("Enter the code of your authenticator app", "SECOND_FACTOR_REQUIRED")
    try:
        second_factor.check(person, code, lambda found: session.of_login(person, second_factor.save_action(found)))
    except Refused as error:
        raise Unauthorized(error.message, error.code) from error


def confirm_password(person: User, password: str) -> None:
    """Refuses a wrong password of a logged-in user: it may be somebody else at their desk."""
    subject = f"password#{person.tenant_id}#{person.id}"
    throttle.reserve({subject: FAILURES_PER_EMAIL})
    if not passwords.matches(person.password_hash, password):
        raise Invalid(password=Sentence("The password is wrong"))
    throttle.give_back(subject)


def confirm_anew[R](person: User, password: str, code: str | None, write: Callable[[list[Action]], R]) -> R:
    """Requires a logged-in user's password and second factor again, before a change that cannot be undone. `write`
    makes the change, in one transaction with the part that uses the code up; its result is returned."""
    confirm_password(person, password)
    if not person.has_second_factor:
        return write([])
    if not code:
        raise Invalid(code=Sentence("Enter the code of your authenticator app"))
    from connextlive.identity import second_factor  # of few users

    written: list[R] = []
    second_factor.check(person, code, lambda found: written.append(write([second_factor.save_action(found)])))
    return written[0]


def begin_anew(person: User, network: str) -> None:
    """Resets the failed logins of a user who has proved their identity, and remembers the network."""
    found = user.login_of(person.email)
    subject = f"login#{email_address.normal(person.email)}"
    throttle.forget(subject, *(f"{subject}#{mark}" for mark in (found.known if found else [])))
    if found is not None:
        user.remember_network(found, _mark(found, network))


def _mark(of: Login, network: str) -> str:
    """A network in its stored form, a hash: the table need not tell where people are."""
    return signing_secret.derive("known-network", of.tenant, of.user_id, network)[:16]
