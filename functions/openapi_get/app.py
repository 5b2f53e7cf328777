"""GET /api/openapi.json: returns the OpenAPI 3.1 document of the API."""

from pathlib import Path

from connextlive.lambdas.endpoint import endpoint
from connextlive import generated
from connextlive.lambdas.answers import HEADERS, Answer

DOCUMENT = Path(generated.__file__).with_name("openapi.json").read_text()


@endpoint("GET", "/api/openapi.json")
def handler() -> Answer:
    """The document is generated at build time and returned as is."""
    return {"statusCode": 200, "headers": HEADERS, "body": DOCUMENT}
