"""The addresses for answers to our mails: `<tenant><visitor><minute><secret>@<domain>`.

Nothing of it is stored. The minute is that of the last message in the mail. The secret covers the minute, one
conversation, the address that the mail was sent to, and the version of the visitor's tokens. Case does not matter,
because not every mail server keeps it. The part before the `@` has 64 characters, the most that servers have to accept
(RFC 5321, 4.5.3.1.1).
"""

import hmac
import time
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from connextlive.aws import signing_secret
from connextlive.chat import visitor as visitors
from connextlive.chat.visitor import Visitor
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues

LIVES = 90 * 24 * 3600  # seconds
_ULID = 25  # letters; the first one is 0 until the year 3084
_MINUTE, _SECRET = 4, 10  # letters of five bits each; so many minutes are two years
_LENGTHS = (_ULID, _ULID, _MINUTE, _SECRET)
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Known(NamedTuple):
    """The visitor of an address, the conversation that its mail was about, and the time up to which the mail had
    messages."""

    visitor: Visitor
    conversation_id: str
    until: str


def of(person: "VisitorValues", conversation_id: str, until: str) -> str | None:
    """The address for a visitor's answer to a mail with messages until then; None if this deployment receives no
    mail."""
    domain = environment.inbound_mail_domain
    if not domain:
        return None
    minute = int(datetime.fromisoformat(until).timestamp()) // 60 + 1
    ids = (id.partition("_")[2].removeprefix("0").lower() for id in (person["pk"].partition("#")[0], person["id"]))
    return f"{''.join(ids)}{_spelled(minute, _MINUTE)}{_secret(person, conversation_id, minute)}@{domain}"


def find(address: str) -> Known | None:
    """The visitor of this address, if it is a valid one."""
    name, _, domain = address.strip().lower().rpartition("@")
    if domain != environment.inbound_mail_domain or len(name) != sum(_LENGTHS) or not name.isascii():
        return None
    parts, start = list[str](), 0
    for length in _LENGTHS:
        parts.append(name[start : start + length])
        start += length
    tenant, visitor, said, secret = parts
    now = int(time.time()) // 60 + 1
    minute = now - (now - _read(said)) % 32**_MINUTE
    if minute < now - LIVES // 60:
        return None
    with suppress(NotFound):
        found = visitors.load_any(f"ten_0{tenant.upper()}", f"vis_0{visitor.upper()}")
        for conversation_id in found.conversation_ids:
            if hmac.compare_digest(_secret(found.values, conversation_id, minute), secret):
                writer = visitors.standing_for(found)
                return Known(writer, conversation_id, timestamp(minute * 60)) if writer else None
    return None


def _secret(person: "VisitorValues", conversation_id: str, minute: int) -> str:
    tenant_id = person["pk"].partition("#")[0]
    facts = person.get("user_email") or "", person.get("token_version", 0), minute
    derived = signing_secret.derive("reply-address", tenant_id, person["id"], conversation_id, *facts)
    return _spelled(int(derived, 16), _SECRET)


def _spelled(number: int, length: int) -> str:
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(length)))


def _read(text: str) -> int:
    """The number that letters encode. Other letters make an address whose secret does not match."""
    number = 0
    for letter in text:
        number = number << 5 | max(0, _LETTERS.find(letter))
    return number
