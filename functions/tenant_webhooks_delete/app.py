"""DELETE /api/tenant/webhooks/{id}: removes a webhook, and what was still to be delivered to it."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook
from connextlive.schemas.common import Deleted


@endpoint("DELETE", "/api/tenant/webhooks/{id}")
def handler(caller: Caller, id: str) -> Deleted:
    webhook.delete(caller.tenant_id, id)
    return Deleted(id=id)
