"""URLs as browsers read them (https://url.spec.whatwg.org). Python's `urlsplit` reads some differently, and then finds
another host than the browser that follows the link. Here a URL is accepted only in a form that every reader takes
apart alike; all others are refused, and nobody has to know how a browser repairs them."""

import re
from collections.abc import Container
from dataclasses import dataclass

from connextlive.core.sentence import Sentence

WEB = ("https", "http")
DEFAULT_PORTS = {"https": 443, "http": 80}  # omitted by browsers in an Origin
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# The last label of a name begins with a letter: browsers read a host that ends in a number as an IPv4 address.
_HOST = rf"(?:{_LABEL}\.)*[a-z_](?:[a-z0-9_-]{{0,61}}[a-z0-9_])?|(?:{_BYTE}\.){{3}}{_BYTE}|\[[0-9a-f:.]{{2,45}}\]"
_TEXT = r"\x00-\x1f\x7f\\"  # never in a URL; browsers drop some of them, and take a backslash for a slash
_URL = re.compile(
    rf"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<user>[^/?#@{_TEXT}]*@)?(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?P<path>/[^?#{_TEXT}]*)?(?:\?(?P<query>[^#{_TEXT}]*))?(?:#(?P<fragment>[^{_TEXT}]*))?",
    re.IGNORECASE | re.ASCII,
)
_KEPT = "%!$&'()*+,/:;=?@[]~#"  # everything else that URLs do not have is percent-encoded


@dataclass(frozen=True, slots=True)
class Url:
    """A URL's parts. `port` is 0 if it has none and its scheme has no default."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str | None = None
    fragment: str | None = None

    @property
    def authority(self) -> str:
        """Host and port, as browsers write them: without the scheme's own port."""
        return self.host if self.port == DEFAULT_PORTS.get(self.scheme, 0) else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        from urllib.parse import quote  # imports all that there is of IP addresses, which most starts do without

        query = "" if self.query is None else f"?{quote(self.query, safe=_KEPT)}"
        fragment = "" if self.fragment is None else f"#{quote(self.fragment, safe=_KEPT)}"
        return self.origin + quote(self.path, safe=_KEPT) + query + fragment


def parse(url: str) -> Url:
    """The parts of a URL; ValueError says why it is refused."""
    found = _URL.fullmatch(url)
    if found is None or not url.isprintable():
        raise ValueError(Sentence("Must be a URL"))
    if found["user"] is not None:
        raise ValueError(Sentence("Must not contain a user name or password"))
    scheme, host = found["scheme"].lower(), found["host"].lower()
    port = int(found["port"]) if found["port"] else DEFAULT_PORTS.get(scheme, 0)
    if port > 65_535 or len(host) > 253:
        raise ValueError(Sentence("Must be a URL"))
    if host[0] == "[":
        host = _ipv6(host)
    return Url(scheme, host, port, found["path"] or "/", found["query"], found["fragment"])


def find(url: str | None, schemes: Container[str] | None = WEB) -> Url | None:
    """The parts of a URL of one of the schemes, or of any if there are none; None for anything else."""
    try:
        found = parse(url or "")
    except ValueError:
        return None
    return found if schemes is None or found.scheme in schemes else None


def _ipv6(host: str) -> str:
    from ipaddress import IPv6Address  # of little use but on a development stack

    try:
        return f"[{IPv6Address(host[1:-1])}]"
    except ValueError as error:
        raise ValueError(Sentence("Must be a URL")) from error
