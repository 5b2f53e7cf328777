"""Verification of ID tokens. Importing this takes a tenth of a second, because of the package that PyJWT verifies
with."""

import hmac
import time
from collections.abc import Iterator
from typing import Any

import cryptography as cryptography  # PyJWT quietly does without, and then knows no algorithm
import jwt

from connextlive.identity import oidc

# Signatures by a key that only the provider has: never `none`, nor HMAC, where everybody who verifies could sign, too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that clocks may differ
LONGEST_SUBJECT = 255  # characters, by the standard
KEYS_KEPT = 600  # seconds
KEYS_ASKED_AGAIN_AFTER = 60  # seconds, for a key that is not known yet
_keys: dict[str, tuple[float, list[dict[str, Any]]]] = {}


def verified(provider: oidc.Provider, client: oidc.Client, id_token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token, which the provider must have issued to us, for this attempt."""
    try:
        header = jwt.get_unverified_header(id_token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise oidc.Distrusted("the ID token's algorithm is not allowed")
        key = _key(provider.jwks_uri, header.get("kid"), algorithm)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=[algorithm],
            audience=client.client_id,
            issuer=client.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise oidc.Distrusted(f"the ID token: {type(error).__name__}") from error
    audience, party = claims["aud"], claims.get("azp")
    if party is None and isinstance(audience, list) and len(audience) > 1:
        raise oidc.Distrusted("the ID token is for several, and does not say who asked for it")
    if party not in (None, client.client_id):
        raise oidc.Distrusted("the ID token was made for another client")
    if not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
        raise oidc.Distrusted("the ID token's nonce is of another attempt")
    if not (isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= LONGEST_SUBJECT):
        raise oidc.Distrusted("the ID token names nobody")
    return claims


def _key(jwks_uri: str, kid: Any, algorithm: str) -> Any:
    """The provider's key with this ID, for this algorithm. An unknown key may be new, so the keys are read again, but
    not at every attempt."""
    at, keys = _keys.get(jwks_uri, (0.0, []))
    found = next(_usable(keys, kid, algorithm), None) if time.monotonic() - at < KEYS_KEPT else None
    if found is None and (not keys or time.monotonic() - at >= KEYS_ASKED_AGAIN_AFTER):
        said = oidc.json_of(oidc.get(jwks_uri), "the keys").get("keys")
        keys = [key for key in said if isinstance(key, dict)] if isinstance(said, list) else []
        _keys[jwks_uri] = (time.monotonic(), keys)
        found = next(_usable(keys, kid, algorithm), None)
    if found is None:
        raise oidc.Distrusted("the ID token is signed with a key that the provider does not have")
    return found


def _usable(keys: list[dict[str, Any]], kid: Any, algorithm: str) -> Iterator[Any]:
    family = {"R": "RSA", "P": "RSA", "E": "OKP" if algorithm == "EdDSA" else "EC"}[algorithm[0]]
    fitting = [
        key
        for key in keys
        if key.get("kty") == family and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
    ]
    # Without a name only if there is no choice.
    named = [key for key in fitting if key.get("kid") == kid] if kid is not None else fitting[: len(fitting) == 1]
    for key in named:
        yield jwt.PyJWK(key, algorithm).key


def forget() -> None:
    """Forgets the keys that this process has read. For tests."""
    _keys.clear()
