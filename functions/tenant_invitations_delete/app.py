"""DELETE /api/tenant/invitations/{id}: withdraws an invitation; its link stops working."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import invitation
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/invitations/{id}", audit="invitation.withdrawn")
def handler(caller: Caller, id: str) -> Deleted:
    invitation.withdraw(caller.tenant_id, id)
    return Deleted(id=id)
