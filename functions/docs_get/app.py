"""GET /api/docs: returns a page to read and try the API reference."""

from pathlib import Path

from connextlive.lambdas.endpoint import endpoint
from connextlive import generated
from connextlive.lambdas.answers import HEADERS, Answer

# What a page's own <meta> cannot say; the rest of its policy is there, with the hashes of its script and style.
SAFE = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}
PAGE = Path(generated.__file__).with_name("docs.html").read_text()


@endpoint("GET", "/api/docs")
def handler() -> Answer:
    """The page is generated at build time and loads nothing from other origins."""
    headers = HEADERS | SAFE | {"Content-Type": "text/html; charset=utf-8"}
    return {"statusCode": 200, "headers": headers, "body": PAGE}
