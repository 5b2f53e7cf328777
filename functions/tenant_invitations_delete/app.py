"""DELETE /api/tenant/invitations/{id}: withdraws an invitation; its link stops working."""

from connextlive.http import Caller, endpoint
from connextlive.models import invitation
from connextlive.schemas.common import Deleted


@endpoint("DELETE", "/api/tenant/invitations/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    invitation.withdraw(caller.tenant_id, id)
    return Deleted(id=id)
