"""An OpenID provider with keys of our own, which also says what no honest one would, for tests and benchmarks. Browser
tests use a real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

type Json = dict[str, Any]

CLIENT = {"clientId": "our:client", "clientSecret": "s:cret & more"}
KID = "first"


@cache
def a_key(algorithm: str, name: str = KID) -> Any:
    """A private key; another one for each name."""
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else rsa.generate_private_key(65537, 2048)


class Provider:
    """What it says and signs can be changed: its `configuration`, its `keys` by name, and of ID tokens the `claims`,
    the `header` and what they are signed with."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.configuration: Json = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
        }
        self.algorithm = "ES256"
        self.signs_with: Any = a_key("ES256")
        self.keys: list[Json] = [public(a_key("ES256"), KID, alg="ES256", use="sig")]
        self.header: Json = {"kid": KID}
        self.claims: Json = {}
        self.userinfo: Json = {}
        self.codes: dict[str, Json] = {}
        self.refused = 0
        self.subject = ""

    def authorize(self, url: str, **claims: Any) -> Json:
        """Signs somebody in who was sent to this URL: what their browser comes back with."""
        where, asked = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
        assert f"{where.scheme}://{where.netloc}{where.path}" == self.configuration["authorization_endpoint"]
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["client_id"] == CLIENT["clientId"]
        code = token_urlsafe()
        self.codes[code] = asked | {"claims": claims}
        return {"state": asked["state"], "authorizationCode": code, "issuer": self.issuer}

    def answer(self, path: str, authorization: str | None, body: bytes) -> tuple[int, bytes]:
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.configuration).encode()
        if path == "/keys":
            return 200, json.dumps({"keys": self.keys}).encode()
        if path == "/userinfo" and authorization == "Bearer an-access-token":
            return 200, json.dumps({"sub": self.subject} | self.userinfo).encode()
        found = self._token(dict(parse_qsl(body.decode())), authorization)
        if found is None:
            self.refused += 1
            return 400, b'{"error": "invalid_grant"}'
        return 200, json.dumps({"id_token": found, "access_token": "an-access-token", "token_type": "Bearer"}).encode()

    def _token(self, form: dict[str, str], authorization: str | None) -> str | None:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        # "our:client:s:cret & more", each form-encoded before.
        known = "Basic " + base64.b64encode(b"our%3Aclient:s%3Acret%20%26%20more").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge.decode()
            or asked["redirect_uri"] != form.get("redirect_uri")
            or (authorization != known and form.get("client_secret") != CLIENT["clientSecret"])
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT["clientId"], "sub": "sub-1", "nonce": asked["nonce"]}
        claims |= {"iat": now, "exp": now + 300} | asked["claims"] | self.claims
        self.subject = claims["sub"]
        given = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "HS256":
            return self._with_hmac(given)
        return jwt.encode(given, self.signs_with, algorithm=self.algorithm, headers=self.header)

    def _with_hmac(self, claims: Json) -> str:
        """By hand: PyJWT itself takes no public key for a secret."""
        parts = [json.dumps(part).encode() for part in ({"alg": "HS256", **self.header}, claims)]
        signed = b".".join(map(_base64, parts))
        return b".".join([signed, _base64(hmac.digest(self.signs_with, signed, "sha256"))]).decode()


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def public(key: Any, kid: str, **more: str) -> Json:
    """The public part, as a provider publishes it."""
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


@contextmanager
def a_provider() -> Iterator[Provider]:
    """A provider on this machine, as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = provider.answer(self.path.partition("?")[0], self.headers.get("Authorization"), body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: whoever asks says what went wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
