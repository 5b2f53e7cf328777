"""Logging in, but for what the table says: comparing the password, and signing the token."""

import base64
import hashlib
import hmac
import json
import os
import time
from typing import Any

from moments import in_seconds

type Raw = dict[str, Any]

LIVES = 7 * 24 * 3600  # seconds


def matches(user: Raw, password: str) -> bool:
    from argon2 import PasswordHasher  # only a login needs it

    return PasswordHasher().verify(user["password_hash"], password)


def issued(user: Raw, tenant: str, session: str) -> Raw:
    """A signed JWT, and when it expires."""
    expires = in_seconds(LIVES)
    claims = {"iss": "connextlive", "sub": user["id"], "tid": tenant, "role": user["role"], "ver": 0, "key": None}
    claims |= {"iat": int(time.time()), "exp": expires, "sid": session}
    signed = f"{_part({'alg': 'HS256', 'kid': 'k1', 'typ': 'JWT'})}.{_part(claims)}"
    signature = hmac.digest(os.environ["SIGNING_KEY"].encode(), signed.encode(), hashlib.sha256)
    written = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(expires))
    return {"token": f"{signed}.{_encoded(signature)}", "expires_at": written}


def _part(of: Raw) -> str:
    return _encoded(json.dumps(of, separators=(",", ":")).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
