"""Tokens: valid if we signed them and they have not expired, whichever key signs now."""

import base64
import json
import warnings
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connextlive.aws import clients, signing_secret
from connextlive.core.errors import Unauthorized
from connextlive.identity import tokens
from connextlive.identity.tokens import Claims
from tests.support.builders import Clock

ANNA = Claims("ten_A", "usr_A", "AGENT", version=3)
VERA = Claims("ten_A", "vis_A", "VISITOR", key_id="key_A")
DAY = 24 * 3600
KEY = "x" * 64  # the template's first key, as the fixture makes it


def payload_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def a_token(key: str = KEY, kid: str | None = "k1", algorithm: str = "HS256", **changes: Any) -> str:
    """A token of Anna's, issued at the clock's start; a claim that is None is omitted."""
    claims = {"iss": "connextlive", "sub": "usr_A", "tid": "ten_A", "role": "AGENT", "ver": 3, "key": None}
    claims |= {"iat": 1_800_000_000, "exp": 1_800_000_000 + DAY} | changes
    kept = {name: value for name, value in claims.items() if value is not None or name == "key"}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid} if kid is not None else {})


def keep_secret(**keys: str) -> None:
    name = "signing-secret"
    clients.client("secretsmanager").put_secret_value(SecretId=name, SecretString=json.dumps(keys))


def assert_refused(token: str) -> None:
    with pytest.raises(Unauthorized, match=r"^Authorization token required$"):
        tokens.verify(token)


@pytest.mark.parametrize("claims", [ANNA, VERA])
def test_a_tokens_claims_are_those_it_was_issued_for(cloud: None, claims: Claims) -> None:
    assert tokens.verify(tokens.issue(claims)[0])._replace(expires_at=None) == claims


def test_a_token_holds_these_claims_and_no_others(cloud: None, clock: Clock) -> None:
    assert payload_of(tokens.issue(ANNA)[0]) == {
        "iss": "connextlive",
        "sub": "usr_A",
        "tid": "ten_A",
        "role": "AGENT",
        "ver": 3,
        "key": None,
        "iat": 1_800_000_000,
        "exp": 1_800_000_000 + 7 * DAY,
    }


def test_a_token_names_its_key(cloud: None) -> None:
    assert jwt.get_unverified_header(tokens.issue(ANNA)[0]) == {"alg": "HS256", "kid": "k1", "typ": "JWT"}


@pytest.mark.parametrize(("claims", "until"), [(ANNA, "2027-01-22T08:00:00.000Z"), (VERA, "2027-02-14T08:00:00.000Z")])
def test_tokens_are_valid_a_week_for_users_and_thirty_days_for_visitors(
    cloud: None, clock: Clock, claims: Claims, until: str
) -> None:
    assert tokens.issue(claims)[1] == until


def test_a_token_counts_to_its_last_second(cloud: None, clock: Clock) -> None:
    token, _ = tokens.issue(ANNA)
    clock.advance(7 * DAY - 1)
    assert tokens.verify(token)._replace(expires_at=None) == ANNA


def test_then_it_has_expired(cloud: None, clock: Clock) -> None:
    token, _ = tokens.issue(ANNA)
    clock.advance(7 * DAY)
    assert_refused(token)


def test_the_crafted_token_of_these_tests_counts_as_it_is(cloud: None, clock: Clock) -> None:
    assert tokens.verify(a_token())._replace(expires_at=None) == ANNA


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1_800_000_000},
        {"exp": None},
        {"exp": "never"},
        {"iss": "somebody"},
        {"iss": None},
        {"sub": None},
        {"sub": 7},
        {"tid": None},
        {"role": None},
        {"ver": None},
        {"key": KEY[:-1] + "y"},
        {"kid": None},
        {"kid": "current"},
        {"kid": "root"},
        {"kid": "derivation"},
        {"kid": "k2"},
        {"kid": ""},
    ],
    ids=str,
)
def test_a_missing_or_wrong_claim_invalidates_the_token(cloud: None, clock: Clock, changes: dict[str, Any]) -> None:
    assert_refused(a_token(**changes))


@pytest.mark.parametrize("name", ["current", "root", "derivation"])
def test_the_secrets_own_entries_are_no_keys_though_they_have_values(cloud: None, clock: Clock, name: str) -> None:
    keep_secret(current="k1", root="k1", k1=KEY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that `k1` is a short key is the point
        token = a_token(key="k1", kid=name)
    assert_refused(token)


@pytest.mark.parametrize("part", range(2))
def test_a_token_nested_deeper_than_anybody_means_is_refused(cloud: None, clock: Clock, part: int) -> None:
    parts = a_token().split(".")
    parts[part] = base64.urlsafe_b64encode(b'{"kid": ' + b"[" * 200_000).decode().rstrip("=")
    assert_refused(".".join(parts))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_no_other_algorithm_is_taken(cloud: None, clock: Clock, algorithm: str) -> None:
    assert_refused(a_token(key=KEY * 2, algorithm=algorithm))


@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_an_unsigned_token_is_refused(cloud: None, clock: Clock, signature: str) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT","kid":"k1"}').decode().rstrip("=")
    assert_refused(f"{header}.{a_token().split('.')[1]}.{signature}")


def test_claims_under_another_tokens_signature_are_refused(cloud: None, clock: Clock) -> None:
    header, _, signature = a_token().split(".")
    assert_refused(f"{header}.{a_token(role='CUSTOMER').split('.')[1]}.{signature}")


@given(st.text() | st.text(st.characters(codec="ascii")).map(lambda text: f"{text}.e30.x"))
def test_whatever_is_no_token_is_refused(text: str) -> None:
    assert_refused(text)


def test_a_header_as_deep_as_a_request_may_carry_is_refused() -> None:
    assert_refused(base64.urlsafe_b64encode(b"[" * 7600).decode().rstrip("=") + ".e30.x")


# ── Keys change ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_current_key_signs(cloud: None) -> None:
    keep_secret(current="k2", root="k1", k1=KEY, k2="y" * 64)
    assert jwt.get_unverified_header(tokens.issue(ANNA)[0])["kid"] == "k2"


def test_an_older_key_still_verifies(cloud: None, clock: Clock) -> None:
    token, _ = tokens.issue(ANNA)
    keep_secret(current="k2", root="k1", k1=KEY, k2="y" * 64)
    signing_secret.signing_keys(refresh=True)
    assert tokens.verify(token)._replace(expires_at=None) == ANNA


def test_an_unknown_key_is_looked_up(cloud: None, clock: Clock) -> None:
    signing_secret.signing_keys()
    keep_secret(current="k2", root="k1", k1=KEY, k2="y" * 64)
    assert tokens.verify(a_token(key="y" * 64, kid="k2"))._replace(expires_at=None) == ANNA


def test_tokens_with_made_up_keys_ask_for_the_secret_once_a_minute(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, asked = 1000.0, []

    def answered(*call: Any) -> dict[str, Any]:
        asked.append(call)
        return {"SecretString": json.dumps({"k1": KEY})}

    monkeypatch.setattr("time.monotonic", lambda: now)
    monkeypatch.setattr(clients, "call", answered)
    for kid in ("k2", "k3", "k4"):
        assert_refused(a_token(kid=kid))
    assert tokens.verify(a_token())._replace(expires_at=None) == ANNA
    assert len(asked) == 2  # the first of all, and the one for k2
    now += 60
    assert_refused(a_token(kid="k5"))
    assert_refused(a_token(kid="k6"))
    assert len(asked) == 3


def test_a_key_that_was_dropped_no_longer_verifies(cloud: None, clock: Clock) -> None:
    token = a_token()
    keep_secret(current="k2", root="k2", k2="y" * 64)
    assert_refused(token)


def test_the_secret_is_read_once_in_five_minutes(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    signing_secret.signing_keys()
    keep_secret(current="k2", k2="y" * 64)
    now += 300
    assert signing_secret.signing_keys() == {"current": "k1", "k1": KEY}
    now += 0.1
    assert signing_secret.signing_keys() == {"current": "k2", "k2": "y" * 64}


# ── What is derived ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_derived_is_the_same_every_time(cloud: None) -> None:
    assert signing_secret.derive("invitation", "ten_A", 1) == signing_secret.derive("invitation", "ten_A", 1)


@pytest.mark.parametrize(
    "other", [("invitation", "ten_B"), ("reset", "ten_A"), ("invitation", "ten_A", ""), ("invitationten_A",), ()]
)
def test_another_purpose_has_another_secret(cloud: None, other: tuple[str, ...]) -> None:
    assert signing_secret.derive(*other) != signing_secret.derive("invitation", "ten_A")


def test_what_is_derived_hangs_on_the_root_whichever_key_signs(cloud: None) -> None:
    before = signing_secret.derive("site-identity", "site_A", 1)
    keep_secret(current="k2", root="k1", k1=KEY, k2="y" * 64)
    signing_secret.signing_keys(refresh=True)
    assert signing_secret.derive("site-identity", "site_A", 1) == before
