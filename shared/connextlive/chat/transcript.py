"""Requests for a conversation's transcript, which is mailed to its visitor by event (`transcript_mail.py`).

It is sent to the visitor's own address only: the one that the site has verified, otherwise the one that they give,
which is then stored as theirs. A transcript contains any text that the visitor wrote, so it could be abused to mail
strangers. It is sent only after somebody of the workspace has answered, and a limited number of times.
"""

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor as visitors
from connextlive.chat import visitor_conversation
from connextlive.chat.visitor import Visitor
from connextlive.core import email_address
from connextlive.core.caller import Caller
from connextlive.core.errors import Refused
from connextlive.core.ids import timestamp
from connextlive.email import suppression
from connextlive.identity import workspace as workspaces
from connextlive.table import throttle
from connextlive.table.writes import optimistic

ASKED = 5  # times in 15 minutes


def ask_as_visitor(caller: Caller, given: str | None, conversation_id: str | None = None) -> str:
    """Requests the transcript of a visitor's conversation, or of their newest; returns the address."""
    tenant_id = caller.tenant_id
    conversation = visitor_conversation.require_conversation(caller, conversation_id)
    if conversation.get("first_response_at") is None:
        raise Refused("Nobody has answered yet", "NOT_ANSWERED")
    person = visitors.load(tenant_id, caller.id)
    address = _own_address(person, given)
    throttle.reserve({f"transcript#{conversation['id']}": ASKED})
    if address != person.user_email:
        visitors.update(tenant_id, caller.id, {"user_email": address})
    _ask(tenant_id, conversation["id"])
    return address


def _own_address(person: Visitor, given: str | None) -> str:
    known = person.user_email
    if given is None or (known and email_address.normal(given) == email_address.normal(known)):
        if not known:
            raise Refused("An e-mail address is needed", "NO_ADDRESS")
        return known
    if known and person.is_verified:
        raise Refused("The transcript is sent only to the address of your account", "NOT_YOUR_ADDRESS")
    return given


def ask_as_agent(caller: Caller, conversation_id: str) -> str:
    """Requests the transcript of a conversation that an agent sees, for its visitor; returns the address."""
    tenant_id = caller.tenant_id
    conversation = conversations.load(tenant_id, conversation_id, caller)
    conversation.check_no_spam()
    address = visitors.read(tenant_id, conversation.visitor_id).get("user_email")
    if not address:
        raise Refused("The visitor’s e-mail address is not known", "NO_ADDRESS")
    if suppression.reason(address):
        raise Refused("E-mail to this address bounced or was reported as spam", "EMAIL_SUPPRESSED")
    if not workspaces.load(tenant_id).may_mail:
        raise Refused("The workspace’s owner has not confirmed their e-mail address yet", "EMAIL_NOT_CONFIRMED")
    throttle.reserve({f"transcript#{conversation_id}": ASKED})
    _ask(tenant_id, conversation_id)
    return address


@optimistic
def _ask(tenant_id: str, conversation_id: str) -> None:
    conversation = conversations.load(tenant_id, conversation_id)
    conversation.transcript_asked_at = timestamp()
    conversation.touch(conversation.transcript_asked_at)
    conversation.save()
