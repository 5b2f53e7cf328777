"""The signing secret, from Secrets Manager, and secrets derived from it.

The secret is a JSON object `{"current": "<kid>", "derivation": "<random>", "<kid>": "<random>", …}`. A rotation adds a
kid and makes it current; older ones remain as long as something signed with them may be valid. What other secrets are
derived from verifies no token, and stays. It is named at the first rotation; before, it is the first kid's, which then
retires like any other. In earlier versions `root` named that kid, which never retired.
"""

import hashlib
import hmac
import json
import os
import time
from base64 import b64decode, b64encode

from connextlive.aws import clients
from connextlive.core.environment import environment
from connextlive.core.ids import new_ulid

KEPT = 3  # kids; at one rotation a month, far longer than any token is valid
_NAMES = ("current", "root", "derivation")  # all others are kids
_CACHED_FOR = 300  # seconds
_REFRESHED_ONCE_IN = 60
# By who reads it, too: the functions of a local stack share these, and not all of them may.
_cache: dict[tuple[str, str], tuple[float, dict[str, str]]] = {}
_refreshed: dict[tuple[str, str], float] = {}


def signing_keys(refresh: bool = False) -> dict[str, str]:
    """The whole secret, cached. `refresh` reads it again for an unknown kid, but at most once a minute, because anybody
    can put an unknown kid into a token."""
    name, now = environment.signing_secret_arn, time.monotonic()
    held = environment.aws_access_key_id, name
    read_at, keys = _cache.get(held, (0.0, {}))
    if refresh and now - _refreshed.get(held, -_REFRESHED_ONCE_IN) >= _REFRESHED_ONCE_IN:
        _refreshed[held], keys = now, {}
    if not keys or now - read_at > _CACHED_FOR:
        keys = json.loads(clients.call("secretsmanager", "GetSecretValue", {"SecretId": name})["SecretString"])
        _cache[held] = (now, keys)
    return keys


def derive(*purpose: str | int) -> str:
    """Derives a secret for one purpose, always the same: what is derived need not be stored, and cannot leak from
    storage."""
    message = "\x00".join(str(part) for part in purpose).encode()
    return hmac.new(_derivation(signing_keys()).encode(), message, hashlib.sha256).hexdigest()


def _derivation(keys: dict[str, str]) -> str:
    return keys.get("derivation") or keys[keys.get("root", keys["current"])]


def verifying_key(kid: str) -> str | None:
    """The key of a kid, if it is one; the secret is read again for an unknown one."""
    if kid in _NAMES:
        return None
    return signing_keys().get(kid) or signing_keys(refresh=True).get(kid)


def kids(keys: dict[str, str]) -> list[str]:
    """The secret's kids, the oldest first."""
    return [name for name in keys if name not in _NAMES]


def rotated(keys: dict[str, str]) -> dict[str, str]:
    """The secret with one more kid, which is current; the oldest are dropped."""
    import secrets  # requests do not rotate

    kid = f"k{new_ulid()}"
    old = {name: keys[name] for name in kids(keys)[1 - KEPT :]}
    return {"current": kid, "derivation": _derivation(keys), **old, kid: secrets.token_urlsafe(48)}


def without(keys: dict[str, str], kid: str) -> dict[str, str]:
    """The secret without a kid that was stolen: tokens signed with it are refused. What was derived stays. ValueError
    if there is no such kid."""
    if kid not in kids(keys):
        raise ValueError(f"There is no key {kid}")
    left = rotated(keys) if kid == keys["current"] else {**keys, "derivation": _derivation(keys)}
    return {name: value for name, value in left.items() if name not in (kid, "root")}


def seal(text: str, *purpose: str) -> str:
    """Encrypts a text for storage: reading or changing it takes the signing secret and the purpose.

    SHAKE-256 with a fresh nonce is the key stream, an HMAC authenticates the result: the standard library has no AES,
    and a package with it would take a third of a cold start.
    """
    nonce, clear = os.urandom(16), text.encode()
    sealed = nonce + _crossed(clear, _key(purpose), nonce)
    return b64encode(hmac.digest(_key(purpose), sealed, "sha256") + sealed).decode()


def unseal(stored: str, *purpose: str) -> str:
    """Decrypts a sealed text. Raises ValueError if it was not sealed for this purpose."""
    raw = b64decode(stored)
    tag, sealed = raw[:32], raw[32:]
    if not hmac.compare_digest(tag, hmac.digest(_key(purpose), sealed, "sha256")):
        raise ValueError("Not sealed for this purpose")
    return _crossed(sealed[16:], _key(purpose), sealed[:16]).decode()


def _key(purpose: tuple[str, ...]) -> bytes:
    return bytes.fromhex(derive("seal", *purpose))


def _crossed(data: bytes, key: bytes, nonce: bytes) -> bytes:
    stream = hashlib.shake_256(key + nonce).digest(len(data))
    return (int.from_bytes(data) ^ int.from_bytes(stream)).to_bytes(len(data))
