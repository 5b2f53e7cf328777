"""API Gateway's event, as endpoints see it."""

import base64
import re
from typing import Any, NamedTuple

from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Forbidden, TooManyAttempts

type Event = dict[str, Any]

_BOUNDARY = re.compile(r';\s*boundary="?([^";]+)', re.IGNORECASE)


class Request(NamedTuple):
    """The parts of API Gateway's event that few endpoints need. `exceeded` is the limit that the request is beyond, if
    it was let through all the same."""

    event: Event
    exceeded: TooManyAttempts | None = None

    def header(self, name: str) -> str | None:
        """A header's value; names are case-insensitive."""
        wanted = name.lower()
        headers = self.event.get("headers") or {}
        return next((value for key, value in headers.items() if key.lower() == wanted), None)

    @property
    def address(self) -> str:
        """The caller's IP address as seen by CloudFront, or by API Gateway where there is none."""
        if seen := self.header("CloudFront-Viewer-Address"):
            return seen.rpartition(":")[0].strip("[]")  # the rest is the port
        return str(self.event["requestContext"]["identity"]["sourceIp"])

    def check_way(self) -> None:
        """Refuses what came past CloudFront: anybody could say in its headers where they are."""
        if environment.edge_key and self.header("X-Origin-Key") != environment.edge_key:
            raise Forbidden("Forbidden")

    @property
    def network(self) -> str:
        """The address to count by: of an IPv6 address its /64, because one connection has 2^64 addresses and changes
        them by itself."""
        return network_of(self.address)

    @property
    def user_agent(self) -> str:
        return self.header("User-Agent") or ""

    @property
    def raw_body(self) -> bytes:
        body = self.event.get("body") or ""
        return base64.b64decode(body) if self.event.get("isBase64Encoded") else body.encode()

    @property
    def fingerprinted(self) -> bytes:
        """The body without a form's boundary, which differs each time the same form is sent."""
        found = _BOUNDARY.search(self.header("Content-Type") or "")
        return self.raw_body.replace(found[1].encode(), b"") if found else self.raw_body


def network_of(address: str) -> str:
    """What an address counts as, see `Request.network`."""
    if ":" not in address:
        return address
    from connextlive.core import networks  # most addresses are of IPv4

    return networks.written(networks.read(address))


def caller_of(event: Event) -> Caller:
    """The caller as described by the authorizer, for this request or for its WebSocket connection."""
    return Caller.of_context(event["requestContext"]["authorizer"])
