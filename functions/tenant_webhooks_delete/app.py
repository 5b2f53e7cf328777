"""DELETE /api/tenant/webhooks/{id}: deletes a webhook and its pending deliveries."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.lambdas.common import Deleted
from connextlive.webhooks import webhook


@endpoint("DELETE", "/api/tenant/webhooks/{id}", audit="webhook.deleted")
def handler(caller: Caller, id: str) -> Deleted:
    webhook.delete(caller.tenant_id, id)
    return Deleted(id=id)
