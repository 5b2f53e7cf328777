"""POST /api/tenant/webhooks/{id}/test: sends a test event immediately and returns the result."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import sending
from connextlive.webhooks.schemas.webhooks import DeliveryAnswer


@endpoint("POST", "/api/tenant/webhooks/{id}/test", idempotent=True, limit="webhook_test")
def handler(caller: Caller, id: str) -> DeliveryAnswer:
    return DeliveryAnswer.of(sending.test(caller.tenant_id, id))
