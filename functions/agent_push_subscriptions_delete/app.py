"""DELETE /api/agent/push-subscriptions: ends the pushes to a browser."""

from connextlive.http import Caller, endpoint
from connextlive.models import push_subscription
from connextlive.schemas.common import Deleted
from connextlive.schemas.push import EndpointBody


@endpoint("DELETE", "/api/agent/push-subscriptions")
def handler(caller: Caller, body: EndpointBody) -> Deleted:
    subscription_id = push_subscription.id_of(body.endpoint)
    push_subscription.remove(caller.tenant_id, caller.id, subscription_id)
    return Deleted(id=subscription_id)
