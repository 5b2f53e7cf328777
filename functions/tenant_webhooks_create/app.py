"""POST /api/tenant/webhooks: adds an address to be told of chosen events, and shows its signing secret this once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import WebhookBody, WebhookSecret


@endpoint("POST", "/api/tenant/webhooks", idempotent=True)
def handler(caller: Caller, body: WebhookBody) -> WebhookSecret:
    made = webhook.create(caller.tenant_id, body.url, [*body.events], body.description, body.status)
    return WebhookSecret.of(made)
