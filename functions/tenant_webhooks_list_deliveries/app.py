"""GET /api/tenant/webhooks/{id}/deliveries: lists a webhook's deliveries, newest first."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import delivery, webhook
from connextlive.webhooks.schemas.webhooks import Deliveries, DeliveriesQuery


@endpoint("GET", "/api/tenant/webhooks/{id}/deliveries")
def handler(caller: Caller, id: str, query: DeliveriesQuery) -> Deliveries:
    webhook.load(caller.tenant_id, id)
    return Deliveries.of(delivery.page(caller.tenant_id, id, query.limit, query.cursor), query.limit)
