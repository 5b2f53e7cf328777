"""PATCH /api/tenant/webhooks/{id}: changes a webhook's address, events or status; ACTIVE enables a disabled one."""

from connextlive.http import Caller, endpoint
from connextlive.models import webhook
from connextlive.schemas.webhooks import WebhookAnswer, WebhookChanges


@endpoint("PATCH", "/api/tenant/webhooks/{id}")
def handler(caller: Caller, id: str, body: WebhookChanges) -> WebhookAnswer:
    return WebhookAnswer.of(webhook.update(caller.tenant_id, id, body.changes()))
