"""New widget sessions with a proof of work: beyond the limit, or always, as the workspace wants it."""

import hashlib
import json
from collections.abc import Iterator
from itertools import count

import pytest

from connextlive.chat import proof_of_work
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id
from connextlive.lambdas import limits
from tests.support.builders import Clock, Json, a_key, a_request, a_tenant, call, counted_calls, invoke

ROUTE = "widget_sessions_create"
REQUIRED = "PROOF_OF_WORK_REQUIRED"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Puzzles for a test's patience, and one session a minute for each address."""
    monkeypatch.setattr(proof_of_work, "BITS", 6)
    monkeypatch.setattr(proof_of_work, "HARDER", 8)
    monkeypatch.setenv("RATE_LIMITS", "session address 1/60")
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def owner(cloud: None, clock: Clock) -> Caller:
    return a_tenant()


def _set(owner: Caller, mode: str | None) -> None:
    assert call("tenant_workspace_update", owner, {"settings": {"protection": {"proofOfWork": mode}}})[0] == 200


def _open(
    plain_key: str, proof: str | None = None, address: str = HERE, headers: dict[str, str] | None = None
) -> tuple[int, Json]:
    """The status, and a refusal's `data`."""
    event = a_request(ROUTE, body={"proofOfWork": proof}, headers={"X-API-Key": plain_key, **(headers or {})})
    event["headers"]["CloudFront-Viewer-Address"] = f"{address}:46532"
    event["requestContext"]["requestId"] = new_id("req")
    answer = invoke(ROUTE, event)
    return answer["statusCode"], json.loads(answer["body"]).get("data") or {}


def _solved(challenge: str) -> str:
    bits = int(challenge.split("-")[1])
    proofs = (f"{challenge}:{number}" for number in count())
    return next(one for one in proofs if int.from_bytes(hashlib.sha256(one.encode()).digest()) >> 256 - bits == 0)


def _unsolved(challenge: str) -> str:
    bits = int(challenge.split("-")[1])
    proofs = (f"{challenge}:{number}" for number in count())
    return next(one for one in proofs if int.from_bytes(hashlib.sha256(one.encode()).digest()) >> 256 - bits)


# ── Beyond the limit ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def plain_key(owner: Caller) -> str:
    """A key of a workspace with whose widget somebody has reached the limit."""
    found = a_key(owner)[1]
    assert _open(found)[0] == 200
    return found


def test_a_session_beyond_the_limit_is_refused_with_a_challenge(plain_key: str) -> None:
    status, data = _open(plain_key)
    assert (status, data["code"], data["challenge"].split("-")[1]) == (429, "RATE_LIMITED", "8")


def test_a_proof_opens_a_session_beyond_the_limit(plain_key: str) -> None:
    challenge = _open(plain_key)[1]["challenge"]
    assert _open(plain_key, _solved(challenge)) == (200, {})


def test_a_proof_opens_one_session(plain_key: str) -> None:
    proof = _solved(_open(plain_key)[1]["challenge"])
    assert _open(plain_key, proof)[0] == 200
    status, data = _open(plain_key, proof)
    assert (status, data["code"]) == (403, REQUIRED)
    assert _open(plain_key, _solved(data["challenge"]))[0] == 200


def test_another_solution_of_the_same_challenge_opens_none(plain_key: str) -> None:
    challenge = _open(plain_key)[1]["challenge"]
    proofs = [
        one for one in (f"{challenge}:{n}" for n in range(3_000)) if hashlib.sha256(one.encode()).digest()[0] == 0
    ]
    assert [_open(plain_key, one)[0] for one in proofs[:2]] == [200, 403]


def test_what_solves_nothing_is_refused(plain_key: str) -> None:
    challenge = _open(plain_key)[1]["challenge"]
    wrong = ["", ":", "x", "1-2-3-4:5", _unsolved(challenge), f"{challenge}", f"9{_solved(challenge)}", "é-1-2-3:4"]
    assert [_open(plain_key, one)[0] for one in wrong] == [429] * len(wrong)


def test_a_challenge_ends(plain_key: str, clock: Clock) -> None:
    proof = _solved(_open(plain_key)[1]["challenge"])
    clock.advance(proof_of_work.LIVES)
    assert _open(plain_key, address=HERE)[0] == 200  # the limit's bucket is full again
    assert _open(plain_key, proof)[0] == 429


def test_a_challenge_is_for_one_address(plain_key: str) -> None:
    proof = _solved(_open(plain_key)[1]["challenge"])
    assert _open(plain_key, address=ELSEWHERE)[0] == 200
    assert _open(plain_key, proof, ELSEWHERE)[0] == 429


def test_a_challenge_is_for_one_key(plain_key: str, owner: Caller) -> None:
    proof = _solved(_open(plain_key)[1]["challenge"])
    assert _open(a_key(owner)[1], proof)[0] == 429


def test_proofs_open_ten_times_the_limit_and_no_more(plain_key: str) -> None:
    statuses = [_open(plain_key, _solved(_open(plain_key)[1]["challenge"]))[0] for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_a_flood_beyond_the_limit_costs_no_calls(plain_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _open(plain_key)
    calls = counted_calls(monkeypatch)
    assert {_open(plain_key)[0] for _ in range(20)} == {429}
    assert calls == []


def test_a_workspace_that_wants_no_proofs_lets_nobody_exceed_the_limit(plain_key: str, owner: Caller) -> None:
    _set(owner, "off")
    proof = _solved(_open(plain_key)[1]["challenge"])
    assert _open(plain_key, proof) == (429, {"code": "RATE_LIMITED"})


# ── Always ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_below_the_limit_needs_no_proof(owner: Caller) -> None:
    assert _open(a_key(owner)[1])[0] == 200


def test_a_workspace_can_want_a_proof_of_everybody(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "")
    _set(owner, "always")
    plain_key = a_key(owner)[1]
    status, data = _open(plain_key)
    assert (status, data["code"], data["challenge"].split("-")[1]) == (403, REQUIRED, "6")
    assert _open(plain_key, _solved(data["challenge"])) == (200, {})


def test_who_lacks_a_proof_is_refused_before_anything_is_written(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATE_LIMITS", "")
    _set(owner, "always")
    plain_key = a_key(owner)[1]
    calls = counted_calls(monkeypatch)
    assert _open(plain_key)[0] == 403
    assert set(calls) == {"BatchGetItem", "GetItem"}


def test_the_same_request_again_has_its_first_answer(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "")
    _set(owner, "always")
    plain_key = a_key(owner)[1]
    proof = _solved(_open(plain_key)[1]["challenge"])
    assert [_open(plain_key, proof, headers={"Idempotency-Key": "one"})[0] for _ in range(2)] == [200, 200]
