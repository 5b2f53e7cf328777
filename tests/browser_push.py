"""The browser's side of Web Push: a subscription's keys, and decryption.

Written from RFC 8291 and RFC 8188 with primitives only, so that it agrees with the sender's library only if both are
right.
"""

from __future__ import annotations

import base64
import json
import os
import struct
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.receiver import Received


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


class Browser:
    """A browser with a subscription, at our own push service."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._auth = os.urandom(16)

    @property
    def subscription(self) -> dict[str, Any]:
        """`JSON.stringify(subscription)`."""
        keys = {"p256dh": _text(self._public), "auth": _text(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, request: Received) -> Any:
        """What the service worker receives; raises if it was not encrypted for this browser."""
        body = request.body
        assert request.headers["content-encoding"] == "aes128gcm"
        salt, (record_size, key_length) = body[:16], struct.unpack("!LB", body[16:21])
        sender, ciphertext = body[21 : 21 + key_length], body[21 + key_length :]
        assert len(ciphertext) <= record_size
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = _derived(self._auth, shared, b"WebPush: info\x00" + self._public + sender, 32)
        key = _derived(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(salt, secret, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, ciphertext, None)
        content, delimiter, padding = padded.rstrip(b"\x00").rpartition(b"\x02")
        assert (delimiter, padding) == (b"\x02", b"")
        return json.loads(content)


def verified_sender(request: Received, public_key: str, audience: str) -> dict[str, Any]:
    """The VAPID token's claims, if signed for this push service by the holder of the key that the browser subscribed
    with."""
    scheme, _, parameters = request.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    given = dict(part.strip().split("=", 1) for part in parameters.split(","))
    assert given["k"] == public_key
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(public_key))
    claims: dict[str, Any] = jwt.decode(given["t"], key, algorithms=["ES256"], audience=audience)
    return claims
