"""ON several events: delivers the event to the tenant's webhooks, with retries for a day."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import Subscribable
from connextlive.webhooks import sending
from connextlive.webhooks.sending import DeliveryDue


@consumer
def handler(event: Subscribable | DeliveryDue) -> None:
    if isinstance(event, DeliveryDue):
        sending.deliver(event)
    else:
        sending.announce(event)
