"""Push subscriptions: browsers that notify agents.

A browser has one subscription, whoever uses it: it belongs to the last agent who registered it. Hence two items, one
under its agent and one that names its agent.
"""

import hashlib
import time
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from connextlive.core.errors import NotFound
from connextlive.core.ids import is_id, timestamp
from connextlive.identity import user
from connextlive.table import codec, items, orm
from connextlive.table.orm import Item, NumberAttribute, PutError, TransactWriteError, UnicodeAttribute
from connextlive.table.writes import condition_failed, optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import PushSubscriptionValues


PREFIX = "push#"
PUSHED = "pushed#"
MANY = 10
REMEMBERED_FOR = 24 * 3600  # seconds; events are not redelivered after that


class PushSubscription(Item, discriminator="push_subscription"):
    """A browser's `PushSubscription`: where to send, and the keys to encrypt with."""

    id = UnicodeAttribute()
    agent_id = UnicodeAttribute()
    endpoint = UnicodeAttribute()
    p256dh = UnicodeAttribute()
    auth = UnicodeAttribute()
    created_at = UnicodeAttribute()


class Browser(Item, discriminator="push_browser"):
    """The owner of a subscription."""

    agent_id = UnicodeAttribute()


class Pushed(Item, discriminator="pushed"):
    """Records that an event was pushed to an agent."""

    expires_at = NumberAttribute()


def id_of(endpoint: str) -> str:
    """The ID of the subscription with this endpoint, always the same."""
    return "psh_" + hashlib.sha256(endpoint.encode()).hexdigest()[:26]


def _pk(tenant_id: str, agent_id: str) -> str:
    if not is_id(agent_id, "usr"):
        raise NotFound("Agent")
    return f"{tenant_id}#{agent_id}"


def _browser(tenant_id: str, subscription_id: str, agent_id: str) -> Browser:
    return Browser(f"{tenant_id}#push", subscription_id, agent_id=agent_id)


def all_of(tenant_id: str, agent_id: str) -> list["PushSubscriptionValues"]:
    """Values of the agent's subscriptions, oldest first."""
    found = items.query(_pk(tenant_id, agent_id), prefix=PREFIX, limit=items.ALL)
    values = [cast("PushSubscriptionValues", codec.plain(raw)) for raw in found]
    return sorted(values, key=lambda subscription: subscription["created_at"])


@optimistic
def register(tenant_id: str, agent_id: str, endpoint: str, p256dh: str, auth: str) -> "PushSubscriptionValues":
    """Registers the subscription for this agent, if they are still active; beyond the limit the oldest is replaced.
    Nothing else is conditional: whoever has the endpoint is the browser, and its latest registration counts."""
    user.present_agent(user.find(tenant_id, agent_id))
    subscription_id = id_of(endpoint)
    browser = Browser.find(f"{tenant_id}#push", subscription_id)
    former = browser.agent_id if isinstance(browser, Browser) and browser.agent_id != agent_id else None
    made = PushSubscription(
        _pk(tenant_id, agent_id),
        PREFIX + subscription_id,
        id=subscription_id,
        agent_id=agent_id,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        created_at=timestamp(),
    )
    with orm.transaction() as write:
        user.check_active(tenant_id, agent_id, write)
        write.save(made)
        write.save(_browser(tenant_id, subscription_id, agent_id))
        if former is not None:
            write.delete(PushSubscription(_pk(tenant_id, former), PREFIX + subscription_id))
    for old in all_of(tenant_id, agent_id)[:-MANY]:
        with suppress(NotFound):  # removed by another registration
            remove(tenant_id, agent_id, old["id"])
    return cast("PushSubscriptionValues", made.attribute_values)


@optimistic
def remove(tenant_id: str, agent_id: str, subscription_id: str) -> None:
    """Deletes one of the agent's subscriptions."""
    mine = PushSubscription(_pk(tenant_id, agent_id), PREFIX + subscription_id)
    try:
        with orm.transaction() as write:
            write.delete(mine, condition=PushSubscription.pk.exists())
            write.delete(_browser(tenant_id, subscription_id, agent_id), condition=Browser.agent_id == agent_id)
    except TransactWriteError as error:
        if condition_failed(error):
            raise NotFound("Push subscription") from error
        raise


def remove_all(tenant_id: str, agent_id: str) -> None:
    """Deletes all subscriptions of a removed agent."""
    for subscription in all_of(tenant_id, agent_id):
        with suppress(NotFound):  # registered by somebody else
            remove(tenant_id, agent_id, subscription["id"])


def note_push(tenant_id: str, agent_id: str, event_id: str) -> bool:
    """Records that an event is pushed to the agent; False if it already was."""
    try:
        _pushed(tenant_id, agent_id, event_id).save(condition=Pushed.pk.does_not_exist())
    except PutError as error:
        if condition_failed(error):
            return False
        raise
    return True


def forget_push(tenant_id: str, agent_id: str, event_id: str) -> None:
    """Undoes `note_push` for a notification that could not be sent."""
    _pushed(tenant_id, agent_id, event_id).delete()


def _pushed(tenant_id: str, agent_id: str, event_id: str) -> Pushed:
    return Pushed(_pk(tenant_id, agent_id), PUSHED + event_id, expires_at=int(time.time()) + REMEMBERED_FOR)
