"""Web Push: messages encrypted for one browser (RFC 8291), from an identified sender (RFC 8292)."""

import base64
import time
from functools import cache
from typing import TYPE_CHECKING

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from connextlive.core import public_http, urls
from connextlive.core.environment import environment
from connextlive.push import vapid

if TYPE_CHECKING:
    from connextlive.generated.values import PushSubscriptionValues


TOKEN_LIVES = 12 * 3600  # seconds; push services accept at most a day
MESSAGE_LIVES = 4 * 3600  # seconds that a push service keeps an undelivered message
DEADLINE = 5.0  # seconds


@cache
def _private_key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


def send(subscription: "PushSubscriptionValues", message: bytes, topic: str) -> public_http.Response:
    """Sends a browser a message of at most 3 KB; of several pending ones with the same topic, the last one is kept.
    Raises ValueError if the subscription's keys are invalid."""
    endpoint = subscription["endpoint"]
    headers = {
        "Authorization": f"vapid t={_token(endpoint)}, k={vapid.public_key()}",
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(MESSAGE_LIVES),
        "Urgency": "high",
        "Topic": topic,
    }
    return public_http.post(endpoint, _encrypted(subscription, message), headers, DEADLINE)


def _token(endpoint: str) -> str:
    claims = {
        "aud": urls.parse(endpoint).origin,
        "exp": int(time.time()) + TOKEN_LIVES,
        "sub": f"mailto:{environment.mail_from}",
    }
    return jwt.encode(claims, _private_key(vapid.private_number()), algorithm="ES256")


def _encrypted(subscription: "PushSubscriptionValues", message: bytes) -> bytes:
    encrypted: bytes = http_ece.encrypt(
        message,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(subscription["p256dh"]),
        auth_secret=_bytes(subscription["auth"]),
        version="aes128gcm",
    )
    return encrypted


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
