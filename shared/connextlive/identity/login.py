"""Login with email address and password."""

from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.errors import Unauthorized
from connextlive.identity import passwords, user
from connextlive.identity.user import User
from connextlive.table import throttle

FAILURES_PER_EMAIL = environment.login_failures_per_email
FAILURES_PER_NETWORK = environment.login_failures_per_address


def log_in(email: str, password: str, network: str) -> User:
    """The active user with this email address and password. Raises Unauthorized, and TooManyAttempts after too many
    failures for one address or from one network within 15 minutes."""
    by_email, by_network = f"login#{email_address.normal(email)}", f"address#{network}"
    throttle.check({by_email: FAILURES_PER_EMAIL, by_network: FAILURES_PER_NETWORK})
    found = user.by_login(email)
    # The password is checked first, so that the response time reveals nothing about the user.
    is_right = passwords.matches(found.password_hash if found else None, password)
    if found is None or not is_right or found.status != "ACTIVE":
        throttle.note(by_email)
        throttle.note(by_network)
        raise Unauthorized("Invalid email or password")
    return found


def token_of(user: User) -> tuple[str, str]:
    """A token for the user, and its expiry."""
    from connextlive.identity import tokens  # PyJWT is not imported before somebody has logged in

    return tokens.issue(tokens.Claims(user.tenant_id, user.id, user.role, user.token_version))
