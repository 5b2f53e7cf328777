"""JSON Web Tokens: HS256, with a `kid`, so that signing keys can be rotated."""

import time
from typing import NamedTuple

import jwt

from connextlive.aws import signing_secret
from connextlive.core.errors import token_required
from connextlive.core.ids import timestamp
from connextlive.identity.user_presence import USER_LIVES as USER_LIVES

VISITOR_LIVES = 30 * 24 * 3600  # seconds
ISSUER = "connextlive"


class Claims(NamedTuple):
    """A token's claims: the person, their tenant and role, and the conditions of its validity: the person's token
    version, a visitor's API key, a user's session. `expires_at` is in seconds, once issued. Tokens from before sessions
    have no session. A limited token only lets a user set up their second factor. With `stands_for`, a visitor's token
    is valid while the visitor is merged into that one."""

    tenant_id: str
    id: str
    role: str
    version: int = 0
    key_id: str | None = None
    expires_at: int | None = None
    session_id: str | None = None
    is_limited: bool = False
    stands_for: str | None = None


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
    if claims.session_id:
        payload["sid"] = claims.session_id
    if claims.is_limited:
        payload["lim"] = True
    if claims.stands_for:
        payload["for"] = claims.stands_for
    return jwt.encode(payload, keys[kid], algorithm="HS256", headers={"kid": kid}), timestamp(expires)


def verify(token: str) -> Claims:
    """The claims of a token that we signed and that has not expired; otherwise raises Unauthorized."""
    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        key = signing_secret.verifying_key(kid)
        if key is None:
            raise token_required()
        claims = jwt.decode(token, key, algorithms=["HS256"], issuer=ISSUER, options={"require": ["exp", "sub", "iss"]})
        valid_for = claims["ver"], claims["key"], int(claims["exp"]), claims.get("sid"), claims.get("lim", False)
        return Claims(claims["tid"], claims["sub"], claims["role"], *valid_for, claims.get("for"))
    except (jwt.InvalidTokenError, KeyError, RecursionError) as error:
        raise token_required() from error
