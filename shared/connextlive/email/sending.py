"""Sends email through SES: each email once, none to suppressed addresses, and to nobody too many."""

from collections.abc import Callable, Mapping

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from connextlive.aws.clients import client
from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.ids import timestamp
from connextlive.email import sent_mail, suppression
from connextlive.email.messages import Email
from connextlive.table import token_bucket

_logger = Logger(service="email")  # of what an email is `about`, without what follows its ID: an address, or a nonce


def send(
    email: Email,
    to: str,
    *,
    tenant_id: str,
    about: tuple[str, ...],
    reply_to: str | None,
    spend: Callable[[], None] | None = None,
) -> None:
    """Sends a workspace's email to one person. `about` identifies subject and occasion: for these it is sent once. What
    is over a limit is dropped: sent later, it would be out of date, and flood whoever the limit protects. `spend`
    counts it in the workspace's daily budget, and raises if that is used up; then it counts as not sent."""
    if reason := suppression.reason(to):
        _logger.info("Mail suppressed", tenant_id=tenant_id, about=about[:2], to=_masked(to), reason=reason)
        return
    try:
        address = email_address.for_ses(to)
    except ValueError as error:
        # Stored before addresses were parsed. A retry would fail again.
        _logger.warning(
            "Undeliverable address", tenant_id=tenant_id, about=about[:2], to=_masked(to), reason=str(error)
        )
        return

    if environment.inbound_mail_domain and address.lower().endswith(f"@{environment.inbound_mail_domain}"):
        _logger.warning("Mail to ourselves", tenant_id=tenant_id, about=about[:2])
        return

    def send_once() -> None:
        if policy := _reached(tenant_id, email_address.normal(to)):
            _logger.warning("Too much mail", tenant_id=tenant_id, about=about[:2], to=_masked(to), limit=policy)
            return
        if spend is not None:
            spend()
        _send_or_suppress(email, address, reply_to)

    sent_mail.once(tenant_id, about, send_once)


def _reached(tenant_id: str, to: str) -> str | None:
    """Which limit this mail would exceed, if any: of all mail to this address, or of the workspace's."""
    rates = token_bucket.rates(environment.rate_limits, "mail")
    for owner, bucket in (
        ("recipient", (None, "recipient", to, "mail")),
        ("tenant", (tenant_id, "tenant", "", "mail")),
    ):
        if owner in rates:
            try:
                token_bucket.take(bucket, 1, rates[owner])
            except token_bucket.Empty:
                return owner
    return None


def _send_or_suppress(email: Email, to: str, reply_to: str | None) -> None:
    """SES does not support SMTPUTF8 and may refuse a non-ASCII local part. Then the address is suppressed, so that
    inviting it again is refused and no queue retries it."""
    try:
        _send(email, to, reply_to)
    except ClientError as error:
        # SES names the address, and the log must not.
        error.args = (str(error).replace(to, _masked(to)),)
        if error.response["Error"]["Code"] != "BadRequestException":
            raise
        if to.isascii():
            raise
        suppression.add(to, "REFUSED", timestamp())


def _send(email: Email, to: str, reply_to: str | None) -> None:
    client("sesv2").send_email(
        FromEmailAddress=environment.mail_from,
        Destination={"ToAddresses": [to]},
        ReplyToAddresses=_reply_to(reply_to),
        ConfigurationSetName=environment.mail_configuration,
        EmailTags=_named(email.tags),
        Content={
            "Simple": {
                "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                # Prevents out-of-office replies (RFC 3834).
                "Headers": _named({"Auto-Submitted": "auto-generated", **email.headers}),
                "Body": {
                    "Text": {"Data": email.text, "Charset": "UTF-8"},
                    "Html": {"Data": email.html, "Charset": "UTF-8"},
                },
            }
        },
    )


def _named(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def _reply_to(address: str | None) -> list[str]:
    """The address, unless SES would refuse the whole email because of it."""
    try:
        accepted = email_address.for_ses(address or "")
    except ValueError:
        return []
    return [accepted] if accepted.isascii() else []


def _masked(address: str) -> str:
    """An address, masked for logs."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
