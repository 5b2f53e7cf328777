"""Mail through SES: each letter once, and none to addresses that are suppressed."""

import os
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aws_lambda_powertools import Logger

from connextlive import letter
from connextlive.aws import client
from connextlive.letter import Letter
from connextlive.models import sent_mail, suppression

_logger = Logger(service="mail")


def send(tenant_id: str, about: str, to: str, written: Letter) -> None:
    """Sends a letter to one person. `about` names what it is about and why now: it is sent once for that."""
    if reason := suppression.reason(to):
        _logger.info("Mail suppressed", tenant_id=tenant_id, about=about, to=_veiled(to), reason=reason)
        return
    sent_mail.once(tenant_id, about, lambda: _send(to, written))


def _send(to: str, written: Letter) -> None:
    client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [to]},
        ConfigurationSetName=os.environ["MAIL_CONFIGURATION"],
        Content={
            "Simple": {
                "Subject": {"Data": " ".join(written.subject.split()), "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": letter.as_text(written), "Charset": "UTF-8"},
                    "Html": {"Data": letter.as_html(written), "Charset": "UTF-8"},
                },
            }
        },
    )


def _veiled(address: str) -> str:
    """An address as a log may have it."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def link(path: str, token: str) -> str:
    """An address of the application that carries a token."""
    return f"{os.environ['APP_URL']}{path}?token={token}"


def link_to_page(page: str | None, token: str) -> str:
    """A page with the widget on it (the application's own where there is none), with a token by which the widget
    resumes the conversation. Whose page it is must be known: whoever runs it can read the token."""
    parts = urlsplit(page or f"{os.environ['APP_URL']}/demo")
    query = urlencode([*parse_qsl(parts.query), ("token", token)])
    return urlunsplit(parts._replace(query=query))
