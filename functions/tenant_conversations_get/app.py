"""GET /api/tenant/conversations/{id}: one conversation with its whole visitor and the workspace."""

from connextlive.http import Caller, endpoint
from connextlive.models import details
from connextlive.schemas.conversation_details import ConversationDetailAnswer


@endpoint("GET", "/api/tenant/conversations/{id}")
def handler(caller: Caller, id: str) -> ConversationDetailAnswer:
    return ConversationDetailAnswer.of(details.of_conversation(caller.tenant_id, id))
