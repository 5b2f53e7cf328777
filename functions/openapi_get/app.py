"""GET /api/openapi.json: the OpenAPI 3.1 document of every endpoint."""

from pathlib import Path

from connextlive.lambdas.endpoint import endpoint
from connextlive import generated
from connextlive.lambdas.answers import HEADERS, Answer

DOCUMENT = Path(generated.__file__).with_name("openapi.json").read_text()


@endpoint("GET", "/api/openapi.json")
def handler() -> Answer:
    """The document was made at build time; it goes out as it is."""
    return {"statusCode": 200, "headers": HEADERS, "body": DOCUMENT}
