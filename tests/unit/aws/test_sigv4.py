"""Our signatures equal those of botocore's signers."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import botocore.credentials
import pytest
from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from hypothesis import given
from hypothesis import strategies as st

from connextlive.aws import sigv4
from tests.support.builders import Clock

REGION = "eu-central-1"
KEY = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


@pytest.fixture(params=["a/session+token==", ""], ids=["session", "user"])
def signer(
    request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> botocore.credentials.Credentials:
    """botocore's credentials from the environment, with a fixed clock on both sides."""
    for name, value in zip(("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"), (*KEY, request.param), strict=True):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: clock.datetime.now())
    return botocore.credentials.Credentials(*KEY, request.param or None)


@pytest.mark.parametrize("service", ["dynamodb", "secretsmanager"])
@pytest.mark.parametrize("body", [b"{}", '{"content": "Grüße"}'.encode()])
def test_a_requests_headers(signer: botocore.credentials.Credentials, service: str, body: bytes) -> None:
    host = f"{service}.{REGION}.amazonaws.com"
    given = {"content-type": "application/x-amz-json-1.0", "host": host, "x-amz-target": "DynamoDB_20120810.GetItem"}
    request = AWSRequest("POST", f"https://{host}/", headers=given, data=body)
    SigV4Auth(signer, service, REGION).add_auth(request)
    ours = sigv4.headers(service, "POST", "/", given, body)
    assert ours == {name.lower(): value for name, value in request.headers.items()}


def query_of(url: str) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(url).query, strict_parsing=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket.s3.eu-central-1.amazonaws.com/ten_A/c%C3%A4t%20%231.png",
        "http://127.0.0.1:4566/bucket/ten_A/a~b",
    ],
)
def test_a_link(signer: botocore.credentials.Credentials, url: str) -> None:
    asked = {"response-content-disposition": "inline; filename=\"a b+c.pdf\"; filename*=UTF-8''%C3%BC", "a": "é=&"}
    request = AWSRequest("GET", url, params=asked)
    S3SigV4QueryAuth(signer, "s3", REGION, expires=60).add_auth(request)
    ours = sigv4.link(url, asked, 60)
    assert query_of(ours) == query_of(request.prepare().url)
    assert ours.startswith(f"{url}?")


def test_a_form(signer: botocore.credentials.Credentials) -> None:
    until, conditions = "2027-01-15T08:15:00Z", [{"bucket": "b"}, {"key": "k"}, ["content-length-range", 1, 10]]
    theirs = {"key": "k"}
    request = AWSRequest("POST", "https://b.s3.amazonaws.com")
    request.context["s3-presign-post-fields"] = theirs
    request.context["s3-presign-post-policy"] = {"expiration": until, "conditions": list(conditions)}
    S3SigV4PostAuth(signer, "s3", REGION).add_auth(request)
    assert sigv4.form({"key": "k"}, until, conditions) == theirs


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_links_parameters_are_read_as_they_were_meant(value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", KEY[0])
        patch.setenv("AWS_SECRET_ACCESS_KEY", KEY[1])
        url = sigv4.link("https://b.s3.amazonaws.com/k", {"response-content-disposition": value}, 60)
    assert dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))["response-content-disposition"] == value


def test_a_key_is_made_once_a_day(signer: botocore.credentials.Credentials, clock: Clock) -> None:
    sigv4._key.cache_clear()
    for seconds in (0, 60, 24 * 3600):
        clock.advance(seconds)
        sigv4.headers("dynamodb", "POST", "/", {"host": "h"}, b"")
    assert sigv4._key.cache_info().misses == 2


def test_without_credentials_in_the_environment_botocore_finds_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    file = tmp_path / "credentials"
    file.write_text(f"[work]\naws_access_key_id = {KEY[0]}\naws_secret_access_key = {KEY[1]}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert sigv4.credentials() == (*KEY, None)
