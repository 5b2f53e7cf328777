"""A visitor's answer to a mail about unread messages, which becomes a message like one from the widget. Imported by the
consumer of received mail only.

Each mail is one message, however often it is delivered. The reply address authorizes the sender. Whether the mail is
the visitor's own is shown with the message, because people answer from other addresses of theirs, and forward mails.
Refused mails are dropped without an answer: it would go to robots and forged senders.
"""

import hashlib
import time
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from connextlive.aws import s3
from connextlive.chat import files, message, reply_address
from connextlive.chat.message import Draft
from connextlive.chat.reply_address import Known
from connextlive.core import email_address
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Forbidden, Invalid, NotFound, TooManyAttempts
from connextlive.core.ids import id_of
from connextlive.core.uploads import UploadedFile
from connextlive.core.visible import is_visible
from connextlive.email.received import File, Mail, Notice, Notification
from connextlive.identity import api_key
from connextlive.lambdas import limits, queue

if TYPE_CHECKING:
    from connextlive.chat.message import ByMail

FOLDER = "received/"  # in the bucket, as the template has SES write it
LONGEST = 10_000  # characters of a message
WAITS = 24 * 3600  # seconds that a mail over a limit waits at most
_logger = Logger(service="email")


def receive(notification: Notification) -> None:
    """Takes the mail that SES's notification names, and deletes it. If its sender has written too much, it is retried
    later, because a mail, unlike a request, is not sent again."""
    notice = Notice.of(notification)
    if not notice.key.startswith(FOLDER):
        return
    reason = notice.is_refused
    writer = None if reason else next(filter(None, map(reply_address.find, notice.recipients)), None)
    if writer is not None:
        try:
            reason = _take(notice, writer)
        except TooManyAttempts as refusal:
            if _age(notice) < WAITS:
                tenant_id = writer.visitor.tenant_id
                queue.send(tenant_id, environment.received_mail_queue_url, {**notification}, refusal.retry_after)
                return
            reason = "LIMIT"
    elif reason is None:
        reason = "ADDRESS"
    if reason:
        # Nothing of the mail itself, which may be anybody's.
        whose = writer.visitor.tenant_id if writer else None
        _logger.warning("Mail refused", reason=reason, tenant_id=whose, key=notice.key)
    s3.delete([notice.key])


def _take(notice: Notice, writer: Known) -> str | None:
    """Sends the mail as the visitor's message; returns the reason if it is refused."""
    visitor, tenant_id = writer.visitor, writer.visitor.tenant_id
    if not notice.sender:
        return "AUTOMATIC"  # what nobody sends is a bounce
    if not api_key.is_active(tenant_id, visitor.key_id):
        return "KEY"
    raw = s3.read(notice.key)
    if raw is None:
        return None  # it has been taken before
    try:
        mail = Mail(raw)
        if mail.is_automatic or not mail.sender:
            return "AUTOMATIC"
        text, attached, refused = mail.read()
    except RecursionError:
        return "NESTED"
    caller = Caller(tenant_id, visitor.id, "VISITOR", visitor.user_name or "")
    limits.check_mail(caller)
    mail_id = mail.id or f"<{notice.key.removeprefix(FOLDER)}>"
    accepted, not_accepted = _sorted(attached, mail_id, notice.at)
    refused += not_accepted
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if not is_visible(text):
        text = ", ".join(refused) if not accepted else ""
    if not text and not accepted:
        return "EMPTY"
    is_theirs = mail.sender == email_address.normal(visitor.user_email or "") and notice.is_of(mail.sender)
    by_mail: ByMail = {"id": mail_id, "address": mail.sender, "is_theirs": is_theirs, "refused_files": refused}
    try:
        draft = Draft(text, accepted, by_mail=by_mail, conversation_id=writer.conversation_id)
        message.send_as_visitor(caller, draft)
    except Forbidden:
        return "BLOCKED"
    with suppress(NotFound):  # deleted since the mail about it
        message.seen_by_mail(tenant_id, writer.conversation_id, writer.until)
    return None


def _sorted(attached: list[File], mail_id: str, at: str) -> tuple[list[UploadedFile], list[str]]:
    """The files that may be sent, by the rules of uploads, and the names of the others. Their IDs are derived from the
    mail, so a mail that is taken again leaves no orphaned file."""
    accepted: list[UploadedFile] = []
    refused: list[str] = []
    for number, file in enumerate(attached):
        if len(accepted) < files.MOST_FILES and _is_allowed(file):
            digest = hashlib.sha256(file.content).hexdigest()
            file_id = id_of("att", datetime.fromisoformat(at), mail_id, f"{number}", digest)
            accepted.append(UploadedFile(file.name, file.content, file_id))
        else:
            refused.append(file.name)
    return accepted, refused


def _is_allowed(file: File) -> bool:
    if not 0 < len(file.content) <= files.MOST_BYTES:
        return False
    with suppress(Invalid):
        files.type_of(file.content, file.name, "attachments")
        return True
    return False


def _age(notice: Notice) -> float:
    return time.time() - datetime.fromisoformat(notice.at).timestamp()
