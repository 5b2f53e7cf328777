"""GET /api/tenant/visitors/{id}: one visitor's whole profile."""

from connextlive.http import Caller, endpoint
from connextlive.models import visitor
from connextlive.schemas.visitors import VisitorAnswer


@endpoint("GET", "/api/tenant/visitors/{id}")
def handler(caller: Caller, id: str) -> VisitorAnswer:
    return VisitorAnswer.of(visitor.read(caller.tenant_id, id))
