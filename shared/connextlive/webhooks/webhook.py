"""Webhooks: URLs that a tenant's events are sent to, and the secrets that sign them."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from connextlive.audit import log
from connextlive.aws import signing_secret
from connextlive.core.errors import NotFound, Refused
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.table import codec, items, orm, turns, writes
from connextlive.table.orm import Audited, Item, Many, MaybeText, UnicodeAttribute, VersionAttribute, Whole
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import WebhookValues


PREFIX = "webhook#"
MANY = 20
EVERYTHING = "*"
OLD_SECRET_LIVES = 24 * 3600  # seconds after a rotation in which both secrets sign


class Webhook(Item, discriminator="webhook"):
    """A webhook. Its secret is derived from the signing secret and `secret_generation`, and not stored. `failing_since`
    is the first failure after the last success."""

    id = UnicodeAttribute()
    url = UnicodeAttribute()
    description = MaybeText()
    events: "Many[str]" = Many()
    status = UnicodeAttribute(default="ACTIVE")
    disabled_reason = MaybeText()
    disabled_at = MaybeText()
    failing_since = MaybeText()
    secret_generation = Whole()
    secret_rotated_at = MaybeText()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def secret(self) -> str:
        """The latest secret, in the format of Standard Webhooks."""
        return self._secret(self.secret_generation)

    @property
    def secrets(self) -> list[str]:
        """The secrets that currently sign: the latest, and for a day the previous one."""
        rotated_lately = self.secret_rotated_at is not None and self.secret_rotated_at > ago(OLD_SECRET_LIVES)
        return [self.secret] + ([self._secret(self.secret_generation - 1)] if rotated_lately else [])

    def _secret(self, generation: int) -> str:
        derived = bytes.fromhex(signing_secret.derive("webhook", self.id, generation))
        return "whsec_" + base64.b64encode(derived).decode()


def key(tenant_id: str, webhook_id: str) -> tuple[str, str]:
    if not is_id(webhook_id, "whk"):
        raise NotFound("Webhook")
    return tenant_id, PREFIX + webhook_id


def load(tenant_id: str, webhook_id: str) -> Webhook:
    """The webhook, for changing it."""
    found = Webhook.find(*key(tenant_id, webhook_id))
    if not isinstance(found, Webhook):
        raise NotFound("Webhook")
    return found


def all_of(tenant_id: str) -> list["WebhookValues"]:
    """Values of the tenant's webhooks, oldest first."""
    return [cast("WebhookValues", codec.plain(raw)) for raw in items.query(tenant_id, prefix=PREFIX, limit=items.ALL)]


def subscribed(tenant_id: str, event_type: str) -> list[str]:
    """The IDs of the active webhooks subscribed to an event type: one Query, whether there are any or none."""
    return [
        values["id"]
        for values in all_of(tenant_id)
        if values["status"] == "ACTIVE" and {event_type, EVERYTHING} & set(values["events"])
    ]


@optimistic
def create(tenant_id: str, url: str, events: list[str], description: str | None, status: str) -> Webhook:
    """A new webhook with its first secret."""
    turn = turns.of(tenant_id, "webhooks")
    signing_secret.signing_keys()  # of the webhook's secret, which is told once it has been created
    if len(all_of(tenant_id)) >= MANY:
        raise Refused(f"A workspace has at most {MANY} webhooks", "TOO_MANY_WEBHOOKS")
    webhook_id, at = new_id("whk"), timestamp()
    made = Webhook(
        *key(tenant_id, webhook_id),
        id=webhook_id,
        url=url,
        events=events,
        description=description,
        status=status,
        created_at=at,
        updated_at=at,
    )
    with orm.transaction() as write:
        write.save(made)
        write.save(turn)
    return made


@optimistic
def update(tenant_id: str, webhook_id: str, changes: Mapping[str, object]) -> Webhook:
    """Sets fields; setting the status clears why the webhook was disabled and since when it has been failing."""
    webhook = load(tenant_id, webhook_id)
    for name, value in changes.items():
        setattr(webhook, name, value)
    if "status" in changes:
        webhook.disabled_reason = webhook.disabled_at = webhook.failing_since = None
    webhook.updated_at = timestamp()
    webhook.save()
    return webhook


@optimistic
def rotate_secret(tenant_id: str, webhook_id: str) -> Webhook:
    """Starts the next generation of the secret."""
    webhook = load(tenant_id, webhook_id)
    signing_secret.signing_keys()  # of the new one, which is told once it is in use
    webhook.secret_generation += 1
    webhook.secret_rotated_at = webhook.updated_at = timestamp()
    webhook.save()
    return webhook


@optimistic
def note_success(tenant_id: str, webhook_id: str) -> None:
    """Clears the record of failures."""
    webhook = load(tenant_id, webhook_id)
    if webhook.failing_since is not None:
        webhook.failing_since = None
        webhook.save()


@optimistic
def note_failure(tenant_id: str, webhook_id: str, at: str) -> Webhook:
    """Records since when attempts fail."""
    webhook = load(tenant_id, webhook_id)
    if webhook.failing_since is None:
        webhook.failing_since = at
        webhook.save()
    return webhook


@optimistic
def disable(tenant_id: str, webhook_id: str, reason: str) -> None:
    """Stops deliveries until the tenant sets the status again."""
    webhook = load(tenant_id, webhook_id)
    if webhook.status == "ACTIVE":
        webhook.status = "INACTIVE"
        webhook.disabled_reason = reason
        webhook.disabled_at = webhook.updated_at = timestamp()
        webhook.save()


def delete(tenant_id: str, webhook_id: str) -> None:
    """Deletes the webhook; pending deliveries are dropped, its log expires."""
    entry = log.of_transaction(tenant_id, webhook_id)
    writes.delete_existing(Webhook(*key(tenant_id, webhook_id)), "Webhook", entry)
