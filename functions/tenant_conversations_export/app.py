"""POST /api/tenant/conversations/export: requests a table of conversations as CSV and NDJSON, one row for each."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import conversation_export
from connextlive.chat.schemas.conversation_exports import ConversationExportAnswer, ConversationExportBody
from connextlive.core.caller import Caller
from connextlive.identity import site


@endpoint("POST", "/api/tenant/conversations/export", limit="report", audit="conversation_export.requested")
def handler(caller: Caller, body: ConversationExportBody) -> ConversationExportAnswer:
    if body.site_id is not None:
        site.load(caller.tenant_id, body.site_id)
    return ConversationExportAnswer.of(conversation_export.request(caller.tenant_id, caller.id, body.wanted))
