"""DELETE /api/tenant/labels/{id}: deletes a label; conversations that had it show it no longer."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import label
from connextlive.lambdas.common import Deleted


@endpoint("DELETE", "/api/tenant/labels/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    label.delete(caller.tenant_id, id)
    return Deleted(id=id)
