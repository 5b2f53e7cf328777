"""API keys, their sites, and the origins they admit."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from .builders import resumed
from .client import Json, Tenant, becomes
from .shapes import is_api_key, is_site, is_time


def _create(tenant: Tenant, **fields: Any) -> Json:
    return tenant.post("/api/tenant/api-keys", {"name": "Widget", **fields}).ok("apiKey", "plainKey")


def _keys(tenant: Tenant) -> list[Json]:
    keys: list[Json] = tenant.get("/api/tenant/api-keys").ok("apiKeys")["apiKeys"]
    return keys


def _sites(tenant: Tenant) -> list[Json]:
    sites: list[Json] = tenant.get("/api/tenant/sites").ok("sites")["sites"]
    return sites


def test_a_key_is_shown_once_and_stored_as_its_hash(tenant: Tenant) -> None:
    made = _create(tenant, name="Production Widget", domains='["company.com", "www.company.com"]')
    key, plain = is_api_key(made["apiKey"]), made["plainKey"]
    assert key["keyHash"] == hashlib.sha256(plain.encode()).hexdigest()
    assert plain.startswith(key["keyPrefix"])
    assert len(plain) - len(key["keyPrefix"]) >= 24, "too little stays secret"
    assert (key["name"], key["status"], key["lastUsedAt"]) == ("Production Widget", "ACTIVE", None)
    assert key["domains"] == ["company.com", "www.company.com"]
    listed = tenant.get("/api/tenant/api-keys")
    assert listed.ok() == {"apiKeys": [key]}
    assert plain not in listed.response.text


def test_the_references_example_works_as_printed(tenant: Tenant) -> None:
    printed = b"""{
    "name": "Production Widget",
    "domains": "["company.com", "www.company.com"]",
    "status": "ACTIVE"
  }"""
    headers = {"Content-Type": "application/json"}
    made = tenant.call("POST", "/api/tenant/api-keys", content=printed, headers=headers).ok("apiKey", "plainKey")
    assert made["apiKey"]["domains"] == ["company.com", "www.company.com"]


def test_two_keys_differ(tenant: Tenant) -> None:
    assert _create(tenant)["plainKey"] != _create(tenant)["plainKey"]


def test_the_use_of_a_key_is_recorded(tenant: Tenant) -> None:
    tenant.visitor()
    becomes(lambda: _keys(tenant)[0]["lastUsedAt"] is not None, True)
    is_time(_keys(tenant)[0]["lastUsedAt"])


@pytest.mark.parametrize(
    ("domains", "kept"),
    [
        ('["company.com"]', ["company.com"]),
        (["company.com", "www.company.com"], ["company.com", "www.company.com"]),
        (["*.example.com"], ["*.example.com"]),
        (["localhost"], ["localhost"]),
        (["localhost:3000"], ["localhost:3000"]),
        (["example.com:8443"], ["example.com:8443"]),
        (["xn--mller-kva.example"], ["xn--mller-kva.example"]),
        (["*.Müller.example", "straße.de:8080"], ["*.xn--mller-kva.example", "xn--strae-oqa.de:8080"]),
        (["*.acme.co.uk", "*.acme.github.io"], ["*.acme.co.uk", "*.acme.github.io"]),
        (["acme.github.io", "github.io"], ["acme.github.io", "github.io"]),
        (["192.0.2.7:3000"], ["192.0.2.7:3000"]),
        ("[]", []),
        ([], []),
        ("", []),
    ],
)
def test_right_domains_are_kept(shared_tenant: Tenant, domains: object, kept: list[str]) -> None:
    assert _create(shared_tenant, domains=domains)["apiKey"]["domains"] == kept


@pytest.mark.parametrize(
    "domains",
    [
        ["https://company.com"],
        ["company.com/path"],
        ["company.com/"],
        ["*"],
        ["*.com"],
        ["*.co.uk"],
        ["*.com:8080"],
        ["*.example"],
        ["192.0.2.256"],
        ["192.0.2.07"],
        ["*.192.0.2.7"],
        ["xn--\u200b.example"],
        ["a\u200b.example", "müller"],
        ["*.*.example.com"],
        ["www.*.com"],
        ["company .com"],
        ["company.com:port"],
        ["company.com:99999"],
        ["-company.com"],
        ["company..com"],
        ["user@company.com"],
        ["company.com?x=1"],
        [""],
        [5],
        ["company.com", "*"],
        '["*"]',
        "company.com",
        '{"a": 1}',
        "[",
        5,
    ],
)
def test_wrong_domains_are_refused(shared_tenant: Tenant, domains: object) -> None:
    answer = shared_tenant.post("/api/tenant/api-keys", {"name": "Widget", "domains": domains})
    answer.invalid("domains")


@pytest.mark.parametrize(
    "name",
    [
        "co.uk",
        "com.tr",
        "github.io",
        "vercel.app",
        "acme.ck",  # a whole level of suffixes
        "kobe.jp",  # the level's root
        "公司.cn",
        "xn--55qx5d.cn",
        "s3.amazonaws.com",
        "amazonaws.com",  # no suffix, but above some
    ],
)
def test_no_key_is_for_everybody_below_a_public_suffix(shared_tenant: Tenant, name: str) -> None:
    answer = shared_tenant.post("/api/tenant/api-keys", {"name": "Widget", "domains": [f"*.{name}"]})
    answer.invalid("domains")
    shown = "xn--55qx5d.cn" if name == "公司.cn" else name
    (error,) = answer.body["data"]["errors"]
    assert error["message"] == f"Must be your own domain: anyone can have a host under {shown}"


def test_a_page_of_an_international_domain_may_use_its_key(tenant: Tenant) -> None:
    key = tenant.new_key(domains=["müller.example"])
    tenant.session(key, origin="https://xn--mller-kva.example").ok()


def test_a_key_without_a_site_makes_one_with_its_domains(tenant: Tenant) -> None:
    key = _create(tenant, domains=["company.com"])["apiKey"]
    assert [is_site(site)["id"] for site in _sites(tenant)] == [key["siteId"]]
    assert _sites(tenant)[0]["domains"] == ["company.com"]


def test_a_key_for_a_site_rotates(tenant: Tenant) -> None:
    old = tenant.key
    visitor = tenant.visitor("Jane")
    new = tenant.new_key(siteId=old.site_id)
    assert (new.site_id, len(_sites(tenant))) == (old.site_id, 1)
    tenant.delete(f"/api/tenant/api-keys/{old.id}").ok()
    again = tenant.visitor(key=new, visitorId=visitor.id, visitorToken=visitor.token)
    assert again.id == visitor.id


def test_a_revoked_keys_visitors_do_not_go_on_with_an_older_key(tenant: Tenant) -> None:
    old, revoked = tenant.key, tenant.new_key(siteId=tenant.key.site_id)
    visitor = tenant.visitor("Jane", key=revoked)
    assert tenant.session(old, **resumed(visitor)).ok()["visitor"]["id"] == visitor.id  # both keys work
    visitor = tenant.visitor("Jane", key=revoked)
    tenant.delete(f"/api/tenant/api-keys/{revoked.id}").ok()
    assert tenant.session(old, **resumed(visitor)).ok()["visitor"]["id"] != visitor.id
    replaced = tenant.new_key(siteId=old.site_id)  # the site rotates
    assert tenant.session(replaced, **resumed(visitor)).ok()["visitor"]["id"] == visitor.id


@pytest.mark.parametrize("key", ["", "x", "key_01HX", "ck_" + "x" * 40])
def test_an_unknown_key_opens_nothing(shared_tenant: Tenant, key: str) -> None:
    shared_tenant.api.post("/api/widget/sessions", {}, headers={"X-API-Key": key}).error(401)


def test_no_key_opens_nothing(shared_tenant: Tenant) -> None:
    shared_tenant.api.post("/api/widget/sessions", {}).error(401)


def test_a_keys_hash_and_id_are_no_keys(tenant: Tenant) -> None:
    made = _create(tenant)
    for value in (made["apiKey"]["keyHash"], made["apiKey"]["id"], made["plainKey"] + "x", made["plainKey"][:-1]):
        tenant.api.post("/api/widget/sessions", {}, headers={"X-API-Key": value}).error(401)


def test_a_deleted_key_stops_at_the_next_request(tenant: Tenant) -> None:
    key = tenant.key
    tenant.session(key).ok()
    path = f"/api/tenant/api-keys/{key.id}"
    assert tenant.delete(path).ok() == {"deleted": True, "id": key.id}
    tenant.session(key).error(401)
    assert _keys(tenant) == []
    tenant.delete(path).error(404)


def test_an_inactive_key_opens_nothing(tenant: Tenant) -> None:
    made = _create(tenant, status="INACTIVE")
    assert is_api_key(made["apiKey"])["status"] == "INACTIVE"
    tenant.api.post("/api/widget/sessions", {}, headers={"X-API-Key": made["plainKey"]}).error(401)


# Origins


@pytest.mark.parametrize(
    ("domains", "origin"),
    [
        ([], None),
        ([], "https://anywhere.example"),
        (["example.com"], "https://example.com"),
        (["example.com", "other.org"], "https://other.org"),
        (["*.example.com"], "https://shop.example.com"),
        (["*.example.com", "example.com"], "https://example.com"),
        (["localhost"], "http://localhost"),
        (["localhost:3000"], "http://localhost:3000"),
        (["example.com:8443"], "https://example.com:8443"),
    ],
)
def test_a_key_admits_its_origins(shared_tenant: Tenant, domains: list[str], origin: str | None) -> None:
    shared_tenant.session(shared_tenant.new_key(domains=domains), origin).ok()


@pytest.mark.parametrize(
    ("domains", "origin"),
    [
        (["example.com"], None),
        (["example.com"], "null"),
        (["example.com"], ""),
        (["example.com"], "example.com"),
        (["example.com"], "https://www.example.com"),
        (["example.com"], "https://example.com.evil.net"),
        (["example.com"], "https://evil-example.com"),
        (["example.com"], "https://evil.net/example.com"),
        (["example.com"], "https://example.com@evil.net"),
        (["*.example.com"], "https://example.com"),
        (["*.example.com"], "https://evilexample.com"),
        (["*.example.com"], "https://.example.com"),
        (["*.example.com"], "https://shop.example.com.evil.net"),
        (["example.com:8443"], "https://example.com"),
        (["example.com:8443"], "https://example.com:9443"),
        (["localhost"], "https://localhost.evil.net"),
    ],
)
def test_a_key_keeps_other_origins_out(shared_tenant: Tenant, domains: list[str], origin: str | None) -> None:
    shared_tenant.session(shared_tenant.new_key(domains=domains), origin).refused("ORIGIN_NOT_ALLOWED", 403)


# Sites


def test_a_site_is_renamed(tenant: Tenant) -> None:
    site_id = tenant.key.site_id
    renamed = is_site(tenant.patch(f"/api/tenant/sites/{site_id}", {"name": "Shop"}).ok("site")["site"])
    assert (renamed["id"], renamed["name"]) == (site_id, "Shop")
    assert _sites(tenant) == [renamed]


# Pages


def test_keys_and_sites_come_by_pages_for_whoever_asks(tenant: Tenant) -> None:
    made = [tenant.new_key(name=f"Key {number}") for number in range(3)]
    for path, name, ids in (
        ("/api/tenant/api-keys", "apiKeys", [key.id for key in made]),
        ("/api/tenant/sites", "sites", [key.site_id for key in made]),
    ):
        first = tenant.get(path, limit=2).ok(name, "nextCursor")
        second = tenant.get(path, limit=2, cursor=first["nextCursor"]).ok(name, "nextCursor")
        assert [one["id"] for one in first[name] + second[name]] == ids
        assert second["nextCursor"] is None
        tenant.get(path, limit=101).invalid("limit")
        tenant.get(path, limit=2, cursor="!").invalid("cursor")
