"""Mail through SES: each letter once, and none to addresses that are suppressed."""

import os
from urllib.parse import quote, urlsplit, urlunsplit

from aws_lambda_powertools import Logger

from connextlive.aws.clients import client
from connextlive.core import email_address
from connextlive.core.ids import timestamp
from connextlive.email import letter, sent_mail, suppression
from connextlive.email.letter import Letter
from connextlive.identity.workspace import Workspace

_logger = Logger(service="mail")
_IN_ADDRESSES = "%!$&'()*+,/:;=?@[]~#"


def send(place: Workspace, about: str, to: str, written: Letter) -> None:
    """Sends a workspace's letter to one person, who answers to the workspace's contact. `about` names what it is about
    and why now: it is sent once for that."""
    if reason := suppression.reason(to):
        _logger.info("Mail suppressed", tenant_id=place.id, about=about, to=_veiled(to), reason=reason)
        return
    try:
        address = email_address.for_ses(to)
    except ValueError as error:
        # Stored before addresses were parsed. Trying again would change nothing.
        _logger.warning("No mail can reach this", tenant_id=place.id, about=about, to=_veiled(to), reason=str(error))
        return
    sent_mail.once(place.id, about, lambda: _send_or_suppress(address, written, place.contact_email))


def _send_or_suppress(to: str, written: Letter, contact: str | None) -> None:
    """SES, which has no SMTPUTF8, may refuse what has letters beyond ASCII before the @: then whoever invites such an
    address again is told so, and no queue tries it until it gives up."""
    try:
        _send(to, written, contact)
    except client("sesv2").exceptions.BadRequestException:
        if to.isascii():
            raise
        suppression.add(to, "REFUSED", timestamp())


def _send(to: str, written: Letter, contact: str | None) -> None:
    client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [to]},
        ReplyToAddresses=_reply_to(contact),
        ConfigurationSetName=os.environ["MAIL_CONFIGURATION"],
        Content={
            "Simple": {
                "Subject": {"Data": " ".join(written.subject.split()), "Charset": "UTF-8"},
                # So that no vacation notice answers it (RFC 3834).
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                "Body": {
                    "Text": {"Data": letter.as_text(written), "Charset": "UTF-8"},
                    "Html": {"Data": letter.as_html(written), "Charset": "UTF-8"},
                },
            }
        },
    )


def _reply_to(contact: str | None) -> list[str]:
    """The workspace's contact, unless SES would refuse the whole mail for it."""
    try:
        address = email_address.for_ses(contact or "")
    except ValueError:
        return []
    return [address] if address.isascii() else []


def _veiled(address: str) -> str:
    """An address as a log may have it."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def link(path: str, token: str) -> str:
    """An address of the application that carries a token."""
    return f"{os.environ['APP_URL']}{path}?token={token}"


def link_to_page(page: str, token: str) -> str:
    """A page with the widget on it, as it spells its address, with a token by which the widget resumes the
    conversation. Whose page it is must be known: whoever runs it can read the token.

    The address is put together anew from the host that was looked at, because browsers read some addresses otherwise
    than Python does, and names of users are of no use in it."""
    parts = urlsplit(page)
    host = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    path, query, fragment = (quote(part, safe=_IN_ADDRESSES) for part in (parts.path, parts.query, parts.fragment))
    query = f"{query}&token={token}" if query else f"token={token}"
    return urlunsplit((parts.scheme, host, path or "/", query, fragment))
