"""Verified visitors: an HMAC with the site's secret identifies a visitor on every device."""

from __future__ import annotations

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

import pytest

from .builders import a_mailed_code, resumed, verified
from .client import Answer, Key, Tenant, Visitor, an_email, eventually, unique
from .sockets import Socket, refusal


def _secret(tenant: Tenant, key: Key | None = None) -> str:
    site_id = (key or tenant.key).site_id
    answer = tenant.post(f"/api/tenant/sites/{site_id}/identity-secret").ok("siteId", "identitySecret")
    secret: str = answer["identitySecret"]
    assert len(secret) >= 32
    return secret


def _hash(secret: str, external_id: str) -> str:
    return hmac.new(secret.encode(), external_id.encode(), hashlib.sha256).hexdigest()


def _enter(tenant: Tenant, external_id: str, identity_hash: str, key: Key | None = None, **more: str) -> Answer:
    return tenant.session(key, externalId=external_id, identityHash=identity_hash, **more)


def test_a_right_hash_verifies_the_visitor(tenant: Tenant) -> None:
    visitor = _enter(tenant, "user-1", _hash(_secret(tenant), "user-1")).ok()["visitor"]
    seen = tenant.see_visitor(visitor["id"])
    assert (seen["isVerified"], seen["externalId"]) == (True, "user-1")


def test_a_right_hash_is_the_same_visitor_on_every_device(tenant: Tenant) -> None:
    identity = _hash(_secret(tenant), "user-1")
    phone = tenant.visitor(externalId="user-1", identityHash=identity)
    conversation_id = phone.says("From my phone")
    laptop = _enter(tenant, "user-1", identity).ok()
    assert laptop["visitor"]["id"] == phone.id
    assert laptop["conversation"]["id"] == conversation_id


def test_a_verified_identity_resumes_without_the_token(tenant: Tenant) -> None:
    identity = _hash(_secret(tenant), "user-1")
    phone = tenant.visitor(externalId="user-1", identityHash=identity)
    assert _enter(tenant, "user-1", identity, visitorId=phone.id).ok()["visitor"]["id"] == phone.id


def test_a_verified_identity_does_not_resume_somebody_else(tenant: Tenant) -> None:
    secret = _secret(tenant)
    victim = tenant.visitor(externalId="victim", identityHash=_hash(secret, "victim"))
    answer = _enter(tenant, "user-1", _hash(secret, "user-1"), visitorId=victim.id)
    assert answer.status in (200, 401), answer
    assert victim.id not in answer.response.text


def test_two_identities_are_two_visitors(tenant: Tenant) -> None:
    secret = _secret(tenant)
    ids = {_enter(tenant, name, _hash(secret, name)).ok()["visitor"]["id"] for name in ("one", "two", "Ünïcode")}
    assert len(ids) == 3


def test_a_hash_without_an_external_id_is_refused(tenant: Tenant) -> None:
    tenant.session(None, identityHash="0" * 64).error(401)


@pytest.mark.parametrize(
    "wrong", ["0" * 64, "", "garbage", "ünïcode", "of another id", "of another secret", "a longer one"]
)
def test_a_wrong_hash_is_refused(tenant: Tenant, wrong: str) -> None:
    secret = _secret(tenant)
    hashes = {
        "of another id": _hash(secret, "user-2"),
        "of another secret": _hash("x" * 40, "user-1"),
        "a longer one": _hash(secret, "user-1") + "00",
    }
    _enter(tenant, "user-1", hashes.get(wrong, wrong)).error(401)
    assert tenant.get("/api/tenant/visitors").ok()["visitors"] == []


def test_a_hash_is_refused_where_the_site_has_no_secret(tenant: Tenant) -> None:
    for guess in (_hash("", "user-1"), _hash("None", "user-1")):
        _enter(tenant, "user-1", guess).error(401)


def test_another_sites_secret_does_not_verify_a_visitor(tenant: Tenant) -> None:
    other_key = tenant.new_key(name="Other")
    _secret(tenant)
    _enter(tenant, "user-1", _hash(_secret(tenant, other_key), "user-1")).error(401)


def test_an_external_id_without_a_hash_proves_nothing(tenant: Tenant) -> None:
    secret, name = _secret(tenant), unique("user")
    verified = tenant.visitor(externalId=name, identityHash=_hash(secret, name))
    verified.says("Private words")
    answer = tenant.session(externalId=name)
    assert answer.ok()["visitor"]["id"] != verified.id
    assert answer.body["conversation"] is None
    assert tenant.see_visitor(answer.body["visitor"]["id"])["isVerified"] is False


def test_an_anonymous_visitor_keeps_their_conversation_when_they_log_in(tenant: Tenant) -> None:
    secret = _secret(tenant)
    anonymous = tenant.visitor()
    conversation_id = anonymous.says("Before logging in")
    proof = _hash(secret, "user-1")
    answer = _enter(tenant, "user-1", proof, visitorId=anonymous.id, visitorToken=anonymous.token).ok()
    assert answer["visitor"]["id"] == anonymous.id
    assert answer["conversation"]["id"] == conversation_id
    assert _enter(tenant, "user-1", proof).ok()["visitor"]["id"] == anonymous.id


def test_a_rotated_secret_works_at_once_and_the_old_one_for_another_hour(tenant: Tenant) -> None:
    old = _secret(tenant)
    new = _secret(tenant)
    assert new != old
    by_new = _enter(tenant, "user-1", _hash(new, "user-1")).ok()["visitor"]["id"]
    by_old = _enter(tenant, "user-1", _hash(old, "user-1")).ok()["visitor"]["id"]
    assert by_old == by_new


def test_a_secret_rotated_twice_is_no_longer_valid(tenant: Tenant) -> None:
    oldest = _secret(tenant)
    _secret(tenant)
    _secret(tenant)
    _enter(tenant, "user-1", _hash(oldest, "user-1")).error(401)


def test_the_secret_is_shown_once(tenant: Tenant) -> None:
    secret = _secret(tenant)
    for path in ("/api/tenant/sites", "/api/tenant/api-keys", "/api/tenant/workspace"):
        assert secret not in tenant.get(path).response.text


# ── A visitor that somebody else began ──────────────────────────────────────────────────────────────────────────────


class Planted:
    """A visitor whose token, connection and mailed code somebody keeps, while a user of the site logs in as it."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.before = tenant.visitor(userEmail=an_email("before"))
        self.code = a_mailed_code(self.before)
        self.socket = Socket(self.before)
        self.before.messages()  # the authorizer's answer is cached
        self.user = Visitor(tenant, tenant.session(**resumed(self.before), **verified(tenant, "user-1")).ok())
        assert self.user.id == self.before.id


def test_an_identity_that_is_bound_revokes_earlier_tokens(tenant: Tenant) -> None:
    planted = Planted(tenant)
    assert refusal(tenant.api, f"?token={planted.before.token}") == 401
    assert tenant.session(**resumed(planted.before)).ok()["visitor"]["id"] != planted.user.id
    assert planted.user.messages() != []
    assert tenant.session(**resumed(planted.user)).ok()["visitor"]["id"] == planted.user.id


def test_an_identity_that_is_bound_ends_earlier_connections_only(tenant: Tenant) -> None:
    planted = Planted(tenant)
    with Socket(planted.user) as own:
        eventually(planted.socket.has_ended)
        tenant.agent.sends(planted.user.session["conversation"]["id"], "For the user only").ok()
        own.hears("message.created")
        assert not own.has_ended()
    assert "For the user only" not in str(planted.socket.frames)


def test_an_identity_that_is_bound_revokes_earlier_codes(tenant: Tenant) -> None:
    planted = Planted(tenant)
    assert tenant.session(code=planted.code).ok()["visitor"]["id"] != planted.user.id


def test_an_address_from_before_an_identity_was_bound_receives_no_mail(tenant: Tenant) -> None:
    planted = Planted(tenant)
    assert planted.user.session["visitor"]["userEmail"] is None
    address = an_email("own")
    again = tenant.session(**resumed(planted.user), userEmail=address).ok()
    assert again["visitor"]["userEmail"] == address


def test_an_identity_that_was_bound_before_revokes_nothing(tenant: Tenant) -> None:
    identity = verified(tenant, "user-1")
    phone = tenant.visitor(**identity, userEmail="user@example.com")
    laptop = tenant.session(**identity).ok()
    assert tenant.session(**resumed(phone)).ok()["visitor"]["id"] == laptop["visitor"]["id"] == phone.id
    assert laptop["visitor"]["userEmail"] == "user@example.com"
    assert phone.messages() == []


# ── Codes in emails ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mailed_code_resumes_the_conversation_once(tenant: Tenant) -> None:
    visitor = tenant.visitor(userEmail=an_email("vera"))
    code = a_mailed_code(visitor)
    first, second = (tenant.session(code=code).ok() for _ in range(2))
    assert first["visitor"]["id"] == visitor.id
    assert [one["content"] for one in Visitor(tenant, first).messages()] == ["Write to me", "Here you are"]
    assert (second["visitor"]["id"] != visitor.id, second["conversation"]) == (True, None)


def test_a_used_code_leaves_a_browser_to_the_token_it_remembers(tenant: Tenant) -> None:
    visitor = tenant.visitor(userEmail=an_email("vera"))
    code = a_mailed_code(visitor)
    tenant.session(code=code).ok()
    assert tenant.session(code=code, **resumed(visitor)).ok()["visitor"]["id"] == visitor.id


def test_of_many_who_use_a_code_at_once_one_is_let_in(tenant: Tenant) -> None:
    visitor = tenant.visitor(userEmail=an_email("vera"))
    code = a_mailed_code(visitor)
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda _: tenant.session(code=code).ok()["visitor"]["id"], range(10)))
    assert found.count(visitor.id) == 1


def test_a_code_of_an_address_that_was_corrected_no_longer_works(tenant: Tenant) -> None:
    visitor = tenant.visitor(userEmail=an_email("wrong"))
    code = a_mailed_code(visitor)
    tenant.patch(f"/api/tenant/visitors/{visitor.id}", {"userEmail": an_email("right")}).ok()
    assert tenant.session(code=code).ok()["visitor"]["id"] != visitor.id


def test_a_code_works_with_a_key_of_its_site_only(tenant: Tenant) -> None:
    code = a_mailed_code(visitor := tenant.visitor(userEmail=an_email("vera")))
    for key in (tenant.new_key(name="Another site"), tenant.api.register().key):
        assert tenant.session(key, code=code).ok()["visitor"]["id"] != visitor.id
    assert tenant.session(code=code).ok()["visitor"]["id"] == visitor.id


@pytest.mark.parametrize("part", range(4))
def test_a_code_that_was_changed_is_none(tenant: Tenant, part: int) -> None:
    parts = a_mailed_code(visitor := tenant.visitor(userEmail=an_email("vera"))).split(".")
    for other in ("", "0", "x", "²", "9" * 30, parts[part] + "0", parts[part][:-1]):
        code = ".".join([*parts[:part], other, *parts[part + 1 :]])
        assert tenant.session(code=code).ok()["visitor"]["id"] != visitor.id
