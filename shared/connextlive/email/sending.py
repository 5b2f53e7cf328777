"""Mail through SES: each mail once, and none to addresses that are suppressed."""

import os

from aws_lambda_powertools import Logger

from connextlive.aws.clients import client
from connextlive.core import email_address
from connextlive.core.ids import timestamp
from connextlive.email import sent_mail, suppression
from connextlive.email.messages import Email

_logger = Logger(service="email")


def send(email: Email, to: str, *, tenant_id: str, about: str, reply_to: str | None) -> None:
    """Sends a workspace's mail to one person. `about` names what it is about and why now: it is sent once for that."""
    if reason := suppression.reason(to):
        _logger.info("Mail suppressed", tenant_id=tenant_id, about=about, to=_masked(to), reason=reason)
        return
    try:
        address = email_address.for_ses(to)
    except ValueError as error:
        # Stored before addresses were parsed. Trying again would change nothing.
        _logger.warning("No mail can reach this", tenant_id=tenant_id, about=about, to=_masked(to), reason=str(error))
        return
    sent_mail.once(tenant_id, about, lambda: _send_or_suppress(email, address, reply_to))


def _send_or_suppress(email: Email, to: str, reply_to: str | None) -> None:
    """SES, which has no SMTPUTF8, may refuse what has letters beyond ASCII before the @: then whoever invites such an
    address again is told so, and no queue tries it until it gives up."""
    try:
        _send(email, to, reply_to)
    except client("sesv2").exceptions.BadRequestException:
        if to.isascii():
            raise
        suppression.add(to, "REFUSED", timestamp())


def _send(email: Email, to: str, reply_to: str | None) -> None:
    client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [to]},
        ReplyToAddresses=_reply_to(reply_to),
        ConfigurationSetName=os.environ["MAIL_CONFIGURATION"],
        Content={
            "Simple": {
                "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                # So that no vacation notice answers it (RFC 3834).
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                "Body": {
                    "Text": {"Data": email.text, "Charset": "UTF-8"},
                    "Html": {"Data": email.html, "Charset": "UTF-8"},
                },
            }
        },
    )


def _reply_to(address: str | None) -> list[str]:
    """The address, unless SES would refuse the whole mail for it."""
    try:
        accepted = email_address.for_ses(address or "")
    except ValueError:
        return []
    return [accepted] if accepted.isascii() else []


def _masked(address: str) -> str:
    """An address as a log may have it."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
