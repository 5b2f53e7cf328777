"""Presigned forms and links, exactly: what they allow, and the name that a file is downloaded under."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from connextlive.aws import s3
from tests.support.builders import RESOURCES, Clock, Json

KEY = "ten_A/cnv_A/att_A"


def policy_of(form: Json) -> Json:
    found: Json = json.loads(base64.b64decode(form["fields"]["policy"]))
    return found


@pytest.fixture
def form(cloud: None, clock: Clock) -> Json:
    return {**s3.upload_form(KEY, "image/png", 2048)}


def test_a_form_lets_exactly_one_file_in_for_a_quarter_of_an_hour(form: Json) -> None:
    signed = {name: form["fields"][name] for name in form["fields"] if name.startswith("x-amz-")}
    assert policy_of(form) == {
        "expiration": "2027-01-15T08:15:00Z",
        "conditions": [
            {"bucket": s3.BUCKET},
            {"key": KEY},
            {"Content-Type": "image/png"},
            {"tagging": s3.PENDING},
            ["content-length-range", 1, 2048],
            *({name: value} for name, value in signed.items() if name != "x-amz-signature"),
        ],
    }


def test_a_forms_fields_are_what_its_policy_asks_for(form: Json) -> None:
    names = {"key", "Content-Type", "tagging", "policy"}
    signature = {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token", "x-amz-signature"}
    assert form["fields"].keys() - signature == names
    assert (form["fields"]["key"], form["fields"]["Content-Type"]) == (KEY, "image/png")


def test_a_form_is_posted_to_the_bucket_and_says_until_when(form: Json) -> None:
    url = f"https://{s3.BUCKET}.s3.us-east-1.amazonaws.com"
    host = urlsplit(url).hostname or ""
    assert (urlsplit(form["url"]).hostname or "").split(".")[:2] == host.split(".")[:2]
    assert form["expires_at"] == "2027-01-15T08:15:00.000Z"


def test_the_tag_is_the_one_that_the_buckets_lifecycle_removes(bucket: Any) -> None:
    rules = RESOURCES["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (tag,) = rules[0]["TagFilters"]
    assert s3.PENDING.count(f"<Key>{tag['Key']}</Key><Value>{tag['Value']}</Value>") == 1
    s3.write(KEY, b"x", "text/plain")
    assert bucket.get_object_tagging(Bucket=s3.BUCKET, Key=KEY)["TagSet"] == []


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def disposition_of(file_name: str, mime_type: str = "application/pdf") -> str:
    url, _ = s3.download_url(KEY, file_name, mime_type)
    return parse_qs(urlsplit(url).query)["response-content-disposition"][0]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("report.pdf", "report.pdf"),
        ("Übersicht 日本.pdf", "_bersicht __.pdf"),
        ('say "hi".pdf', "say _hi_.pdf"),
        ("back\\slash.pdf", "back_slash.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a__Set-Cookie: x=1.pdf"),
        ("tab\there\x00\x7f.pdf", "tab_here__.pdf"),
        ("a; filename=evil.exe", "a; filename=evil.exe"),
        ("100%.pdf", "100%.pdf"),
    ],
)
def test_a_file_is_downloaded_under_its_own_name_without_header_injection(cloud: None, name: str, plain: str) -> None:
    assert disposition_of(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@pytest.mark.parametrize(
    ("mime_type", "shown"),
    [
        ("image/png", "inline"),
        ("application/pdf", "attachment"),
        ("application/zip", "attachment"),
        ("text/html", "inline"),
    ],
)
def test_only_pictures_and_our_own_pages_are_shown(cloud: None, mime_type: str, shown: str) -> None:
    assert disposition_of("a", mime_type).partition(";")[0] == shown


def test_a_link_gives_the_file_its_judged_type_and_works_for_an_hour(cloud: None, clock: Clock) -> None:
    url, until = s3.download_url("ten_A/cnv_A/ätt #1", "a.pdf", "application/pdf")
    query = parse_qs(urlsplit(url).query)
    assert query["response-content-type"] == ["application/pdf"]
    assert query["X-Amz-Expires"] == ["3600"]
    assert urlsplit(url).path == "/ten_A/cnv_A/%C3%A4tt%20%231"
    assert until == "2027-01-15T09:00:00.000Z"


def test_a_file_that_never_arrived_is_none(bucket: Any) -> None:
    assert s3.read(KEY) is None


def test_a_file_is_read_as_it_was_written(bucket: Any) -> None:
    s3.write(KEY, b"\x00content", "image/png")
    assert s3.read(KEY) == b"\x00content"
    assert bucket.head_object(Bucket=s3.BUCKET, Key=KEY)["ContentType"] == "image/png"
