"""POST /api/tenant/conversations/{id}/mark-read: marks all the visitor's messages as seen."""

from connextlive.http import Caller, endpoint
from connextlive.models import message
from connextlive.schemas.reading import MarkReadAnswer


@endpoint("POST", "/api/tenant/conversations/{id}/mark-read", idempotent=True)
def handler(caller: Caller, id: str) -> MarkReadAnswer:
    return MarkReadAnswer(conversation_id=id, marked_count=message.mark_read(caller.tenant_id, id, "AGENT"))
