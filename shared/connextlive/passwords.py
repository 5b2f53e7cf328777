"""Passwords: argon2id. Of the parameters that OWASP's Password Storage Cheat Sheet calls equally strong, those with the
least memory and the most passes: filling memory for the first time is what a cold start pays for."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)


def hash_of(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; without a hash the same work is done, so that time tells nobody who exists."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hash_of("nobody has this password")
