"""Links with a token or code, for emails."""

from dataclasses import replace

from connextlive.core.environment import environment
from connextlive.core.urls import Url


def to_application(path: str, token: str) -> str:
    """A link to a page of the application."""
    return f"{environment.app_url}{path}?token={token}"


def to_page(page: Url, code: str) -> str:
    """A link to a page with the widget, with path, query and fragment as the page spells them and a code that resumes
    the conversation. The page's owner must be known, because they can read the code."""
    return str(replace(page, query=f"{page.query}&token={code}" if page.query else f"token={code}"))


def to_console(path: str) -> str:
    """A link to a page of the console, which asks for a login."""
    return f"{environment.app_url}/console{path}"
