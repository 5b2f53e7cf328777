"""What a blocked visitor is told: only that they are refused."""

from connextlive.core.errors import Forbidden
from connextlive.core.ids import timestamp

FOREVER = "9999-12-31T23:59:59.999Z"  # when a block ends that nobody has set an end for


def is_blocked(until: str | None) -> bool:
    """Whether a block until then still holds."""
    return until is not None and until > timestamp()


def check(until: str) -> None:
    """Refuses a visitor who is blocked until then."""
    if is_blocked(until):
        raise refusal()


def refusal() -> Forbidden:
    """The same for every kind of block."""
    return Forbidden("The chat is not available", "CHAT_UNAVAILABLE")
