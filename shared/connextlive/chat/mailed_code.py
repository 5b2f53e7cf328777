"""Codes in the links of emails to visitors. A code opens one session, within three days.

It is `<tenant>.<visitor>.<time of the email>.<secret>`, and is not stored, so that an email that is sent twice has the
same link. The visitor has the time of the last code that was used: this one and earlier ones no longer work. A code is
for the address that it was sent to and the conversation that the mail is about, and ends with the visitor's tokens.
"""

import hmac
import time
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from connextlive.aws import signing_secret
from connextlive.chat import visitor
from connextlive.chat.visitor import Visitor
from connextlive.core.errors import NotFound

if TYPE_CHECKING:
    from connextlive.generated.values import VisitorValues

LIVES = 3 * 24 * 3600  # seconds: an email of Friday evening is read on Monday


class Redeemed(NamedTuple):
    """The visitor whose code it was, and the conversation that its mail was about, if it names one."""

    visitor: Visitor
    conversation_id: str | None


def of(person: "VisitorValues", mailed_at: str, conversation_id: str | None = None) -> str:
    """The code for an email about a conversation that is sent to the visitor at that time."""
    return _code(person, round(datetime.fromisoformat(mailed_at).timestamp() * 1000), conversation_id)


def redeem(tenant_id: str, code: str) -> Redeemed | None:
    """The visitor whose code this is; saving them marks it as used. None if it is not a valid code of the tenant."""
    _, _, rest = code.partition(".")
    visitor_id, _, rest = rest.partition(".")
    mailed = rest.partition(".")[0]
    if not (mailed.isascii() and mailed.isdecimal() and len(mailed) < 16):
        return None
    try:
        found = visitor.load_any(tenant_id, f"vis_{visitor_id}")
    except NotFound:
        return None
    mailed_at = int(mailed)
    is_new = mailed_at > found.code_used and mailed_at / 1000 > time.time() - LIVES
    if not is_new:
        return None
    for conversation_id in (
        *found.conversation_ids,
        None,
    ):  # of mails from before it was part of the code, none is said
        if hmac.compare_digest(_code(found.values, mailed_at, conversation_id).encode(), code.encode()):
            found.code_used = mailed_at
            return Redeemed(found, conversation_id)
    return None


def _code(person: "VisitorValues", mailed_at: int, conversation_id: str | None) -> str:
    tenant_id, visitor_id = person["pk"].partition("#")[0], person["id"]
    facts = person.get("user_email") or "", person.get("token_version", 0), mailed_at
    about = [conversation_id] if conversation_id else []
    secret = signing_secret.derive("mailed-code", tenant_id, visitor_id, *facts, *about)
    return ".".join((tenant_id.removeprefix("ten_"), visitor_id.removeprefix("vis_"), str(mailed_at), secret))
