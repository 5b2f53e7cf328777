"""The web files, as CloudFront serves them from their bucket."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.cloudformation.intrinsics import Resolver
from local.gateway.http import Request, Response

# The console is one page for all its paths; emails link to these two.
_CONSOLE = "console/index.html"
_OF_THE_CONSOLE = ("/accept-invite", "/reset-password")
# As in the bucket. This package imports nothing of what it runs, so a test compares the two.
_FOREVER, _ANEW = "public, max-age=31536000, immutable", "no-cache"


class Static:
    """The files in web/dist, with the headers from the template."""

    def __init__(self, folder: Path, headers: Mapping[str, str]) -> None:
        self._folder = folder.resolve()
        self._headers = headers

    def answer(self, request: Request) -> Response | None:
        """None if there is no such file: the API may have the path."""
        if request.method not in ("GET", "HEAD"):
            return None
        if request.path == "/":
            return self._response(302, {"Location": "/console/"}, b"")
        file = (self._folder / file_of(request.path)).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            return None
        if file.name == "index.html" and f"/{file.parent.name}" == request.path:
            # Otherwise the page's relative links would resolve outside its folder. Query parameters of links in emails
            # (?token=) are kept.
            return self._response(
                302, {"Location": f"{request.path}/{'?' if request.query else ''}{request.query}"}, b""
            )
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        cache = _FOREVER if file.parent.name == "assets" else _ANEW
        return self._response(200, {"Content-Type": kind + charset, "Cache-Control": cache}, file.read_bytes())

    def _response(self, status: int, headers: Mapping[str, str], body: bytes) -> Response:
        return Response(status, [*headers.items(), *self._headers.items()], body)


def file_of(path: str) -> str:
    """The file for a path, as in the template's WebRouting: a path without an extension is a page."""
    is_page = "." not in path.rpartition("/")[2]
    if path in _OF_THE_CONSOLE or (is_page and path.startswith("/console/")):
        return _CONSOLE
    return f"{path.strip('/')}/index.html" if is_page else path.lstrip("/")


def headers_of(document: Mapping[str, Any], resolver: Resolver, aws_url: str) -> dict[str, str]:
    """The headers of the template's policy. Where pages may access the bucket, they access the local AWS here."""
    policy = document["Resources"]["WebHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    config = resolver.resolve(policy["SecurityHeadersConfig"])
    bucket = resolver.resolve({"Fn::Sub": "https://${Bucket.RegionalDomainName}"})
    content = config["ContentSecurityPolicy"]["ContentSecurityPolicy"].replace(bucket, aws_url)
    return {
        # The page may be opened under either of the gateway's two names, and the WebSocket has only one.
        "Content-Security-Policy": content.replace("wss://", "ws://localhost:* ws://127.0.0.1:* wss://"),
        "Referrer-Policy": config["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": config["FrameOptions"]["FrameOption"],
    }
