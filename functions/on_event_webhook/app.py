"""ON several events: tells the tenant's webhooks, one delivery each, which are tried again for a day."""

from typing import Any

from connextlive import webhooks
from connextlive.consumers import consumer


@consumer
def handler(detail: dict[str, Any]) -> None:
    if "webhookId" in detail:
        webhooks.deliver(detail)
    else:
        webhooks.announce(detail)
