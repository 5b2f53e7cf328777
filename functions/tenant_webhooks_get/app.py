"""GET /api/tenant/webhooks/{id}: returns a webhook with its delivery status."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import WebhookAnswer


@endpoint("GET", "/api/tenant/webhooks/{id}")
def handler(caller: Caller, id: str) -> WebhookAnswer:
    return WebhookAnswer.of(webhook.load(caller.tenant_id, id))
