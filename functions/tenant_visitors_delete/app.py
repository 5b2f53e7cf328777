"""DELETE /api/tenant/visitors/{id}: deletes a visitor for good, along with their conversations, messages and files."""

from connextlive.http import Caller, endpoint
from connextlive.models import visitor
from connextlive.schemas.common import Deleted


@endpoint("DELETE", "/api/tenant/visitors/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    visitor.delete(caller.tenant_id, id)
    return Deleted(id=id)
