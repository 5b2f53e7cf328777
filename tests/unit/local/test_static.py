"""The headers of the web files, locally as in AWS."""

from pathlib import Path

from local.cloudformation.template import Template
from local.gateway.http import Request
from local.gateway.static import Static, headers_of
from tools import ROOT

TEMPLATE = Template(ROOT / "template.yaml", {})
DEPLOYED = {"Bucket.RegionalDomainName": "files.s3.eu-central-1.amazonaws.com"}
HEADERS = headers_of(TEMPLATE.document, TEMPLATE.resolver(DEPLOYED), "http://127.0.0.1:4566")


def directives() -> dict[str, list[str]]:
    parts = HEADERS["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_nothing_runs_but_what_this_origin_serves() -> None:
    policy = directives()
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "*" not in policy["img-src"]


def test_pages_reach_the_bucket_where_it_is() -> None:
    policy = directives()
    for name in ("img-src", "connect-src"):
        assert "http://127.0.0.1:4566" in policy[name]
        assert not [source for source in policy[name] if "s3" in source]


def test_no_page_is_framed_guessed_at_or_named_to_others() -> None:
    assert HEADERS["X-Frame-Options"] == "DENY"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["Referrer-Policy"] == "no-referrer"


def test_a_redirect_stays_on_this_host(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "index.html").write_text("demo")
    static = Static(tmp_path, {})

    def location(path: str) -> str | None:
        answer = static.answer(Request("GET", path, "", [], b"", ""))
        return dict(answer.headers).get("Location") if answer else None

    assert (location("/"), location("/demo")) == ("/console/", "/demo/")
    assert [location(path) for path in ("//demo", "///demo", "/\\demo", "/demo//demo")] == [None] * 4
