"""PATCH /api/tenant/visitors/{id}: changes what is known of a visitor; null clears a field."""

from connextlive.http import Caller, endpoint
from connextlive.models import visitor
from connextlive.schemas.visitors import VisitorAnswer, VisitorBody


@endpoint("PATCH", "/api/tenant/visitors/{id}")
def handler(caller: Caller, id: str, body: VisitorBody) -> VisitorAnswer:
    return VisitorAnswer.of(visitor.update(caller.tenant_id, id, body.changes()).attribute_values)
