"""POST /api/tenant/webhooks/{id}/test: sends a test event at once, and says how that went."""

from connextlive import webhooks
from connextlive.http import Caller, endpoint
from connextlive.schemas.webhooks import DeliveryAnswer


@endpoint("POST", "/api/tenant/webhooks/{id}/test", idempotent=True)
def handler(caller: Caller, id: str) -> DeliveryAnswer:
    return DeliveryAnswer.of(webhooks.test(caller.tenant_id, id))
