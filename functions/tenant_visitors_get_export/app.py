"""GET /api/tenant/visitors/{id}/export: returns a visitor's latest export, with a link once it is ready."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import visitor_export
from connextlive.chat.schemas.visitor_exports import VisitorExportAnswer
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/visitors/{id}/export")
def handler(caller: Caller, id: str) -> VisitorExportAnswer:
    return VisitorExportAnswer.of(visitor_export.find(caller.tenant_id, id))
