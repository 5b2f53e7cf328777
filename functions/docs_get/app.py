"""GET /api/docs: returns a page to read and try the API reference."""

from pathlib import Path

from connextlive.lambdas.endpoint import endpoint
from connextlive import generated
from connextlive.lambdas.answers import HEADERS, Answer

PAGE = Path(generated.__file__).with_name("docs.html").read_text()


@endpoint("GET", "/api/docs")
def handler() -> Answer:
    """The page is generated at build time and loads nothing from other origins."""
    return {"statusCode": 200, "headers": HEADERS | {"Content-Type": "text/html; charset=utf-8"}, "body": PAGE}
