"""What the gateway compresses, for whom, and what it says about it."""

import gzip

import pytest

from local.gateway.compression import compressed
from local.gateway.http import Request, Response

LONG = b'{"conversations": []}' * 100


def asked(accepts: str | None, **headers: str) -> Request:
    given = [*headers.items(), *([("accept-encoding", accepts)] if accepts else [])]
    return Request("GET", "/api/x", "", given, b"", "")


def answer(body: bytes = LONG, kind: str = "application/json", *more: tuple[str, str]) -> Response:
    return Response(200, [("Content-Type", kind), *more], body)


def encoding(response: Response) -> str | None:
    return dict(response.headers).get("Content-Encoding")


@pytest.mark.parametrize("accepts", ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.5", "*", "GZIP"])
def test_a_long_text_is_compressed_for_who_accepts_it(accepts: str) -> None:
    found = compressed(asked(accepts), answer())
    assert dict(found.headers) == {
        "Content-Type": "application/json",
        "Vary": "Accept-Encoding",
        "Content-Encoding": "gzip",
    }
    assert gzip.decompress(found.body) == LONG


@pytest.mark.parametrize("accepts", [None, "", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=often"])
def test_who_does_not_accept_it_gets_the_text_itself_and_caches_know(accepts: str | None) -> None:
    found = compressed(asked(accepts), answer())
    assert (found.body, encoding(found), dict(found.headers)["Vary"]) == (LONG, None, "Accept-Encoding")


@pytest.mark.parametrize("kind", ["font/woff2", "image/png", "application/pdf", "application/octet-stream"])
def test_what_is_compressed_already_is_left_alone(kind: str) -> None:
    assert compressed(asked("gzip"), answer(LONG, kind)) == answer(LONG, kind)


def test_nothing_is_compressed_twice() -> None:
    before = answer(gzip.compress(LONG), "application/json", ("Content-Encoding", "gzip"))
    assert compressed(asked("gzip"), before) == before


def test_a_short_text_is_not_worth_it() -> None:
    assert encoding(compressed(asked("gzip"), answer(b"{}" * 100))) is None


def test_a_range_is_one_of_the_text_itself() -> None:
    found = compressed(asked("gzip", range="bytes=0-99"), answer())
    assert (found.body, encoding(found)) == (LONG, None)
