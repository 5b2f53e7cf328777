"""PUT /api/tenant/conversations/{id}/snooze: puts a conversation off until a time or the visitor's next message."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import snooze
from connextlive.chat.schemas.conversations import ConversationAnswer
from connextlive.chat.schemas.snoozing import SnoozeBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("PUT", "/api/tenant/conversations/{id}/snooze")
def handler(caller: Caller, id: str, body: SnoozeBody) -> ConversationAnswer:
    found = snooze.set_until(caller.tenant_id, id, body.is_snoozed, body.until, caller)
    return ConversationAnswer.of(people.with_current_names(found))
