"""AWS Signature Version 4, by hand: botocore's signers load its sessions and loaders, a third of a cold start."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from connextlive.core.environment import environment

ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(NamedTuple):
    """AWS credentials. Lambda's include a session token and are valid as long as the environment."""

    key_id: str
    secret: str
    token: str | None


def region() -> str:
    return environment.aws_region


def of_environment() -> Credentials | None:
    """The credentials that Lambda puts into the environment, if present."""
    key_id, secret = environment.aws_access_key_id, environment.aws_secret_access_key
    return Credentials(key_id, secret, environment.aws_session_token or None) if key_id and secret else None


def credentials() -> Credentials:
    """The environment's credentials; otherwise what botocore finds, such as a profile or a container role."""
    found = of_environment()
    if found is None:
        import botocore.session
        from botocore.exceptions import NoCredentialsError

        theirs = botocore.session.get_session().get_credentials()
        if theirs is None:
            raise NoCredentialsError
        frozen = theirs.get_frozen_credentials()
        found = Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)
    return found


def headers(service: str, method: str, path: str, given: Mapping[str, str], body: bytes) -> dict[str, str]:
    """A request's headers, including the given `host`, with the signature added."""
    scope, signer = _Scope.now(service), credentials()
    prepared = _prepared(scope, signer, method, path, tuple(given.items()))
    signature = scope.sign(signer, prepared.canonical + sha256(body).hexdigest())
    return {**prepared.signed, "authorization": prepared.authorization + signature}


class _Prepared(NamedTuple):
    """A request's headers but for the signature, and what is signed and what authorizes it up to where they differ by
    the body."""

    signed: dict[str, str]
    canonical: str
    authorization: str


@lru_cache(maxsize=16)
def _prepared(
    scope: "_Scope", signer: Credentials, method: str, path: str, given: tuple[tuple[str, str], ...]
) -> _Prepared:
    """The same for all requests of a kind in the same second, such as the Queries of a list."""
    signed = {**dict(given), "x-amz-date": scope.at}
    if signer.token:
        signed["x-amz-security-token"] = signer.token
    names = sorted(signed)
    lines = "".join(f"{name}:{signed[name]}\n" for name in names)
    listed = ";".join(names)
    canonical = "\n".join((method, path, "", lines, listed, ""))
    credential = f"Credential={signer.key_id}/{scope}, SignedHeaders={listed}, Signature="
    return _Prepared(signed, canonical, f"{ALGORITHM} {credential}")


def quote(text: str, safe: str = "/") -> str:
    """`urllib.parse.quote`, whose module imports all that there is of IP addresses; few requests make links."""
    from urllib.parse import quote

    return quote(text, safe)


def link(url: str, parameters: Mapping[str, str], lives: int) -> str:
    """A presigned link to a file in S3, whose URL is already encoded, valid for the given seconds."""
    _, _, host, path = url.split("/", 3)
    scope, signer = _Scope.now("s3"), credentials()
    asked = {
        **parameters,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{signer.key_id}/{scope}",
        "X-Amz-Date": scope.at,
        "X-Amz-Expires": str(lives),
        "X-Amz-SignedHeaders": "host",
    }
    if signer.token:
        asked["X-Amz-Security-Token"] = signer.token
    query = "&".join(f"{quote(name, '')}={quote(asked[name], '')}" for name in sorted(asked))
    signature = scope.sign(signer, "\n".join(("GET", f"/{path}", query, f"host:{host}\n", "host", "UNSIGNED-PAYLOAD")))
    return f"{url}?{query}&X-Amz-Signature={signature}"


def form(fields: Mapping[str, str], expiration: str, conditions: list[Any]) -> dict[str, str]:
    """The fields of a presigned POST form: policy and signature."""
    scope, signer = _Scope.now("s3"), credentials()
    signed = {"x-amz-algorithm": ALGORITHM, "x-amz-credential": f"{signer.key_id}/{scope}", "x-amz-date": scope.at}
    if signer.token:
        signed["x-amz-security-token"] = signer.token
    policy = {"expiration": expiration, "conditions": conditions + [{name: value} for name, value in signed.items()]}
    encoded = base64.b64encode(json.dumps(policy).encode()).decode()
    return {**fields, **signed, "policy": encoded, "x-amz-signature": scope.sign_text(signer, encoded)}


class _Scope(NamedTuple):
    """The date, region and service that a signature is valid for."""

    at: str
    region: str
    service: str

    @classmethod
    def now(cls, service: str) -> "_Scope":
        return cls(_at(int(time.time())), region(), service)

    def __str__(self) -> str:
        return f"{self.at[:8]}/{self.region}/{self.service}/aws4_request"

    def sign(self, signer: Credentials, canonical: str) -> str:
        digest = sha256(canonical.encode()).hexdigest()
        return self.sign_text(signer, f"{ALGORITHM}\n{self.at}\n{self}\n{digest}")

    def sign_text(self, signer: Credentials, text: str) -> str:
        key = _key(signer.secret, self.at[:8], self.region, self.service)
        return hmac.digest(key, text.encode(), "sha256").hex()


@lru_cache(maxsize=1)
def _at(second: int) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(second))


@lru_cache(maxsize=8)
def _key(secret: str, *parts: str) -> bytes:
    """The day's signing key for a service."""
    key = f"AWS4{secret}".encode()
    for part in (*parts, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
