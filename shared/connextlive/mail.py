"""Mail through SES: plain text, and the same as simple HTML."""

import html
import os
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from connextlive.aws import client

_LINK = re.compile(r"https?://[^\s<]+")


def send(to: str, subject: str, text: str) -> None:
    """Sends one mail to one person."""
    client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [to]},
        Content={
            "Simple": {
                "Subject": {"Data": " ".join(subject.split()), "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": text, "Charset": "UTF-8"},
                    "Html": {"Data": _as_html(text), "Charset": "UTF-8"},
                },
            }
        },
    )


def link(path: str, token: str) -> str:
    """An address of the application that carries a token."""
    return f"{os.environ['APP_URL']}{path}?token={token}"


def link_to_page(page: str | None, token: str) -> str:
    """A page with the widget on it (the application's own where there is none), with a token by which the widget
    resumes the conversation. Whose page it is must be known: whoever runs it can read the token."""
    parts = urlsplit(page or f"{os.environ['APP_URL']}/demo")
    query = urlencode([*parse_qsl(parts.query), ("token", token)])
    return urlunsplit(parts._replace(query=query))


def _as_html(text: str) -> str:
    paragraphs = [html.escape(part).replace("\n", "<br>") for part in text.strip().split("\n\n")]
    body = "".join(f"<p>{part}</p>" for part in paragraphs)
    return _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', body)
