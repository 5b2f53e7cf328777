"""POST /api/tenant/webhooks: creates a webhook; its signing secret is returned only once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.webhooks import webhook
from connextlive.webhooks.schemas.webhooks import WebhookBody, WebhookSecret


@endpoint("POST", "/api/tenant/webhooks", idempotent=True, audit="webhook.created")
def handler(caller: Caller, body: WebhookBody) -> WebhookSecret:
    made = webhook.create(caller.tenant_id, body.url, [*body.events], body.description, body.status)
    return WebhookSecret.of(made)
