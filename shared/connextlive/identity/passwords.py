"""Passwords, hashed by argon2id. Of the equally strong parameters in OWASP's Password Storage Cheat Sheet, these use
the least memory and the most passes, because filling memory for the first time is slow in a cold start.

Keyboards produce different characters for the same password: decomposed accents, wide letters. So the NFKC form is
hashed, as in NIST SP 800-63B, with every space as U+0020, as in RFC 8265.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from connextlive.identity.user import NO_PASSWORD

_hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)


def hash_of(password: str) -> str:
    return _hasher.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is correct. Without a hash the same work is done, so that response times do not reveal who
    exists."""
    if password_hash == NO_PASSWORD:
        password_hash = None
    # As typed, too: some hashes predate the normalization.
    typed = dict.fromkeys((_normal(password), password))
    return any(_verified(password_hash or _nobody(), one) for one in typed) and password_hash is not None


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    if password.isascii():
        return password
    from unicodedata import category, normalize

    return normalize("NFKC", "".join(" " if category(letter) == "Zs" else letter for letter in password))


@cache
def _nobody() -> str:
    return hash_of("nobody has this password")
