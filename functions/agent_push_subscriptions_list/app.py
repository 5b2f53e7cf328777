"""GET /api/agent/push-subscriptions: the key that browsers subscribe to pushes with, and the agent's subscriptions."""

from connextlive.http import Caller, endpoint
from connextlive.models import push_subscription
from connextlive.schemas.push import PushSubscriptions


@endpoint
def handler(caller: Caller) -> PushSubscriptions:
    from connextlive.web_push import public_key  # of the layer that only this function and the consumer have

    return PushSubscriptions.of(public_key(), push_subscription.all_of(caller.tenant_id, caller.id))
