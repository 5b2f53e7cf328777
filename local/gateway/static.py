"""The web's files, as CloudFront serves them from its bucket."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.cloudformation.intrinsics import Resolver
from local.gateway.http import Request, Response

# The console is one page, whatever path it shows; mails link to these two.
_CONSOLE = "console/index.html"
_OF_THE_CONSOLE = ("/accept-invite", "/reset-password")
# As the bucket's objects have them. Nothing in this package imports what it runs, so a test compares the two.
_FOREVER, _ANEW = "public, max-age=31536000, immutable", "no-cache"


class Static:
    """What lies in web/dist, under the headers that the template gives it."""

    def __init__(self, folder: Path, headers: Mapping[str, str]) -> None:
        self._folder = folder.resolve()
        self._headers = headers

    def answer(self, request: Request) -> Response | None:
        """None where the path is no file's: the API may know it."""
        if request.method not in ("GET", "HEAD"):
            return None
        if request.path == "/":
            return self._response(302, {"Location": "/console/"}, b"")
        file = (self._folder / file_of(request.path)).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            return None
        if file.name == "index.html" and file.parent.name == request.path.lstrip("/"):
            # Or the page's relative links would point next to its folder. What mails append (?token=) goes along.
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
    """The file that answers a path, as the template's WebRouting finds it: a path without an ending is a page's."""
    is_page = "." not in path.rpartition("/")[2]
    if path in _OF_THE_CONSOLE or (is_page and path.startswith("/console/")):
        return _CONSOLE
    return f"{path.strip('/')}/index.html" if is_page else path.lstrip("/")


def headers_of(document: Mapping[str, Any], resolver: Resolver, aws_url: str) -> dict[str, str]:
    """The headers of the template's policy. What pages may reach in the bucket, they reach at the local AWS here."""
    policy = document["Resources"]["WebHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    config = resolver.resolve(policy["SecurityHeadersConfig"])
    bucket = resolver.resolve({"Fn::Sub": "https://${Bucket.RegionalDomainName}"})
    content = config["ContentSecurityPolicy"]["ContentSecurityPolicy"].replace(bucket, aws_url)
    return {
        # The gateway's WebSocket has one of its two names, and the page perhaps the other.
        "Content-Security-Policy": content.replace("wss://", "ws://localhost:* ws://127.0.0.1:* wss://"),
        "Referrer-Policy": config["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": config["FrameOptions"]["FrameOption"],
    }
