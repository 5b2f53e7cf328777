"""GET /api/reports: opens an emailed report by its token: the page, or the `file` csv, data.csv or json."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.lambdas.answers import HEADERS, Answer
from connextlive.lambdas.request import Request
from connextlive.reports import report

# The page needs only its own styles, and its URL is a credential that must not leak by `Referer`.
SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@endpoint("GET", "/api/reports")
def handler(request: Request) -> Answer:
    """Whoever has the link may open it: recipients of reports need not be users."""
    query = request.event.get("queryStringParameters") or {}
    kind = query.get("file", "html")
    content = report.shared_file(query.get("token", ""), kind)
    headers = HEADERS | SAFE | {"Content-Type": report.FILES[kind]}
    if kind.endswith("csv"):
        headers["Content-Disposition"] = f'attachment; filename="report.{kind}"'
    return {"statusCode": 200, "headers": headers, "body": content.decode()}
