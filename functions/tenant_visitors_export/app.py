"""POST /api/tenant/visitors/{id}/export: requests an archive of a visitor's data, with their files."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor_export
from connextlive.chat.schemas.visitor_exports import VisitorExportAnswer
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/visitors/{id}/export", limit="report", audit="visitor.exported")
def handler(caller: Caller, id: str) -> VisitorExportAnswer:
    return VisitorExportAnswer.of(visitor_export.request(caller.tenant_id, id, caller.id))
