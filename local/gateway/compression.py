"""Compression, as CloudFront has it for files and API Gateway for answers.

Both know gzip. CloudFront prefers Brotli, which is a sixth smaller, and is not in Python's library.
"""

import gzip
from functools import lru_cache

from local.gateway.http import Request, Response

# CloudFront's, which is a little less than the API's MinimumCompressionSize.
_SMALLEST = 1000
_KINDS = ("text/", "application/json", "application/javascript", "application/manifest+json", "image/svg+xml")


def compressed(request: Request, response: Response) -> Response:
    """The response as the client accepts it, if it is worth it."""
    names = {name.lower(): value for name, value in response.headers}
    if not names.get("content-type", "").startswith(_KINDS) or "content-encoding" in names:
        return response
    headers = [*response.headers, ("Vary", "Accept-Encoding")]
    # A range is one of the file, not of its compressed form.
    if len(response.body) < _SMALLEST or request.header("range") or not _accepts_gzip(request):
        return Response(response.status, headers, response.body, response.note)
    return Response(response.status, [*headers, ("Content-Encoding", "gzip")], _gzip(response.body), response.note)


def _accepts_gzip(request: Request) -> bool:
    weights: dict[str, float] = {}
    for one in (request.header("accept-encoding") or "").lower().split(","):
        name, _, weight = one.partition(";")
        try:
            weights[name.strip()] = float(weight.partition("=")[2] or 1)
        except ValueError:
            weights[name.strip()] = 0
    return weights.get("gzip", weights.get("*", 0)) > 0


@lru_cache(maxsize=64)
def _gzip(body: bytes) -> bytes:
    """Files are asked for again."""
    return gzip.compress(body, 6, mtime=0)
