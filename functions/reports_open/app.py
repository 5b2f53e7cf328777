"""GET /api/reports: opens the report that a mail's link leads to, as a page, or with `file` as `csv` or `json`."""

from typing import Any

from connextlive.errors import NotFound
from connextlive.http import HEADERS, Answer, Event, error_answer
from connextlive.models import report
from connextlive.runtime import started

# The page needs nothing but its own styles; its address opens it, and is nobody else's business.
SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def handler(event: Event, context: Any) -> Answer:
    """Whoever has the link may open it: recipients of reports need not be users."""
    query = event.get("queryStringParameters") or {}
    kind = query.get("file", "html")
    try:
        content = report.shared_file(query.get("token", ""), kind)
    except NotFound as error:
        return error_answer(404, error.message)
    headers = HEADERS | SAFE | {"Content-Type": report.FILES[kind]}
    if kind == "csv":
        headers["Content-Disposition"] = 'attachment; filename="report.csv"'
    return {"statusCode": 200, "headers": headers, "body": content.decode()}


started(handler)
