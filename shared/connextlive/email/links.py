"""Links that carry a token, for mails."""

import os
from urllib.parse import quote, urlsplit, urlunsplit

_IN_ADDRESSES = "%!$&'()*+,/:;=?@[]~#"


def to_application(path: str, token: str) -> str:
    """A page of the application."""
    return f"{os.environ['APP_URL']}{path}?token={token}"


def to_page(page: str, token: str) -> str:
    """A page with the widget on it, as it spells its address, with a token by which the widget resumes the
    conversation. Whose page it is must be known: whoever runs it can read the token.

    The address is put together anew from the host that was looked at, because browsers read some addresses otherwise
    than Python does, and names of users are of no use in it."""
    parts = urlsplit(page)
    host = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    path, query, fragment = (quote(part, safe=_IN_ADDRESSES) for part in (parts.path, parts.query, parts.fragment))
    query = f"{query}&token={token}" if query else f"token={token}"
    return urlunsplit((parts.scheme, host, path or "/", query, fragment))
