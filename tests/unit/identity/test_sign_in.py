"""Signing in by a workspace's identity provider: what it has to prove, whom it may vouch for, and what is refused."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from connextlive.core.caller import Caller
from connextlive.identity import (
    attempts,
    id_tokens,
    invitation,
    oidc,
    passwords,
    second_factor,
    sign_in,
    tokens,
    user,
    user_session,
    workspace,
)
from connextlive.table import codec, items, orm
from local.provider import CLIENT, Provider, a_key, a_provider, public
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_tenant,
    an_agent,
    an_error,
    call,
    everything_under,
    project,
    wrong,
)

EXPIRED = ("This sign-in has expired or was used already. Please begin again.", {"code": "SIGN_IN_EXPIRED"})
FAILED = ("Your workspace’s sign-in could not be verified. Please try again.", {"code": "SIGN_IN_FAILED"})
UNKNOWN = ("Nobody here knows this account. Ask your workspace’s owner to invite you.", {"code": "SIGN_IN_UNKNOWN"})
VERA = {"sub": "vera", "email": "vera@acme.example", "email_verified": True, "name": "Vera Agent"}


@pytest.fixture
def provider(cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider on this machine, which a development stack may reach."""
    monkeypatch.setenv("PRIVATE_DESTINATIONS", "allowed")
    id_tokens.forget()
    with a_provider() as provider:
        yield provider


def settings(provider: Provider, **changes: Any) -> Json:
    return {"name": "Acme", "issuer": provider.issuer, **CLIENT, "domains": ["acme.example"], **changes}


def a_workspace(provider: Provider, **changes: Any) -> Caller:
    """A workspace that signs in by the provider."""
    owner = a_tenant()
    status, answer = call("tenant_sign_in_set", owner, settings(provider, **changes))
    assert status == 200, answer
    return owner


def an_agent_with(owner: Caller, email: str = "vera@acme.example", **fields: Any) -> user.User:
    agent, login = user.new(owner.tenant_id, email, "Vera", "AGENT", user.NO_PASSWORD)
    for name, value in fields.items():
        setattr(agent, name, value)
    with orm.transaction() as write:
        write.save(agent)
        write.save(login)
    return agent


def begin(owner: Caller) -> Json:
    status, begun = call("auth_sign_in_begin", body={"workspaceId": owner.tenant_id})
    assert status == 200, begun
    return begun


def returned(provider: Provider, begun: Json, **claims: Any) -> Json:
    """What the console sends after somebody came back."""
    return {**provider.authorize(begun["url"], **claims), "binding": begun["binding"]}


def sign_in_as(provider: Provider, owner: Caller, **claims: Any) -> tuple[int, Json]:
    return call("auth_sign_in_complete", body=returned(provider, begin(owner), **claims))


# ── The way there and back ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_agent_signs_in_and_is_known_by_issuer_and_subject_from_then_on(provider: Provider) -> None:
    owner = a_workspace(provider)
    vera = an_agent_with(owner)
    status, first = sign_in_as(provider, owner, **VERA)
    assert (status, first["user"]["id"], first["user"]["role"]) == (200, vera.id, "AGENT")
    assert tokens.verify(first["token"]).session_id
    # Whatever her address has become.
    status, again = sign_in_as(provider, owner, sub="vera", email="other@elsewhere.example", email_verified=False)
    assert (status, again["user"]["id"]) == (200, vera.id)
    me = Caller(owner.tenant_id, vera.id, "AGENT", "Vera", session_id=tokens.verify(again["token"]).session_id)
    sessions = call("auth_sessions_list", me)[1]["sessions"]
    assert [one["isCurrent"] for one in sessions].count(True) == 1
    assert len(sessions) == 2


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_every_usual_signature_is_accepted(provider: Provider, algorithm: str) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    provider.algorithm, provider.signs_with = algorithm, a_key("RSA")
    provider.keys = [public(a_key("RSA"), "first")]
    assert sign_in_as(provider, owner, **VERA)[0] == 200


@pytest.mark.parametrize("authentication", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_sent_as_the_provider_wants_it(provider: Provider, authentication: str) -> None:
    provider.configuration["token_endpoint_auth_methods_supported"] = [authentication]
    owner = a_workspace(provider)
    an_agent_with(owner)
    assert sign_in_as(provider, owner, **VERA)[0] == 200


def test_an_address_may_be_told_by_the_userinfo_endpoint_only(provider: Provider) -> None:
    owner = a_workspace(provider)
    vera = an_agent_with(owner)
    provider.userinfo = VERA
    assert sign_in_as(provider, owner, sub="vera")[1]["user"]["id"] == vera.id
    # Of somebody else: whoever exchanged the access token would be believed to be Vera.
    assert sign_in_as(provider, owner, sub="mallory") == an_error(400, *FAILED)


def test_a_code_comes_back_in_the_fragment_where_the_provider_can(provider: Provider) -> None:
    assert "response_mode" not in begin(a_workspace(provider))["url"]
    provider.configuration["response_modes_supported"] = ["query", "fragment"]
    assert "&response_mode=fragment" in begin(a_workspace(provider))["url"]


def _signed_by(name: str) -> Callable[[Provider], None]:
    def change(provider: Provider) -> None:
        provider.signs_with = a_key("ES256", name)

    return change


def _says(**claims: Any) -> Callable[[Provider], None]:
    return lambda provider: provider.claims.update(claims)


def _unsigned(provider: Provider) -> None:
    provider.algorithm, provider.signs_with = "none", None


def _with_its_public_key(provider: Provider) -> None:
    """HMAC, with what everybody knows for the secret."""
    provider.algorithm, provider.signs_with = "HS256", json.dumps(provider.keys[0]).encode()


def _with_a_shared_key(provider: Provider) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    provider.algorithm, provider.signs_with = "HS256", secret
    provider.keys.append({"kty": "oct", "k": base64.urlsafe_b64encode(secret).decode().rstrip("="), "kid": "shared"})
    provider.header = {"kid": "shared"}


def _by_a_key_of_no_name(provider: Provider) -> None:
    provider.header = {"kid": "unknown"}


def _for_encryption(provider: Provider) -> None:
    provider.keys[0]["use"] = "enc"


DISTRUSTED: dict[str, tuple[Callable[[Provider], None], str]] = {
    "not signed": (_unsigned, "algorithm is not allowed"),
    "HMAC with the public key": (_with_its_public_key, "algorithm is not allowed"),
    "HMAC with a published secret": (_with_a_shared_key, "algorithm is not allowed"),
    "another key under its name": (_signed_by("another"), "InvalidSignatureError"),
    "an unknown key": (_by_a_key_of_no_name, "a key that the provider does not have"),
    "a key for encryption": (_for_encryption, "a key that the provider does not have"),
    "another nonce": (_says(nonce="of-another-attempt"), "nonce"),
    "no nonce": (_says(nonce=None), "nonce"),
    "another audience": (_says(aud="somebody-else"), "InvalidAudienceError"),
    "several audiences": (_says(aud=[CLIENT["clientId"], "another"]), "is for several"),
    "made for another client": (_says(azp="another"), "another client"),
    "several, for another client": (_says(aud=[CLIENT["clientId"], "another"], azp="another"), "another client"),
    "another issuer": (_says(iss="https://login.elsewhere.example"), "InvalidIssuerError"),
    "expired": (_says(exp=1_800_000_000 - id_tokens.LEEWAY), "ExpiredSignatureError"),
    "never expires": (_says(exp=None), "MissingRequiredClaimError"),
    "not valid yet": (_says(nbf=1_800_000_000 + 2 * id_tokens.LEEWAY), "ImmatureSignatureError"),
    "nobody": (_says(sub=None), "MissingRequiredClaimError"),
    "an empty subject": (_says(sub=""), "names nobody"),
}


@pytest.mark.parametrize("what", DISTRUSTED)
def test_an_id_token_is_refused(provider: Provider, what: str, caplog: pytest.LogCaptureFixture) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    change, reason = DISTRUSTED[what]
    change(provider)
    assert sign_in_as(provider, owner, **VERA) == an_error(400, *FAILED)
    assert reason in vars(caplog.records[-1])["reason"]
    assert not everything_under(f"{owner.tenant_id}#identity")


def test_several_audiences_are_fine_if_it_was_made_for_us(provider: Provider) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    provider.claims = {"aud": [CLIENT["clientId"], "another"], "azp": CLIENT["clientId"]}
    assert sign_in_as(provider, owner, **VERA)[0] == 200


def test_a_new_key_is_found_and_a_removed_one_refused_after_a_while(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    now = 1_000.0
    monkeypatch.setattr("connextlive.identity.id_tokens.time.monotonic", lambda: now)
    assert sign_in_as(provider, owner, **VERA)[0] == 200
    new = a_key("ES256", "second")
    provider.signs_with, provider.header, provider.keys = new, {"kid": "second"}, [public(new, "second")]
    assert sign_in_as(provider, owner, **VERA) == an_error(400, *FAILED)  # asked a moment ago
    now += id_tokens.KEYS_ASKED_AGAIN_AFTER
    assert sign_in_as(provider, owner, **VERA)[0] == 200
    provider.signs_with, provider.header = a_key("ES256"), {"kid": "first"}
    assert sign_in_as(provider, owner, **VERA) == an_error(400, *FAILED)


@pytest.mark.parametrize("issuer", ["https://login.elsewhere.example", None])
def test_a_mix_up_of_issuers_is_refused_before_the_code_is_sent_anywhere(
    provider: Provider, issuer: str | None
) -> None:
    owner = a_workspace(provider)
    given = returned(provider, begin(owner), **VERA) | {"issuer": issuer}
    assert call("auth_sign_in_complete", body=given) == an_error(400, *FAILED)
    assert given["authorizationCode"] in provider.codes


def test_a_code_is_worth_nothing_with_another_attempts_state(provider: Provider) -> None:
    """The verifier is derived from the state, so a stolen code does not fit another one."""
    owner = a_workspace(provider)
    stolen, own = returned(provider, begin(owner), **VERA), returned(provider, begin(owner), **VERA)
    given = own | {"authorizationCode": stolen["authorizationCode"]}
    assert call("auth_sign_in_complete", body=given) == an_error(400, *FAILED)
    assert provider.refused == 1


class Attempted(NamedTuple):
    """A browser that has come back."""

    provider: Provider
    owner: Caller
    given: Json
    clock: Clock


def _again(of: Attempted) -> Json:
    assert call("auth_sign_in_complete", body=of.given)[0] == 200
    return of.given | {"authorizationCode": of.provider.authorize(begin(of.owner)["url"])["authorizationCode"]}


def _late(of: Attempted) -> Json:
    of.clock.advance(attempts.LIVES)
    return of.given


def _replaced(of: Attempted) -> Json:
    with a_provider() as other:
        assert call("tenant_sign_in_set", of.owner, settings(other))[0] == 200
    return of.given


def _removed(of: Attempted) -> Json:
    assert call("tenant_sign_in_delete", of.owner)[0] == 200
    return of.given


ATTEMPTS: dict[str, Callable[[Attempted], Json]] = {
    "again": _again,
    "from another browser": lambda of: of.given | {"binding": begin(of.owner)["binding"]},
    "too late": _late,
    "with a state of somebody's own": lambda of: of.given | {"state": base64.b64encode(b"x" * 80).decode()},
    "with no state of ours": lambda of: of.given | {"state": "ü"},
    "after the provider was replaced": _replaced,
    "after it was removed": _removed,
}


@pytest.mark.parametrize("how", ATTEMPTS)
def test_a_state_is_for_one_attempt_of_one_browser(provider: Provider, clock: Clock, how: str) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    given = ATTEMPTS[how](Attempted(provider, owner, returned(provider, begin(owner), **VERA), clock))
    assert call("auth_sign_in_complete", body=given) == an_error(400, *EXPIRED)


# ── Whom it may vouch for ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_is_refused_unless_the_workspace_creates_newcomers(provider: Provider) -> None:
    owner = a_workspace(provider)
    assert sign_in_as(provider, owner, **VERA) == an_error(400, *UNKNOWN)
    assert call("tenant_sign_in_set", owner, settings(provider, newcomers="CREATED"))[0] == 200
    status, made = sign_in_as(provider, owner, **VERA)
    assert (status, made["user"]["name"], made["user"]["email"]) == (200, "Vera Agent", "vera@acme.example")
    assert sign_in_as(provider, owner, **VERA)[1]["user"]["id"] == made["user"]["id"]
    # Nobody knows a password that they would have.
    for password in ("nobody has this password", user.NO_PASSWORD + "234567"):
        assert call("auth_login", body={"email": "vera@acme.example", "password": password})[0] == 401


def test_a_newcomer_whose_name_was_cut_in_an_emoji_is_called_by_the_rest(provider: Provider) -> None:
    owner = a_workspace(provider)
    call("tenant_sign_in_set", owner, settings(provider, newcomers="CREATED"))
    status, made = sign_in_as(provider, owner, **{**VERA, "name": "Vera \ud83d"})
    assert (status, made["user"]["name"]) == (200, "Vera \ufffd")


def test_an_invited_person_becomes_who_was_invited(provider: Provider, clock: Clock) -> None:
    owner = a_workspace(provider)
    for email in ("vera@acme.example", "late@acme.example"):
        invitation.invite(owner.tenant_id, "Vera as invited", email)
    status, made = sign_in_as(provider, owner, **VERA)
    assert (status, made["user"]["name"]) == (200, "Vera as invited")
    assert [one["email"] for one in invitation.all_of(owner.tenant_id)] == ["late@acme.example"]
    clock.advance(invitation.LIVES + 1)
    late = {"sub": "late", "email": "late@acme.example", "email_verified": True}
    assert sign_in_as(provider, owner, **late) == an_error(400, *UNKNOWN)


def test_an_invited_person_signs_in_however_fast_the_stream_is(
    provider: Provider, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a stream's consumer that has put who was made into the audit log before their session begins
    owner = a_workspace(provider)
    invitation.invite(owner.tenant_id, "Vera as invited", "vera@acme.example")
    begin_session = user_session.Beginning.of_login

    def after_the_consumer(session: user_session.Beginning, person: user.User, **how: bool) -> None:
        changes.settle()
        begin_session(session, person, **how)

    monkeypatch.setattr(user_session.Beginning, "of_login", after_the_consumer)
    # WHEN she signs in
    status, made = sign_in_as(provider, owner, **VERA)
    changes.settle()
    # THEN she is signed in, and the log has it once
    assert (status, made["user"]["name"]) == (200, "Vera as invited")
    entries = call("tenant_audit_log_list", owner, query={"action": "user"})[1]["entries"]
    assert [(one["action"], one["actor"]["name"]) for one in entries] == [("user.signed_in", "Vera as invited")]


NOT_VOUCHED_FOR: dict[str, Json] = {
    "an address that is not verified": {"email_verified": False},
    "one that does not say so": {"email_verified": None},
    "one that says so in words": {"email_verified": "true"},
    "another domain's": {"email": "vera@elsewhere.example"},
    "a subdomain's": {"email": "vera@mail.acme.example"},
    "no address": {"email": None},
    "what is no address": {"email": "acme.example"},
}


@pytest.mark.parametrize("what", NOT_VOUCHED_FOR)
def test_nobody_is_found_by(provider: Provider, what: str) -> None:
    owner = a_workspace(provider, newcomers="CREATED")
    for email in ("vera@acme.example", "vera@elsewhere.example", "vera@mail.acme.example"):
        an_agent_with(owner, email)
    assert sign_in_as(provider, owner, **VERA | NOT_VOUCHED_FOR[what]) == an_error(400, *UNKNOWN)


def test_a_provider_vouches_neither_for_owners_nor_for_other_workspaces(provider: Provider) -> None:
    owner = a_tenant(email="olga@acme.example")
    assert call("tenant_sign_in_set", owner, settings(provider, newcomers="CREATED"))[0] == 200
    an_agent_with(a_tenant(), "bob@acme.example")
    for email in ("olga@acme.example", "bob@acme.example"):
        assert sign_in_as(provider, owner, **VERA | {"email": email}) == an_error(400, *UNKNOWN)


def test_a_domain_vouches_only_for_the_workspace_that_proved_it_last(provider: Provider) -> None:
    first = a_workspace(provider)
    an_agent_with(first)
    second = a_workspace(provider)
    assert sign_in_as(provider, first, **VERA) == an_error(400, *UNKNOWN)
    offered = call("auth_sign_in_get", query={"domain": "acme.example"})[1]["provider"]
    assert offered["workspaceId"] == second.tenant_id


def test_an_address_that_the_provider_gives_to_somebody_else_does_not_open_the_account(provider: Provider) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    assert sign_in_as(provider, owner, **VERA)[0] == 200
    other = ("This user is linked with another account of the provider", {"code": "IDENTITY_OTHER"})
    assert sign_in_as(provider, owner, **VERA | {"sub": "successor"}) == an_error(400, *other)


def test_who_is_deactivated_or_removed_is_out(provider: Provider) -> None:
    owner = a_workspace(provider)
    vera = an_agent_with(owner)
    token = sign_in_as(provider, owner, **VERA)[1]["token"]
    assert call("tenant_agents_update", owner, {"status": "INACTIVE"}, id=vera.id)[0] == 200
    refused = an_error(401, "Your account is not active", {"code": "SIGN_IN_REFUSED"})
    assert sign_in_as(provider, owner, **VERA) == refused
    assert user.load(owner.tenant_id, vera.id).token_version > tokens.verify(token).version
    assert call("tenant_agents_remove", owner, id=vera.id)[0] == 200
    assert not everything_under(f"{owner.tenant_id}#identity")
    assert sign_in_as(provider, owner, **VERA) == an_error(400, *UNKNOWN)


# ── Linked by oneself ────────────────────────────────────────────────────────────────────────────────────────────────


def refusals(owner: Caller) -> list[tuple[str | None, str | None]]:
    """ID and name of what the audit log's refused sign-ins were about, newest first."""
    entries = call("tenant_audit_log_list", owner, query={"action": "user.sign_in_refused"})[1]["entries"]
    assert all(one["actor"]["id"] is None for one in entries)
    return [(one["object"]["id"], one["object"]["name"]) for one in entries]


def test_the_audit_log_has_of_a_stranger_who_is_refused_no_more_than_a_domain(provider: Provider) -> None:
    owner = a_workspace(provider)
    assert sign_in_as(provider, owner, sub="x", email="x@elsewhere.example", email_verified=True)[0] == 400
    assert refusals(owner) == [(None, "elsewhere.example")]


@pytest.mark.parametrize("claims", [{"email": "x@elsewhere.example", "email_verified": False}, {}])
def test_of_an_address_that_is_not_verified_the_audit_log_has_nothing(provider: Provider, claims: Json) -> None:
    owner = a_workspace(provider)
    assert sign_in_as(provider, owner, sub="x", **claims)[0] == 400
    assert refusals(owner) == [(None, None)]


def test_the_audit_log_has_which_user_was_refused(provider: Provider, clock: Clock) -> None:
    owner = a_workspace(provider)
    vera = an_agent_with(owner)
    assert sign_in_as(provider, owner, **VERA)[0] == 200
    assert sign_in_as(provider, owner, **VERA | {"sub": "somebody else"})[0] == 400
    clock.advance(1)
    user.update(owner.tenant_id, vera.id, {"status": "INACTIVE"})
    assert sign_in_as(provider, owner, **VERA)[0] == 401
    assert refusals(owner) == [(vera.id, "Vera")] * 2


def test_an_answer_that_is_not_believed_is_in_the_audit_log(provider: Provider) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    assert (
        call("auth_sign_in_complete", body=returned(provider, begin(owner), **VERA) | {"authorizationCode": "made up"})[
            0
        ]
        == 400
    )
    assert refusals(owner) == [(None, None)]


def test_a_stranger_fills_the_audit_log_only_so_far(provider: Provider, clock: Clock) -> None:
    owner = a_workspace(provider)
    for _ in range(25):
        clock.advance(1)
        assert sign_in_as(provider, owner, sub="x")[0] == 400
    assert len(refusals(owner)) == 20


def test_who_signed_in_by_a_provider_can_log_out_of_it(provider: Provider) -> None:
    ends = f"{provider.issuer}/logout?from=us"
    provider.configuration["end_session_endpoint"] = ends
    owner = a_workspace(provider)
    an_agent_with(owner)
    url = urlsplit(sign_in_as(provider, owner, **VERA)[1]["logoutUrl"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{provider.issuer}/logout"
    asked = dict(parse_qsl(url.query))
    claims = jwt.decode(asked.pop("id_token_hint"), options={"verify_signature": False})
    assert claims["sub"] == "vera"
    assert asked == {
        "from": "us",
        "client_id": CLIENT["clientId"],
        "post_logout_redirect_uri": "https://app.example.com/console/login",
    }


def test_a_provider_that_nobody_can_log_out_of_is_asked_for_nothing(provider: Provider) -> None:
    owner = a_workspace(provider)
    an_agent_with(owner)
    assert "logoutUrl" not in sign_in_as(provider, owner, **VERA)[1]


def test_a_place_to_log_out_that_is_none_is_refused(provider: Provider) -> None:
    provider.configuration["end_session_endpoint"] = "javascript:alert(1)"
    status, answer = call("tenant_sign_in_set", a_tenant(), settings(provider))
    assert (status, answer["data"]["errors"][0]["field"]) == (400, "issuer")


def link(provider: Provider, by: Caller, **claims: Any) -> tuple[int, Json]:
    begun = call("auth_identity_begin", by)[1]
    return call("auth_identity_link", by, returned(provider, begun, **claims))


def test_an_owner_links_their_account_and_signs_in_whatever_their_address(provider: Provider, changes: Changes) -> None:
    owner = a_workspace(provider)
    assert call("auth_identity_get", owner)[1] == {"provider": "Acme", "isLinked": False, "linkedAt": None}
    changes.new()
    status, linked = link(provider, owner, sub="olga")
    assert (status, linked["isLinked"]) == (200, True)
    assert call("auth_identity_get", owner) == (200, linked)
    signed_in = sign_in_as(provider, owner, sub="olga")[1]["user"]
    assert (signed_in["id"], signed_in["role"]) == (owner.id, "CUSTOMER")
    status, _ = call("auth_identity_unlink", owner)
    assert status == 200
    assert sign_in_as(provider, owner, sub="olga") == an_error(400, *UNKNOWN)
    assert call("auth_identity_unlink", owner) == an_error(404, "Identity not found")
    project(changes.new())
    entries = call("tenant_audit_log_list", owner)[1]["entries"]
    assert {one["actor"]["id"] for one in entries} == {owner.id, None}
    assert sorted(one["action"] for one in entries) == [
        "account_link.created",
        "account_link.deleted",
        "user.sign_in_refused",
        "user.signed_in",
    ]


def test_an_account_is_linked_with_one_user_and_a_user_with_one_account(provider: Provider) -> None:
    owner = a_workspace(provider)
    anna, bert = an_agent(owner), an_agent(owner)
    assert link(provider, anna, sub="anna")[0] == link(provider, anna, sub="anna")[0] == 200
    taken = ("This account is linked with another user", {"code": "IDENTITY_TAKEN"})
    assert link(provider, bert, sub="anna") == an_error(400, *taken)
    other = ("This user is linked with another account of the provider", {"code": "IDENTITY_OTHER"})
    assert link(provider, anna, sub="another") == an_error(400, *other)


def test_an_attempt_to_link_is_neither_anothers_nor_a_sign_in(provider: Provider) -> None:
    owner = a_workspace(provider)
    anna, bert = an_agent(owner), an_agent(owner)
    begun = call("auth_identity_begin", anna)[1]
    given = returned(provider, begun, sub="mallory")
    assert call("auth_identity_link", bert, given) == an_error(400, *EXPIRED)
    assert call("auth_sign_in_complete", body=given) == an_error(400, *EXPIRED)
    to_sign_in = returned(provider, begin(owner), sub="mallory")
    assert call("auth_identity_link", anna, to_sign_in) == an_error(400, *EXPIRED)


# ── Passwords and second factors ─────────────────────────────────────────────────────────────────────────────────────

PASSWORD = "correct horse 1"
HASH = passwords.hash_of(PASSWORD)


def test_agents_passwords_are_refused_where_the_owner_says_so_and_the_owners_are_not(provider: Provider) -> None:
    owner = a_workspace(provider, passwords="REFUSED")
    user.update(owner.tenant_id, owner.id, {"password_hash": HASH})
    vera = an_agent_with(owner, password_hash=HASH)
    refusal = "Your workspace does not use passwords. Continue with its sign-in."
    refused = an_error(400, refusal, {"code": "PASSWORDS_REFUSED"})
    assert call("auth_login", body={"email": vera.email, "password": PASSWORD}) == refused
    # Whoever does not know the password is told nothing.
    assert call("auth_login", body={"email": vera.email, "password": "wrong horse 1"})[0] == 401
    owners = user.load(owner.tenant_id, owner.id).email
    assert call("auth_login", body={"email": owners, "password": PASSWORD})[0] == 200
    invited = invitation.invite(owner.tenant_id, "Bob", "bob@acme.example")
    token = invitation.token(owner.tenant_id, invited.id, invited.nonce)
    assert call("auth_accept_invite", body={"token": token, "password": PASSWORD}) == refused
    assert call("tenant_sign_in_delete", owner)[0] == 200
    assert call("auth_login", body={"email": vera.email, "password": PASSWORD})[0] == 200


def _with_second_factor(of: user.User) -> tuple[bytes, list[str]]:
    me = Caller(of.tenant_id, of.id, of.role, of.name)
    second_factor.begin(user.load(me.tenant_id, me.id))
    pending = second_factor.find(me.tenant_id, me.id).pending
    assert pending is not None
    secret = second_factor._secret(of, pending)
    step = 1_800_000_000 // second_factor.STEP
    return secret, second_factor.confirm(user.load(me.tenant_id, me.id), second_factor.code_at(secret, step))


def test_the_providers_second_factor_stands_for_ours(provider: Provider) -> None:
    owner = a_workspace(provider)
    workspace.update(owner.tenant_id, {"settings": {"security": {"requireSecondFactor": True}}})
    _with_second_factor(an_agent_with(owner))
    status, answer = sign_in_as(provider, owner, **VERA)
    assert (status, "secondFactor" in answer) == (200, False)
    bob = an_agent_with(owner, "bob@acme.example")
    status, answer = sign_in_as(provider, owner, **VERA | {"sub": "bob", "email": bob.email})
    assert (status, "secondFactor" in answer) == (200, False)


def test_ours_is_asked_for_where_the_owner_says_so_and_an_attempt_waits_for_it_once(provider: Provider) -> None:
    owner = a_workspace(provider, secondFactor="OURS")
    _, codes = _with_second_factor(an_agent_with(owner))
    given = returned(provider, begin(owner), **VERA)
    demanded = an_error(401, "Enter the code of your authenticator app", {"code": "SECOND_FACTOR_REQUIRED"})
    assert call("auth_sign_in_complete", body=given) == demanded
    wrong_code = an_error(401, "This code is wrong or was used already", {"code": "SECOND_FACTOR_INVALID"})
    assert call("auth_sign_in_complete", body=given | {"secondFactorCode": "000000"}) == wrong_code
    assert call("auth_sign_in_complete", body=given) == an_error(400, *EXPIRED)
    foreign = given | {"secondFactorCode": codes[0], "binding": "x"}
    assert call("auth_sign_in_complete", body=foreign) == an_error(400, *EXPIRED)
    assert call("auth_sign_in_complete", body=given | {"secondFactorCode": codes[0]})[0] == 200
    assert call("auth_sign_in_complete", body=given | {"secondFactorCode": codes[1]}) == an_error(400, *EXPIRED)


def test_whoever_has_none_sets_ours_up_where_both_are_required(provider: Provider) -> None:
    owner = a_workspace(provider, secondFactor="OURS")
    workspace.update(owner.tenant_id, {"settings": {"security": {"requireSecondFactor": True}}})
    an_agent_with(owner)
    assert sign_in_as(provider, owner, **VERA)[1]["secondFactor"] == "SETUP_REQUIRED"


# ── The settings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_settings_are_returned_without_the_secret_and_kept_without_it(provider: Provider) -> None:
    owner = a_workspace(provider)
    status, answer = call("tenant_sign_in_get", owner)
    assert (status, answer) == (
        200,
        {
            "provider": {
                "name": "Acme",
                "issuer": provider.issuer,
                "clientId": CLIENT["clientId"],
                "domains": [
                    {
                        "name": "acme.example",
                        "isProved": True,
                        "recordName": "_connextlive.acme.example",
                        "recordValue": sign_in.record_of(owner.tenant_id, "acme.example")[1],
                    }
                ],
                "passwords": "ALLOWED",
                "newcomers": "REFUSED",
                "secondFactor": "PROVIDER",
                "updatedAt": "2027-01-15T08:00:00.000Z",
            },
            "redirectUri": "https://app.example.com/console/sign-in",
            "loggedOutUri": "https://app.example.com/console/login",
            "loginUrl": f"https://app.example.com/console/login?workspace={owner.tenant_id}",
        },
    )
    stored = json.dumps([codec.plain(one) for one in items.query(owner.tenant_id, limit=items.ALL)])
    assert "sealed_secret" in stored
    assert CLIENT["clientSecret"] not in stored
    without = {name: value for name, value in settings(provider).items() if name != "clientSecret"}
    assert call("tenant_sign_in_set", owner, without)[0] == 200
    an_agent_with(owner)
    assert sign_in_as(provider, owner, **VERA)[0] == 200
    assert call("tenant_sign_in_set", a_tenant(), without) == wrong(clientSecret="Required")
    with a_provider() as other:
        moved = call("tenant_sign_in_set", owner, without | {"issuer": other.issuer})
    assert moved == wrong(clientSecret="A new issuer needs a client secret of its own")


def test_a_provider_is_asked_who_it_is(provider: Provider) -> None:
    owner = a_tenant()
    changes: dict[str, Json] = {
        "the configuration names another issuer": {"issuer": "https://login.elsewhere.example"},
        "token_endpoint: Must be a URL: letters of other scripts and spaces percent-encoded, host names in punycode": {
            "token_endpoint": ""
        },
        "jwks_uri: Must begin with https://": {"jwks_uri": "file:///etc/passwd"},
        "the token endpoint takes no client secret": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    }
    right = dict(provider.configuration)
    for problem, change in changes.items():
        provider.configuration = right | change
        refused = wrong(issuer=f"Must be the issuer of an OpenID provider: {problem}")
        assert call("tenant_sign_in_set", owner, settings(provider)) == refused


@pytest.mark.parametrize(
    "issuer", ["http://login.acme.example", "https://localhost", "https://127.0.0.1", "https://[::1]"]
)
def test_a_deployment_asks_public_addresses_only(cloud: None, issuer: str) -> None:
    status, answer = call("tenant_sign_in_set", a_tenant(), {"name": "A", "issuer": issuer, **CLIENT, "domains": []})
    assert status == 400
    assert [one["field"] for one in answer["data"]["errors"]] == ["issuer"]


def test_a_domain_counts_once_its_record_is_there(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver

    owner, asked = a_tenant(), []
    found: list[bytes] = []

    class Record:
        strings = found

    def resolve(name: str, kind: str, lifetime: float) -> list[Any]:
        asked.append((name, kind))
        if not found:
            raise dns.resolver.NXDOMAIN
        return [Record]

    monkeypatch.setattr("dns.resolver.resolve", resolve)
    monkeypatch.setattr("connextlive.core.public_http.allows_private", lambda: False)
    monkeypatch.setattr("connextlive.identity.oidc.discover", lambda issuer: oidc.Provider("a", "b", "c"))
    given = settings(provider, issuer="https://login.acme.example", domains=["ACME.example", "bücher.example"])
    shown = call("tenant_sign_in_set", owner, given)[1]["provider"]["domains"]
    assert [(one["name"], one["isProved"], one["recordName"]) for one in shown] == [
        ("acme.example", False, "_connextlive.acme.example"),
        ("bücher.example", False, "_connextlive.xn--bcher-kva.example"),
    ]
    assert call("auth_sign_in_get", query={"domain": "acme.example"})[1] == {"provider": None}
    value = shown[0]["recordValue"].encode()
    found[:] = [value[:10], value[10:]]
    shown = call("tenant_sign_in_set", owner, given)[1]["provider"]["domains"]
    assert [one["isProved"] for one in shown] == [True, False]
    assert ("_connextlive.acme.example.", "TXT") in asked
    assert call("auth_sign_in_get", query={"domain": "Acme.Example"})[1]["provider"]["workspaceId"] == owner.tenant_id
    found[:] = []  # proved is proved
    assert call("tenant_sign_in_set", owner, given)[1]["provider"]["domains"][0]["isProved"]
    assert call("tenant_sign_in_set", owner, given | {"domains": []})[0] == 200
    assert call("auth_sign_in_get", query={"domain": "acme.example"})[1] == {"provider": None}
    status, answer = call("tenant_sign_in_set", owner, given | {"domains": ["a b"]})
    assert (status, answer["data"]["errors"][0]["field"]) == (400, "domains")


def test_a_workspace_without_a_provider_offers_none(cloud: None) -> None:
    owner = a_tenant()
    for query in (
        {"workspace": owner.tenant_id},
        {"workspace": "ten_x"},
        {"domain": "acme.example"},
        {"domain": "@"},
        {},
    ):
        assert call("auth_sign_in_get", query=query) == (200, {"provider": None})
    missing = an_error(404, "Sign-in not found")
    for workspace_id in (owner.tenant_id, "ten_x"):
        assert call("auth_sign_in_begin", body={"workspaceId": workspace_id}) == missing
    assert call("auth_identity_begin", owner) == missing
    assert call("tenant_sign_in_delete", owner) == missing
    assert call("auth_identity_get", owner)[1]["provider"] is None
