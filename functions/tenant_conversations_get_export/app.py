"""GET /api/tenant/conversations/export: returns the latest export of conversations, with links when it is ready."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation_export
from connextlive.chat.schemas.conversation_exports import ConversationExportAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/conversations/export")
def handler(caller: Caller) -> ConversationExportAnswer:
    return ConversationExportAnswer.of(conversation_export.find(caller.tenant_id))
