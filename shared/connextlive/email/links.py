"""Links with a token, for emails."""

from urllib.parse import quote, urlsplit, urlunsplit

from connextlive.core.environment import environment

_IN_ADDRESSES = "%!$&'()*+,/:;=?@[]~#"


def to_application(path: str, token: str) -> str:
    """A link to a page of the application."""
    return f"{environment.app_url}{path}?token={token}"


def to_page(page: str, token: str) -> str:
    """A link to a page with the widget, with the URL as the page spells it and a token that resumes the conversation.
    The page's owner must be known, because they can read the token.

    The URL is rebuilt from the host that was checked, because browsers parse some URLs differently from Python, and
    user names in it are dropped.
    """
    parts = urlsplit(page)
    host = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    path, query, fragment = (quote(part, safe=_IN_ADDRESSES) for part in (parts.path, parts.query, parts.fragment))
    query = f"{query}&token={token}" if query else f"token={token}"
    return urlunsplit((parts.scheme, host, path or "/", query, fragment))
