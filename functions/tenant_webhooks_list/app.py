"""GET /api/tenant/webhooks: lists the addresses that are told of events."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook
from connextlive.schemas.webhooks import Webhooks


@endpoint("GET", "/api/tenant/webhooks")
def handler(caller: Caller) -> Webhooks:
    return Webhooks.of(webhook.all_of(caller.tenant_id))
