"""Sends events to webhooks: signed according to Standard Webhooks (https://www.standardwebhooks.com), with retries for
a day.

An event becomes a delivery per subscribed webhook, and a queue message per delivery. The message contains only the
delivery's key; its due time is in the delivery. A message that arrives early is returned to the queue for at most
fifteen minutes, so waiting needs neither a schedule nor polling.
"""

import base64
import hashlib
import hmac
import random
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from connextlive.core import public_http
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.core.ids import new_id, timestamp
from connextlive.events.types import Event, Subscribable
from connextlive.lambdas.queue import look_again
from connextlive.webhooks import delivery as deliveries
from connextlive.webhooks import webhook
from connextlive.webhooks.delivery import Delivery
from connextlive.webhooks.webhook import Webhook

if TYPE_CHECKING:
    from connextlive.webhooks.delivery import Attempt

BACKOFF = (5, 300, 1_800, 7_200, 18_000, 28_800, 36_000)  # seconds between attempts: more than a day in all
RESPONSE_KEPT = 200  # characters
GONE = 410


class DeliveryDue(Event):
    """What the consumer tells itself through its queue: a delivery is due. `event_id` is the delivered event's."""

    type = "delivery.due"
    webhook_id: str


class WebhookTest(Event):
    """The event of a test delivery."""

    type = "webhook.test"


def announce(event: Subscribable) -> None:
    """Begins a delivery of an event to each webhook that wants it."""
    tenant_id, event_id, occurred_at = event.tenant_id, event.event_id, event.occurred_at
    for webhook_id in webhook.subscribed(tenant_id, event.type):
        deliveries.create_once(webhook_id, event)
        due = DeliveryDue(event_id=event_id, tenant_id=tenant_id, occurred_at=occurred_at, webhook_id=webhook_id)
        look_again(environment.webhook_queue_url, due, 0)


def deliver(due: DeliveryDue) -> None:
    """Makes the attempt that is due, if one is."""
    delivery, wait = deliveries.claim(due.tenant_id, due.webhook_id, due.occurred_at, due.event_id)
    if wait:
        look_again(environment.webhook_queue_url, due, wait)
    if delivery is None:
        return
    with suppress(NotFound):  # deleted: nobody waits for it any more
        _conclude(delivery, webhook.load(due.tenant_id, due.webhook_id), due)


def test(tenant_id: str, webhook_id: str) -> Delivery:
    """Delivers a test event with a single attempt, whether the webhook is active or not."""
    to = webhook.load(tenant_id, webhook_id)
    event = WebhookTest(event_id=new_id("evt"), tenant_id=tenant_id, occurred_at=timestamp())
    delivery = deliveries.new(webhook_id, event)
    is_taken = _attempt(delivery, to)
    _end(delivery, "SUCCEEDED" if is_taken else "FAILED")
    return delivery


def _conclude(delivery: Delivery, to: Webhook, due: DeliveryDue) -> None:
    tenant_id = to.tenant_id
    if to.status != "ACTIVE":
        _end(delivery, "FAILED")
    elif _attempt(delivery, to):
        _end(delivery, "SUCCEEDED")
        if to.failing_since is not None:
            webhook.note_success(tenant_id, to.id)
    elif delivery.attempts[-1]["status_code"] == GONE:
        _end(delivery, "FAILED")
        webhook.disable(tenant_id, to.id, "GONE")
    elif len(delivery.attempts) <= len(BACKOFF):
        webhook.note_failure(tenant_id, to.id, delivery.attempts[-1]["at"])
        # Jitter, so that retries after an outage are spread.
        wait = BACKOFF[len(delivery.attempts) - 1] * random.uniform(1, 1.1)
        delivery.next_attempt_at = timestamp(time.time() + wait)
        delivery.save()
        look_again(environment.webhook_queue_url, due, wait)
    else:
        _end(delivery, "FAILED")
        failing = webhook.note_failure(tenant_id, to.id, delivery.attempts[-1]["at"])
        if failing.failing_since is not None and failing.failing_since <= delivery.attempts[0]["at"]:
            webhook.disable(tenant_id, to.id, "FAILING")  # no delivery has succeeded since this one's first attempt


def _end(delivery: Delivery, status: str) -> None:
    """Ends a delivery. Of somebody deleted meanwhile, the log keeps nothing: their deletion has passed."""
    from connextlive.webhooks.payload import is_about_somebody_deleted  # imported here as in `_attempt`

    if is_about_somebody_deleted(delivery):
        delivery.delete()
        return
    delivery.status = status
    delivery.next_attempt_at = None
    delivery.save()


def _attempt(delivery: Delivery, to: Webhook) -> bool:
    """Sends the event, records the attempt, and returns whether the receiver accepted it."""
    from connextlive.webhooks.payload import payload  # imported here because most events have no webhook

    tried: Attempt = {"at": timestamp(), "duration": 0, "status_code": None, "error": None, "response": None}
    body = payload(delivery)
    begun = time.monotonic()
    try:
        answer = public_http.post(to.url, body, _headers(delivery, to, body))
    except public_http.Unreachable as failure:
        tried["error"] = str(failure)
        is_taken = False
    else:
        is_taken = answer.is_success
        tried["status_code"], tried["response"] = answer.status, answer.beginning[:RESPONSE_KEPT]
        if not is_taken:
            is_redirect = 300 <= answer.status < 400
            tried["error"] = "Redirects are not followed" if is_redirect else "The status is no success"
    tried["duration"] = round(1000 * (time.monotonic() - begun))
    delivery.attempts = [*delivery.attempts, tried]
    return is_taken


def _headers(delivery: Delivery, to: Webhook, body: bytes) -> dict[str, str]:
    at = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Connextlive-Webhooks/1",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(sign(secret, delivery.event_id, at, body) for secret in to.secrets),
    }


def sign(secret: str, event_id: str, at: str, body: bytes) -> str:
    """A signature: `v1,` and the HMAC-SHA256 of ID, time and body with the secret's bytes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{event_id}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
