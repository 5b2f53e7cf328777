"""Who may open a session from where, and concurrent sessions of two tabs."""

import hashlib
import hmac
from typing import Any

import pytest

from connextlive.chat import session, visitor
from connextlive.core import urls, user_agents
from connextlive.identity import site, user
from tests.support.builders import Clock, Json, a_key, a_tenant, an_error, call

FOREIGN = an_error(403, "This origin may not use the API key", {"code": "ORIGIN_NOT_ALLOWED"})


def enter(plain_key: str, origin: str = "https://shop.example.com", **body: Any) -> tuple[int, Json]:
    return call("widget_sessions_create", body=body, headers={"X-API-Key": plain_key, "Origin": origin})


@pytest.mark.parametrize(
    ("domain", "origin"),
    [
        ("company.com", "https://company.com"),
        ("company.com", "http://company.com:8080"),
        ("company.com", "HTTPS://COMPANY.com"),
        ("company.com:8080", "https://company.com:8080"),
        ("company.com:443", "https://company.com"),
        ("company.com:80", "http://company.com"),
        ("*.company.com", "https://www.company.com"),
        ("*.company.com", "https://a.b.company.com"),
        ("*.company.com:8443", "https://a.company.com:8443"),
        ("localhost", "http://localhost:5173"),
        ("localhost:3000", "http://localhost:3000"),
        ("127.0.0.1", "http://127.0.0.1:3000"),
    ],
)
def test_an_origin_of_the_keys_domain_is_admitted(domain: str, origin: str) -> None:
    assert session._is_allowed(urls.find(origin, schemes=None), ["other.example", domain])


@pytest.mark.parametrize(
    ("domain", "origin"),
    [
        ("company.com", "https://evil.com"),
        ("company.com", "https://www.company.com"),
        ("company.com", "https://company.com.evil.com"),
        ("company.com", "https://evilcompany.com"),
        ("company.com", "https://company.com@evil.com"),
        ("company.com", "https://evil.com/company.com"),
        ("company.com", "https://evil.com#company.com"),
        ("company.com", "https://company.com."),
        ("company.com", "company.com"),
        ("company.com:8080", "https://company.com"),
        ("company.com:8080", "https://company.com:80801"),
        ("company.com:443", "http://company.com"),
        ("company.com:80", "https://company.com"),
        ("*.company.com", "https://company.com"),
        ("*.company.com", "https://.company.com"),
        ("*.company.com", "https://evilcompany.com"),
        ("*.company.com", "https://www.company.com.evil.com"),
        ("*.company.com:8443", "https://a.company.com"),
        ("localhost", "http://localhost.evil.com"),
        ("localhost", "http://[::1]:3000"),
        ("localhost", "http://127.0.0.1"),
        ("company.com", "null"),
        ("company.com", ""),
        ("company.com", None),
        ("company.com", "https://"),
        ("company.com", "https://["),
        ("company.com", "https://[::1"),
        ("company.com", "https://company.com:port"),
        ("company.com", "https://company.com:99999"),
        ("company.com", "https://company\u2100.com"),
    ],
)
def test_every_other_origin_is_foreign(domain: str, origin: str | None) -> None:
    assert not session._is_allowed(urls.find(origin, schemes=None), [domain])


@pytest.mark.parametrize("origin", ["https://[", "null", "https://evil.com"])
def test_a_foreign_origin_is_refused_be_it_malformed(cloud: None, origin: str) -> None:
    _, plain_key = a_key(a_tenant(), ["company.com"])
    assert enter(plain_key, origin) == FOREIGN


@pytest.mark.parametrize(
    "url", ["javascript:void(0)", "file:///demo.html", "https://user@company.com/", "/pricing", ""]
)
def test_what_is_no_web_pages_address_counts_as_absent(cloud: None, url: str) -> None:
    _, plain_key = a_key(a_tenant(), ["company.com"])
    pages = {"currentUrl": "https://company.com/ü?q", "referrer": "https://search.example"}
    _, answer = enter(plain_key, "https://company.com", **pages)
    assert {name: answer["visitor"][name] for name in pages} == pages
    _, answer = enter(plain_key, "https://company.com", currentUrl=url, referrer=url)
    assert (answer["visitor"]["currentUrl"], answer["visitor"]["referrer"]) == (None, None)


@pytest.mark.parametrize("plain_key", ["", "x", "cl_a_b_c", "cl__", "cl_ü_ü_ü"])
def test_what_is_no_key_is_refused(cloud: None, plain_key: str) -> None:
    assert enter(plain_key) == an_error(401, "Invalid API key")


def test_another_secret_of_the_same_key_is_refused(cloud: None) -> None:
    _, plain_key = a_key(a_tenant())
    assert enter(plain_key + "x") == an_error(401, "Invalid API key")


def test_the_use_of_a_key_is_recorded_once_a_minute(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    _, plain_key = a_key(owner)
    noted = []
    for _ in range(3):
        enter(plain_key)
        noted.append(call("tenant_api_keys_list", owner)[1]["apiKeys"][0]["lastUsedAt"])
        clock.advance(40)
    assert noted == ["2027-01-15T08:00:00.000Z", "2027-01-15T08:00:00.000Z", "2027-01-15T08:01:20.000Z"]


def test_two_tabs_that_resume_at_once_are_both_admitted(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a visitor whose other tab comes in after this tab's session has read them and before it writes
    _, plain_key = a_key(a_tenant())
    first = enter(plain_key)[1]
    resume = {"visitorId": first["visitor"]["id"], "visitorToken": first["token"]}
    read = user_agents.read
    other_tabs = iter([resume])

    def after_the_other_tab(user_agent: str, touch_points: int | None) -> tuple[str | None, str | None]:
        for other in other_tabs:
            assert enter(plain_key, **other)[0] == 200
        return read(user_agent, touch_points)

    monkeypatch.setattr(user_agents, "read", after_the_other_tab)
    # WHEN this tab resumes
    status, answer = enter(plain_key, **resume)
    # THEN both visits count
    assert (status, answer["visitor"]["visitCount"]) == (200, 3)


def test_the_previous_secret_verifies_visitors_for_an_hour(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    key, plain_key = a_key(owner)
    former = site.rotate_secret(owner.tenant_id, key.site_id).secret(1)
    signed = hmac.new(former.encode(), b"user-7", hashlib.sha256).hexdigest()
    site.rotate_secret(owner.tenant_id, key.site_id)
    clock.advance(3599)
    assert enter(plain_key, externalId="user-7", identityHash=signed)[1]["visitor"]["isVerified"] is True
    clock.advance(1)
    assert enter(plain_key, externalId="user-7", identityHash=signed) == an_error(401, "Invalid identity hash")


def test_the_visitors_country_comes_from_the_edge(cloud: None) -> None:
    owner = a_tenant()
    _, plain_key = a_key(owner)
    headers = {"X-API-Key": plain_key, "CloudFront-Viewer-City": "K%C3%B6ln", "User-Agent": "Firefox/127.0 (Windows)"}
    _, answer = call("widget_sessions_create", body={}, headers=headers)
    found = visitor.read(owner.tenant_id, answer["visitor"]["id"])
    shown = {name: found.get(name) for name in ("ip", "country", "city", "browser", "os")}
    assert shown == {"ip": "203.0.113.7", "country": "DE", "city": "Köln", "browser": "Firefox", "os": "Windows"}


@pytest.mark.parametrize(("touch_points", "system"), [(None, "macOS"), (0, "macOS"), (5, "iPadOS")])
def test_an_ipad_is_known_by_its_screen(cloud: None, touch_points: int | None, system: str) -> None:
    owner = a_tenant()
    _, plain_key = a_key(owner)
    header = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15"
    headers = {"X-API-Key": plain_key, "User-Agent": header}
    _, answer = call("widget_sessions_create", body={"touchPoints": touch_points}, headers=headers)
    found = visitor.read(owner.tenant_id, answer["visitor"]["id"])
    assert (found["browser"], found["os"]) == ("Safari", system)


def test_a_session_makes_nobody_else_online(cloud: None) -> None:
    owner = a_tenant()
    enter(a_key(owner)[1])
    assert not user.is_online(owner.tenant_id, owner.id)
