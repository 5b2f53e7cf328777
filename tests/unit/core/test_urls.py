"""URLs: the parts that every reader finds alike, and the refusal of all others."""

import pytest

from connextlive.core import urls
from connextlive.core.urls import Url


@pytest.mark.parametrize(
    ("url", "parts", "rebuilt"),
    [
        ("https://acme.example", Url("https", "acme.example", 443), "https://acme.example/"),
        ("HTTPS://Acme.Example:443/A", Url("https", "acme.example", 443, "/A"), "https://acme.example/A"),
        ("http://acme.example:8080?q", Url("http", "acme.example", 8080, "/", "q"), "http://acme.example:8080/?q"),
        ("http://localhost:0/", Url("http", "localhost", 0), "http://localhost:0/"),
        ("https://a_b.x--y.example/#a?b", Url("https", "a_b.x--y.example", 443, "/", None, "a?b"), None),
        ("https://xn--bcher-kva.example/", Url("https", "xn--bcher-kva.example", 443), None),
        ("http://192.0.2.10:80/", Url("http", "192.0.2.10", 80), "http://192.0.2.10/"),
        ("http://[2001:DB8:0::1]:3/", Url("http", "[2001:db8::1]", 3), "http://[2001:db8::1]:3/"),
        (
            "https://acme.example/p?a&b=&c=a%20b#/i/1",
            Url("https", "acme.example", 443, "/p", "a&b=&c=a%20b", "/i/1"),
            None,
        ),
        ("https://acme.example/?", Url("https", "acme.example", 443, "/", ""), None),
        (
            "https://acme.example/ü b?ü#\N{GRINNING FACE}",
            Url("https", "acme.example", 443, "/ü b", "ü", "\N{GRINNING FACE}"),
            "https://acme.example/%C3%BC%20b?%C3%BC#%F0%9F%98%80",
        ),
        ('https://acme.example/"<a>', Url("https", "acme.example", 443, '/"<a>'), "https://acme.example/%22%3Ca%3E"),
        ("capacitor://localhost", Url("capacitor", "localhost", 0), "capacitor://localhost/"),
    ],
)
def test_a_url_is_taken_apart_and_rebuilt(url: str, parts: Url, rebuilt: str | None) -> None:
    assert urls.parse(url) == parts
    assert str(parts) == (rebuilt or url)
    assert urls.parse(str(parts)) == urls.parse(str(urls.parse(str(parts))))


@pytest.mark.parametrize(
    "url",
    [
        "", "acme.example", "//acme.example/", "https:acme.example", "https:/acme.example", "https:///acme.example",
        "https://", "https://:443/", "https://?acme.example", "https://[", "https://[]/", "https://[::zz]/",
        # what some readers repair and others do not
        " https://acme.example/", "https://acme.example\n", "https://acme\t.example/", "https://acme.example/\x00",
        "https://acme.example\\path", "https://acme.example/a\\b", "https://acme.example/\x7f",
        "https://acme.example/\u2028", "https://acme.example/\ud800",
        # names that are no host's, or become another's
        "https://.acme.example/", "https://acme..example/", "https://acme.example./", "https://-acme.example/",
        "https://acme%2Eexample/", "https://bücher.example/", "https://acme。example/", "https://ａcme.example/",
        "https://\N{KELVIN SIGN}.example/", "https://acme.example;x/", "https://acme.example,x/", "https://a b/",
        "https://" + "a" * 64 + ".example/", "https://" + "a." * 127 + "example/",
        # numbers that are an address in one reader's notation
        "https://1/", "https://192.0.2/", "https://192.0.02.1/", "https://192.0.2.256/", "https://acme.1/",
        "https://0xc0000201/", "https://192.0.2.1.5/",
        "https://acme.example:/", "https://acme.example:x/", "https://acme.example:-1/", "https://acme.example:65536/",
        "https://acme.example:٤٤٣/",
    ],
)  # fmt: skip
def test_whatever_readers_could_take_for_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^Must be a URL$"):
        urls.parse(url)
    assert urls.find(url, schemes=None) is None


def test_a_user_name_is_refused_by_its_own_words() -> None:
    for url in ("https://user@acme.example/", "https://user:password@acme.example/", "https://@acme.example/"):
        with pytest.raises(ValueError, match=r"^Must not contain a user name or password$"):
            urls.parse(url)


def test_only_web_urls_are_pages() -> None:
    assert urls.find("http://acme.example/")
    for url in ("javascript://acme.example/", "ftp://acme.example/", "capacitor://localhost", None):
        assert urls.find(url) is None
