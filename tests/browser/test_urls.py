"""URLs: whatever `core/urls.py` accepts, the browser takes apart in the same way."""

import random
import string

from playwright.sync_api import Page

from connextlive.core import urls

SEEN_BY_THE_BROWSER = """all => all.map((url) => {
    try {
        const { protocol, hostname, port, origin, href } = new URL(url);
        return [protocol.slice(0, -1), hostname, Number(port), origin, new URL(href).href];
    } catch {
        return null;
    }
})"""
# Harmless parts, of which most combinations are no URL.
PARTS = [
    *string.printable, *"üß。１٤\u00ad\u2028İ", "//", "://", "https", "http://", "acme", "example", ".example",
    "localhost", "xn--bcher-kva", "127", "0x", "192.0.2.1", "[::1]", ":80", ":443", ":65535", "%2E", "%41",
    "/p", "?q=1", "#f", "@",
]  # fmt: skip


def test_the_browser_finds_the_same_host_in_every_url_that_is_accepted(page: Page) -> None:
    chance = random.Random(7)  # noqa: S311  # test data
    beginnings = ["https://acme.example", "http://a", "HTTP://", "https://192.0.2.1", "https://[::1]", ""]
    given = [chance.choice(beginnings) + "".join(chance.choices(PARTS, k=chance.randrange(5))) for _ in range(60_000)]
    accepted = [(url, found) for url in given if (found := urls.find(url))]
    assert len(accepted) > 5_000
    seen = page.evaluate(SEEN_BY_THE_BROWSER, [url for url, _ in accepted])
    for (url, found), told in zip(accepted, seen, strict=True):
        if told is None:
            assert "xn--" in found.host, url  # Punycode that stands for nothing: the link leads nowhere
            continue
        port = 0 if found.port == urls.DEFAULT_PORTS[found.scheme] else found.port
        assert told[:4] == [found.scheme, found.host, port, found.origin], url
    rebuilt = page.evaluate(SEEN_BY_THE_BROWSER, [str(found) for _, found in accepted])
    for (url, _), before, after in zip(accepted, seen, rebuilt, strict=True):
        assert (before and before[:4]) == (after and after[:4]), url
