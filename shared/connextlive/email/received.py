"""A mail that SES has received: what SES tells of it, and what is in it.

SES puts the mail as it came into the bucket and publishes a notification
(https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html). Who it is for and who sent it
is what the servers said to each other, and the verdicts are SES's own: headers are the sender's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, utils
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Part
from typing import NotRequired, Self, TypedDict, cast

from connextlive.core import email_address
from connextlive.core.environment import environment
from connextlive.core.file_types import safe_name
from connextlive.core.visible import is_visible, whole
from connextlive.email import answers, html_text

MOST_TEXT = 400_000  # bytes of a text that are read
# Nothing that anybody attached: what proves that the mail is its sender's, and another form of its text.
_NO_FILES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "text/x-amp-html",
}
_ROBOTS = ("mailer-daemon", "postmaster")
_AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")  # of what may be in a header that we send
_SHOWN = re.compile(f"{html_text.PICTURE}(\\S+) ")
# A name that should have been quoted, such as `Visitor, Vera`, but does not hold an address of its own.
_UNQUOTED = re.compile(r"[^<>()\"@]*<([^<>()\"\s@]+@[^<>()\"\s@]+)>\s*")


class Verdict(TypedDict):
    """PASS, FAIL, GRAY (no opinion) or PROCESSING_FAILED."""

    status: str


class Action(TypedDict):
    """What SES did with a mail: the key that it has in the bucket."""

    objectKey: str


class Receipt(TypedDict):
    """How SES received a mail: for which recipients its rule is, and what it found. `dmarcPolicy` is what the sender's
    domain wants done with a mail that fails."""

    action: Action
    recipients: list[str]
    spamVerdict: Verdict
    virusVerdict: Verdict
    spfVerdict: Verdict
    dkimVerdict: Verdict
    dmarcVerdict: Verdict
    dmarcPolicy: NotRequired[str]


class Envelope(TypedDict):
    """When SES received a mail, and from whom by what the servers said."""

    timestamp: str
    source: str


class Notification(TypedDict):
    """What SES tells of a mail that it received."""

    mail: Envelope
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Notice:
    """What SES says of a mail: under which key it lies in the bucket, to whom and by whom it was sent, when, and what
    SES found when it looked at it."""

    key: str
    at: str
    sender: str
    recipients: Sequence[str]
    verdicts: Mapping[str, str]
    dmarc_policy: str | None

    @classmethod
    def of(cls, notification: Notification) -> Self:
        mail, receipt = notification["mail"], notification["receipt"]
        found = {
            "spam": receipt["spamVerdict"],
            "virus": receipt["virusVerdict"],
            "spf": receipt["spfVerdict"],
            "dmarc": receipt["dmarcVerdict"],
        }
        verdicts = {name: verdict["status"] for name, verdict in found.items()}
        said = receipt["action"]["objectKey"], mail["timestamp"], _plain(mail["source"]), receipt["recipients"]
        return cls(*said, verdicts, receipt.get("dmarcPolicy"))

    @property
    def is_refused(self) -> str | None:
        """Why SES would have us refuse the mail, if it would: a virus, spam, or a sender whose domain says that this
        mail is not theirs."""
        for name in ("virus", "spam"):
            if self.verdicts[name] == "FAIL":
                return name.upper()
        return "FORGED" if self.verdicts["dmarc"] == "FAIL" and self.dmarc_policy == "reject" else None

    def is_of(self, address: str) -> bool:
        """Whether the mail is known to be from this address: DMARC says so, or, of a domain without DMARC, SPF of the
        same domain."""
        domains = {one.rpartition("@")[2].lower() for one in (address, self.sender)}
        is_aligned = self.verdicts["spf"] == "PASS" and len(domains) == 1
        return self.verdicts["dmarc"] == "PASS" or (self.verdicts["dmarc"] == "GRAY" and is_aligned)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a mail."""

    name: str
    content: bytes


class Mail:
    """A mail as it came."""

    def __init__(self, raw: bytes) -> None:
        self._parts = message_from_bytes(raw)

    @property
    def sender(self) -> str:
        """Whom it says it is from."""
        return _plain(str(self._parts.get("From") or ""))

    @property
    def id(self) -> str | None:
        """Its Message-ID, if it has one that can be referred to."""
        found = _MESSAGE_ID.search(self._header("Message-ID"))
        return found[0] if found else None

    @property
    def is_automatic(self) -> bool:
        """Whether a program sent it, to which nobody must answer (RFC 3834): that somebody is out of the office, a
        bounce, a mailing list's, or one of ours."""
        said = self._header("Auto-Submitted").partition(";")[0].strip().lower()
        if said not in ("", "no") or any(self._parts.get(name) is not None for name in _AUTOMATIC):
            return True
        if self._header("Precedence").strip().lower() in ("auto_reply", "bulk", "junk", "list"):
            return True
        is_listed = self._parts.get("List-Id") is not None
        name, _, domain = self.sender.rpartition("@")
        is_ours = self.sender == environment.mail_from.lower() or domain == environment.inbound_mail_domain
        is_ours = is_ours or (self.id or "").endswith(f"@{environment.inbound_mail_domain}>")
        return is_listed or is_ours or name in _ROBOTS or self._parts.get_content_type() == "multipart/report"

    def read(self) -> tuple[str, list[File], list[str]]:
        """What is new in its text, its files, and the names of what cannot be one: a mail in a mail. Pictures that the
        text shows are files of it, unless they are part of a signature or of what it quotes."""
        plain, html, files, mails = "", "", list[tuple[str, File]](), list[str]()
        for part in _leaves(self._parts):
            kind, name = part.get_content_type(), _file_name(part)
            if kind.startswith("message/"):
                mails.append(safe_name(name or "message.eml"))
            elif kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
                if kind == "text/plain":
                    plain += _text(part) + "\n"
                else:
                    html += _text(part)
            elif kind not in _NO_FILES:
                content = part.get_payload(decode=True)
                shown_as = str(part.get("Content-ID") or "").strip(" <>")
                is_shown = shown_as and html and part.get_content_disposition() != "attachment"
                name = safe_name(name or f"file.{part.get_content_subtype()}")
                files.append((shown_as if is_shown else "", File(name, content if isinstance(content, bytes) else b"")))
        ours = (environment.mail_from.lower(), f"@{environment.inbound_mail_domain}")
        of_html = answers.written(html_text.text_of(html), ours) if html else ""
        shown = {*_SHOWN.findall(of_html + " ")}
        text = answers.written(plain, ours) if is_visible(plain) else _SHOWN.sub("", of_html + " ").strip()
        return text, [file for picture, file in files if not picture or picture in shown], mails

    def _header(self, name: str) -> str:
        return _decoded(self._parts.get(name))


def _leaves(part: Part) -> Iterator[Part]:
    """What a mail consists of, in order. A mail that is attached to it is one part: nothing of it was written here."""
    children = part.get_payload() if part.is_multipart() and part.get_content_maintype() == "multipart" else None
    if isinstance(children, list):
        for child in children:
            yield from _leaves(cast("Part", child))
    else:
        yield part


def _text(part: Part) -> str:
    """A part's text, its lines as they were before they were wrapped, if it says how (RFC 3676)."""
    content = part.get_payload(decode=True)
    raw = content[:MOST_TEXT] if isinstance(content, bytes) else b""
    try:
        text = whole(raw.decode(part.get_content_charset("utf-8"), "replace"))
    except (LookupError, ValueError):  # unknown; or no charset, but an encoding that refuses some bytes
        text = raw.decode("utf-8", "replace")
    if part.get_content_type() != "text/plain" or str(part.get_param("format", "")).lower() != "flowed":
        return text
    return _unwrapped(text, has_extra_spaces=str(part.get_param("delsp", "")).lower() == "yes")


def _unwrapped(text: str, *, has_extra_spaces: bool) -> str:
    """Each paragraph on one line again. A line that ends in a space goes on in the next, but not in one that is quoted
    or begins the signature: what somebody wrote below a quote would be lost with it. Quotes stay as they are, because
    they are left out."""
    pieces = list[str]()
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        is_fixed = line.startswith(">") or line in ("", "-- ")
        said = line if is_fixed else line.removeprefix(" ")  # before "From" and ">", a space is put for sending
        if not goes_on or is_fixed:
            pieces.append("\n" if pieces else "")
        elif has_extra_spaces:
            pieces[-1] = pieces[-1][:-1]
        pieces.append(said)
        goes_on = said.endswith(" ") and not is_fixed
    return "".join(pieces)


def _decoded(header: object) -> str:
    """A header as people read it, on one line."""
    said = str(header or "")
    try:
        said = str(make_header(decode_header(said)))
    except (HeaderParseError, LookupError, ValueError):  # cut off in the middle, or of no charset
        said = said.encode("ascii", "replace").decode()
    return " ".join(said.split())


def _file_name(part: Part) -> str:
    try:
        return _decoded(part.get_filename())
    except ValueError:  # of no charset: the content is still a file
        return ""


def _plain(sender: str) -> str:
    """The address in a header, as stored. The header is not decoded before: what a name may hold once it can be read,
    a comma or a quote, would separate addresses."""
    unquoted = _UNQUOTED.fullmatch(sender)
    return email_address.normal(unquoted[1] if unquoted else utils.parseaddr(sender)[1])
