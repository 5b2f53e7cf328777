"""GET /api/agent/conversations/{id}: returns a conversation with its visitor and the workspace."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import details
from connextlive.chat.schemas.conversation_details import ConversationDetailAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/agent/conversations/{id}")
def handler(caller: Caller, id: str) -> ConversationDetailAnswer:
    return ConversationDetailAnswer.of(details.of_conversation(caller, id))
