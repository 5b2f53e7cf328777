"""JSON Web Tokens: HS256, with a `kid`, so that signing keys can be rotated."""

import time
from typing import NamedTuple

import jwt

from connextlive.aws import signing_secret
from connextlive.core.errors import Unauthorized
from connextlive.core.ids import timestamp

USER_LIVES = 7 * 24 * 3600  # seconds
VISITOR_LIVES = 30 * 24 * 3600
ISSUER = "connextlive"


class Claims(NamedTuple):
    """A token's claims: who, of which tenant, in which role, and what must still hold for it to be valid: the
    person's token version, and a visitor's API key; `expires_at` in seconds, once issued."""

    tenant_id: str
    id: str
    role: str
    version: int = 0
    key_id: str | None = None
    expires_at: int | None = None


def issue(claims: Claims) -> tuple[str, str]:
    """A signed token, and its expiry."""
    keys = signing_secret.signing_keys()
    kid = keys["current"]
    expires = int(time.time()) + (VISITOR_LIVES if claims.role == "VISITOR" else USER_LIVES)
    payload = {
        "iss": ISSUER,
        "sub": claims.id,
        "tid": claims.tenant_id,
        "role": claims.role,
        "ver": claims.version,
        "key": claims.key_id,
        "iat": int(time.time()),
        "exp": expires,
    }
    return jwt.encode(payload, keys[kid], algorithm="HS256", headers={"kid": kid}), timestamp(expires)


def verify(token: str) -> Claims:
    """The claims of a token that we signed and that has not expired; any other is unauthorized."""
    refusal = Unauthorized("Authorization token required")
    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        key = signing_secret.verifying_key(kid)
        if key is None:
            raise refusal
        claims = jwt.decode(token, key, algorithms=["HS256"], issuer=ISSUER, options={"require": ["exp", "sub", "iss"]})
        return Claims(claims["tid"], claims["sub"], claims["role"], claims["ver"], claims["key"], int(claims["exp"]))
    except (jwt.InvalidTokenError, KeyError, RecursionError) as error:
        raise refusal from error
