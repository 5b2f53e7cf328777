"""POST /api/agent/conversations/{id}/mark-mention-read: marks the note that mentions the agent as read."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import mention
from connextlive.chat.schemas.conversations import ConversationAnswer
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("POST", "/api/agent/conversations/{id}/mark-mention-read", idempotent=True)
def handler(caller: Caller, id: str) -> ConversationAnswer:
    return ConversationAnswer.of(people.with_current_names(mention.mark_read(caller, id)))
