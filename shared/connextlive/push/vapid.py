"""The key pair that identifies us to push services (VAPID, RFC 8292), derived from the signing secret like all secrets
that are needed again.

A browser binds its subscription to the public key, so it must stay the same: it depends on `root`, which rotations
keep. The public key is computed here, in two milliseconds, because the package that encrypts takes a hundred to import,
and requests for the key would wait for it.
"""

import base64
from functools import cache

from connextlive.aws import signing_secret

# P-256 (FIPS 186-4): y² = x³ − 3x + b over the field of P elements, and the base point of order ORDER.
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def private_number() -> int:
    """The private key: a number from 1 to ORDER - 1."""
    return int(signing_secret.derive("vapid"), 16) % (ORDER - 1) + 1


def public_key() -> str:
    """The key that a browser subscribes with, its `applicationServerKey`: the uncompressed point in base64url."""
    x, y = multiple(private_number())
    return base64.urlsafe_b64encode(b"\x04" + x.to_bytes(32) + y.to_bytes(32)).rstrip(b"=").decode()


@cache
def multiple(number: int) -> tuple[int, int]:
    """The base point times `number`, which is from 1 to ORDER - 1. Not constant-time, so callers must not choose the
    number: it is computed once per process, for a derived number."""
    x, y = BASE
    point = (x, y, 1)
    for bit in f"{number:b}"[1:]:
        point = _doubled(*point)
        if bit == "1":
            point = _plus_base(*point)
    x, y, z = point
    return x * pow(z, -2, P) % P, y * pow(z, -3, P) % P


# Jacobian coordinates (x, y, z) for (x/z², y/z³) avoid a division per step. Neither formula handles the point at
# infinity, which no step reaches: it is ORDER times the base point.


def _doubled(x: int, y: int, z: int) -> tuple[int, int, int]:
    y_squared = y * y % P
    s, slope = 4 * x * y_squared % P, 3 * (x - z * z) * (x + z * z) % P
    x_new = (slope * slope - 2 * s) % P
    return x_new, (slope * (s - x_new) - 8 * y_squared * y_squared) % P, 2 * y * z % P


def _plus_base(x: int, y: int, z: int) -> tuple[int, int, int]:
    z_squared = z * z % P
    run, rise = (BASE[0] * z_squared - x) % P, (BASE[1] * z_squared * z - y) % P
    run_squared = run * run % P
    run_cubed, s = run * run_squared % P, x * run_squared % P
    x_new = (rise * rise - run_cubed - 2 * s) % P
    return x_new, (rise * (s - x_new) - y * run_cubed) % P, z * run % P
