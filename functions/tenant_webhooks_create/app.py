"""POST /api/tenant/webhooks: adds an address to be told of chosen events, and shows its signing secret this once."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook
from connextlive.schemas.webhooks import WebhookBody, WebhookSecret


@endpoint("POST", "/api/tenant/webhooks", idempotent=True)
def handler(caller: Caller, body: WebhookBody) -> WebhookSecret:
    made = webhook.create(caller.tenant_id, body.url, [*body.events], body.description, body.status)
    return WebhookSecret.of(made)
