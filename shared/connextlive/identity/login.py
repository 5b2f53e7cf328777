"""Login with email address and password.

Failures are counted by address and by network before a password is checked. The networks that a user has logged in from
count apart, so that a stranger's guesses do not lock them out there; and resetting the password begins anew.
"""

from connextlive.aws import signing_secret
from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.errors import Unauthorized
from connextlive.core.together import together
from connextlive.identity import passwords, user, user_session
from connextlive.identity.user import Login, User
from connextlive.table import throttle

FAILURES_PER_EMAIL = environment.login_failures_per_email
FAILURES_PER_NETWORK = environment.login_failures_per_address


def log_in(email: str, password: str, network: str) -> User:
    """The active user with this email address and password. Raises Unauthorized, and TooManyAttempts after too many
    failures for one address or from one network within 15 minutes."""
    found = user.login_given(email)
    subject = f"login#{email_address.normal(email)}"
    mark = _mark(found, network) if found else ""
    if found is not None and mark in found.known:
        subject += f"#{mark}"
    by_network = f"address#{network}"
    limits = {subject: FAILURES_PER_EMAIL, by_network: FAILURES_PER_NETWORK}
    _, person = together(lambda: throttle.reserve(limits), lambda: user.of_login(found))
    # The password is checked first, so that the response time reveals nothing about the user.
    is_right = passwords.matches(person.password_hash if person else None, password)
    if found is None or person is None or not is_right or person.status != "ACTIVE":
        raise Unauthorized("Invalid email or password")
    together(
        lambda: throttle.give_back(subject),
        lambda: throttle.give_back(by_network),
        lambda: user.remember_network(found, mark),
    )
    return person


def begin_anew(person: User, network: str) -> None:
    """Forgets failed logins of somebody who has proved that they are the user, and knows the network that they did it
    from."""
    found = user.login_of(person.email)
    subject = f"login#{email_address.normal(person.email)}"
    throttle.forget(subject, *(f"{subject}#{mark}" for mark in (found.known if found else [])))
    if found is not None:
        user.remember_network(found, _mark(found, network))


def _mark(of: Login, network: str) -> str:
    """A network as stored: the table need not tell where people are."""
    return signing_secret.derive("known-network", of.tenant, of.user_id, network)[:16]


def token_of(user: User, address: str, user_agent: str) -> tuple[str, str]:
    """A token for the user, in a new session, and its expiry."""
    from connextlive.identity import tokens  # PyJWT is not imported before somebody has logged in

    session_id = user_session.begin(user, address, user_agent)
    return tokens.issue(tokens.Claims(user.tenant_id, user.id, user.role, user.token_version, session_id=session_id))
