"""Webhook deliveries: one per webhook and event, with its attempts, kept for 30 days.

A delivery contains the event's IDs and no text that somebody wrote: payloads are read when they are sent.
"""

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id, timestamp
from connextlive.events.types import ConversationDeleted, Event, VisitorDeleted
from connextlive.table import codec, items, pages, writes
from connextlive.table.orm import (
    Document,
    Item,
    Many,
    MaybeText,
    NumberAttribute,
    PutError,
    UnicodeAttribute,
    VersionAttribute,
)
from connextlive.table.writes import condition_failed, optimistic
from connextlive.webhooks import webhook

if TYPE_CHECKING:
    from connextlive.generated.values import DeliveryValues

    class Attempt(TypedDict):
        """When an attempt was made, how long it took in milliseconds, and its answer or why there was none."""

        at: str
        duration: int
        status_code: int | None
        error: str | None
        response: str | None


LIVES = 30 * 24 * 3600  # seconds
OF_DELETIONS = frozenset({ConversationDeleted.type, VisitorDeleted.type})  # outlive what they are about
CLAIMED_FOR = 60  # seconds; longer than the function may take, shorter than its queue hides a message


class Delivery(Item, discriminator="delivery"):
    """The delivery of one event to one webhook. `event_id` identifies it to the receiver; while it is PENDING,
    `next_attempt_at` is when to try next."""

    event_id = UnicodeAttribute()
    webhook_id = UnicodeAttribute()
    event_type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    ids: "Document[dict[str, Any]]" = Document()
    status = UnicodeAttribute(default="PENDING")
    attempts: "Many[Attempt]" = Many()
    next_attempt_at = MaybeText()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()
    version = VersionAttribute()

    @property
    def values(self) -> "DeliveryValues":
        return cast("DeliveryValues", self.attribute_values)


def partition(tenant_id: str, webhook_id: str) -> str:
    """The partition of a webhook's deliveries, ordered by the time of their events."""
    if not is_id(webhook_id, "whk"):
        raise NotFound("Webhook")
    return f"{tenant_id}#{webhook_id}"


def _key(tenant_id: str, webhook_id: str, occurred_at: str, event_id: str) -> tuple[str, str]:
    return partition(tenant_id, webhook_id), f"{occurred_at}#{event_id}"


def new(webhook_id: str, event: Event) -> Delivery:
    """A delivery that is due at once; not saved yet."""
    at = timestamp()
    return Delivery(
        *_key(event.tenant_id, webhook_id, event.occurred_at, event.event_id),
        event_id=event.event_id,
        webhook_id=webhook_id,
        event_type=event.type,
        occurred_at=event.occurred_at,
        ids=event.facts,
        next_attempt_at=at,
        created_at=at,
        expires_at=int(time.time()) + LIVES,
    )


def create_once(webhook_id: str, event: Event) -> None:
    """Begins a delivery, unless an earlier copy of the event has."""
    try:
        new(webhook_id, event).save()
    except PutError as error:
        if not condition_failed(error):
            raise


@optimistic
def claim(tenant_id: str, webhook_id: str, occurred_at: str, event_id: str) -> tuple[Delivery | None, float]:
    """Claims the delivery if it is due, so that nobody else attempts it for a while; otherwise returns in how many
    seconds it will be. Neither if there is nothing left to do."""
    found = Delivery.find(*_key(tenant_id, webhook_id, occurred_at, event_id))
    if not isinstance(found, Delivery) or found.next_attempt_at is None:
        return None, 0
    wait = datetime.fromisoformat(found.next_attempt_at).timestamp() - time.time()
    if wait > 0:
        return None, wait
    found.next_attempt_at = timestamp(time.time() + CLAIMED_FOR)
    found.save()
    return found, 0


def forget(tenant_id: str, entity_id: str) -> None:
    """Deletes the deliveries about somebody or something that is deleted, with what receivers responded: all but that
    of the deletion itself, which tells the ID and nothing else. Those that have not ended lose the responses alone,
    because what happened before the deletion is delivered whatever comes first, and are deleted at their end."""
    for one in webhook.all_of(tenant_id):
        pk = partition(tenant_id, one["id"])
        found = map(codec.plain, items.query(pk, limit=items.ALL, fields=("sk", "ids", "event_type", "status")))
        about = [
            values
            for values in found
            if entity_id in values["ids"].values() and values["event_type"] not in OF_DELETIONS
        ]
        writes.delete_all((pk, values["sk"]) for values in about if values["status"] != "PENDING")
        for values in about:
            if values["status"] == "PENDING":
                _forget_responses(pk, values["sk"])


@optimistic
def _forget_responses(pk: str, sk: str) -> None:
    found = Delivery.find(pk, sk)
    if isinstance(found, Delivery) and any(attempt.get("response") for attempt in found.attempts):
        found.attempts = [{**attempt, "response": None} for attempt in found.attempts]
        found.save()


def page(tenant_id: str, webhook_id: str, limit: int, cursor: str | None) -> tuple[list["DeliveryValues"], str | None]:
    """Values of a webhook's deliveries, newest event first, and the next page's cursor."""
    before = pages.decode_cursor(cursor) if cursor else None
    found = items.query(partition(tenant_id, webhook_id), limit=limit + 1, newest_first=True, before=before)
    following = pages.encode_cursor(found[limit - 1]["sk"]["S"]) if len(found) > limit else None
    return [cast("DeliveryValues", codec.plain(raw)) for raw in found[:limit]], following
