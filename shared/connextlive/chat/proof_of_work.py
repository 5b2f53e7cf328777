"""Proof of work for new widget sessions: before a chat begins, the browser computes a number. That takes a browser a
moment, but a robot that opens thousands of sessions a lot of processors.

A challenge is returned with a refusal and stored nowhere. It is signed, for one API key and one address, and valid for
two minutes. A solution is a number whose SHA-256 with the challenge begins with enough zero bits. It opens one session,
which costs one conditional write.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from typing import Any, Literal

from connextlive.aws import signing_secret
from connextlive.core.errors import Forbidden, TooManyAttempts
from connextlive.lambdas.request import Request
from connextlive.table import calls, writes

type Mode = Literal["off", "auto", "always"]

BITS = 17  # 130,000 attempts on average
HARDER = 19  # of sessions beyond the limit
BEYOND = 10  # times the limit: so many sessions more may be opened with a proof
LIVES = 120  # seconds


def excuse(refused: TooManyAttempts, request: Request, arguments: Mapping[str, Any]) -> TooManyAttempts:
    """Lets a session beyond the limit pass if it has a valid proof, up to BEYOND times the limit; `admit` then checks
    the workspace's setting. Otherwise raises `refused` with a challenge, which costs neither a read nor a write."""
    if not _is_solved(arguments["body"].proof_of_work, request, HARDER):
        refused.challenge = _challenge(request, HARDER)
        raise refused
    from connextlive.lambdas import limits  # few sessions are beyond the limit

    limits.check("session", request, arguments, times=BEYOND)
    return refused


def admit(tenant_id: str, settings: Mapping[str, Any], request: Request, proof: str | None) -> None:
    """Refuses a session without a required proof. A proof is valid once."""
    mode = _mode_of(settings)
    if request.exceeded is not None and mode == "off":
        raise request.exceeded
    if request.exceeded is None and mode != "always":
        return
    bits = BITS if request.exceeded is None else HARDER
    if not _is_solved(proof, request, bits) or not _spend(tenant_id, str(proof), request):
        error = Forbidden("Please try again with the proof of work", "PROOF_OF_WORK_REQUIRED")
        error.challenge = _challenge(request, bits)
        raise error


def _mode_of(settings: Mapping[str, Any]) -> Mode:
    """When sessions need a proof: never, beyond the limit, or always."""
    protection = settings.get("protection")
    mode = protection.get("proofOfWork") if isinstance(protection, dict) else None
    return mode if mode in ("off", "always") else "auto"


def _challenge(request: Request, bits: int) -> str:
    facts = f"{int(time.time()) + LIVES}-{bits}-{os.urandom(9).hex()}"
    return f"{facts}-{_signature(facts, request)}"


def _signature(facts: str, request: Request) -> str:
    return signing_secret.derive("proof-of-work", request.header("X-API-Key") or "", request.network, facts)


def _is_solved(proof: str | None, request: Request, least: int) -> bool:
    challenge, _, _number = (proof or "").partition(":")
    facts, _, signature = challenge.rpartition("-")
    if not hmac.compare_digest(signature.encode(), _signature(facts, request).encode()):
        return False
    ends_at, bits, _ = facts.split("-")
    digest = hashlib.sha256(str(proof).encode()).digest()
    return least <= int(bits) and int(ends_at) > time.time() and int.from_bytes(digest) < 1 << 256 - int(bits)


def _spend(tenant_id: str, proof: str, request: Request) -> bool:
    """Whether this request is the first with the proof's challenge."""
    challenge = proof.partition(":")[0]
    key = f"{tenant_id}#proof#{hashlib.sha256(challenge.encode()).hexdigest()}", "proof"
    by = str(request.event["requestContext"].get("requestId"))
    item = {"pk": key[0], "sk": key[1], "by": by, "expires_at": int(time.time()) + 2 * LIVES}
    if writes.put_new(item):
        return True
    stored = calls.get_item(*key)
    return stored is not None and stored["by"]["S"] == by  # it began anew, because another write came first
