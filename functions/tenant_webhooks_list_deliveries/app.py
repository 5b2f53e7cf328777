"""GET /api/tenant/webhooks/{id}/deliveries: lists what was delivered to a webhook, or tried to, the newest first."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook, webhook_delivery
from connextlive.schemas.webhooks import Deliveries, DeliveriesQuery


@endpoint("GET", "/api/tenant/webhooks/{id}/deliveries")
def handler(caller: Caller, id: str, query: DeliveriesQuery) -> Deliveries:
    webhook.load(caller.tenant_id, id)
    return Deliveries.of(webhook_delivery.page(caller.tenant_id, id, query.limit, query.cursor), query.limit)
