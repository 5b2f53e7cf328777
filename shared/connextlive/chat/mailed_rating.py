"""Ratings by the link in an email, without a session: `<tenant>.<conversation>.<time of the closing>.<secret>`.

The token allows a rating of one closing, for a month, and nothing else. It is not stored. The link opens a page, and
only submitting the page is a rating, because mail scanners follow links, too.
"""

import hmac
import time
from datetime import datetime

from connextlive.aws import signing_secret
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor_presence
from connextlive.chat.conversation import Conversation
from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id

LIVES = 30 * 24 * 3600  # seconds


def token(conversation: Conversation) -> str:
    """The token in the mail about a closed conversation."""
    return _token(conversation.tenant_id, conversation.id, _milliseconds(conversation.closed_at))


def rate(plain_token: str, score: int, comment: str | None) -> Conversation:
    """Rates the closing that the token is for."""
    tenant, _, rest = plain_token.partition(".")
    conversation, _, rest = rest.partition(".")
    tenant_id, conversation_id, closed = f"ten_{tenant}", f"cnv_{conversation}", rest.partition(".")[0]
    is_one = is_id(tenant_id, "ten") and is_id(conversation_id, "cnv") and closed.isascii() and closed.isdecimal()
    if not is_one or not hmac.compare_digest(_token(tenant_id, conversation_id, closed).encode(), plain_token.encode()):
        raise NotFound("Rating")
    if int(closed) / 1000 < time.time() - LIVES:
        raise NotFound("Rating")
    found = conversations.load(tenant_id, conversation_id)
    visitor_presence.check_until(found.visitor.get("blocked_until"))
    closing = found.closed_at if _milliseconds(found.closed_at) == closed else ""
    return conversations.rate(tenant_id, conversation_id, score, comment, closing)


def _milliseconds(closed_at: str | None) -> str:
    return f"{round(datetime.fromisoformat(closed_at).timestamp() * 1000)}" if closed_at else ""


def _token(tenant_id: str, conversation_id: str, closed: str) -> str:
    secret = signing_secret.derive("rating", tenant_id, conversation_id, closed)
    return ".".join((tenant_id.removeprefix("ten_"), conversation_id.removeprefix("cnv_"), closed, secret))
