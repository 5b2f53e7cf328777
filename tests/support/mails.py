"""Mails as mail programs write them, and SES's notifications of them. Nobody's: all addresses are example domains'."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import EmailMessage, MIMEPart
from typing import Any, cast

from connextlive.aws import clients
from connextlive.email.received import Notification

VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")
OURS = "no-reply@example.com"
# The beginning of a mail of ours, as text.
SENT = "↑ Reply above this line ↑\n\nHello Vera,\n\nYou received a reply while you were away:\n\nAnna:\n> By ship."


@contextmanager
def requests_to_ses() -> Iterator[list[dict[str, Any]]]:
    """The bodies of requests to SES from now on, of which moto keeps little."""
    bodies: list[dict[str, Any]] = []
    events = clients.client("sesv2").meta.events

    def note(params: dict[str, Any], **_: Any) -> None:
        bodies.append(json.loads(params["body"]))

    events.register("before-call.sesv2.SendEmail", note)
    yield bodies
    events.unregister("before-call.sesv2.SendEmail", note)


def quoted(text: str = SENT) -> str:
    """Each line as programs quote it."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def a_mail(
    text: str | None = "Yes, please.",
    *,
    html: str | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    sender: str = "Vera Visitor <vera@example.org>",
    to: str = "x@replies.example.com",
    message_id: str | None = "<1@mail.example>",
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """A mail with these texts and files, each with its name, type and content."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Re: New reply from Acme"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    if text is not None:
        mail.set_content(text)
    if html is not None:
        if text is None:
            mail.set_content(html, subtype="html")
        else:
            mail.add_alternative(html, subtype="html")
    for name, kind, content in files:
        main, _, subtype = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=subtype, filename=name)
    return mail


def with_picture(mail: EmailMessage, shown_as: str, content: bytes) -> EmailMessage:
    """The mail with a picture that its HTML shows."""
    html = mail.get_body(("html",))
    assert isinstance(html, MIMEPart)
    html.add_related(content, maintype="image", subtype="png", cid=f"<{shown_as}>", disposition="inline")
    return mail


def a_notification(
    key: str, recipients: Sequence[str], *, sender: str = "vera@example.org", at: str, **verdicts: str
) -> Notification:
    """SES's notification of a mail in the bucket. `verdicts` are those that are not PASS, and `policy` a domain's."""
    receipt: dict[str, Any] = {
        "recipients": list(recipients),
        "action": {"type": "S3", "objectKey": key},
        **{
            f"{name}Verdict": {"status": verdicts.get(name, "PASS")}
            for name in ("spam", "virus", "spf", "dkim", "dmarc")
        },
    }
    if "policy" in verdicts:
        receipt["dmarcPolicy"] = verdicts["policy"]
    told = {"notificationType": "Received", "mail": {"timestamp": at, "source": sender}, "receipt": receipt}
    return cast("Notification", told)
