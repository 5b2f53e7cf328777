"""A consumer's own queue."""

import json
import math

from connextlive.aws import clients
from connextlive.events.types import Event

LONGEST_DELAY = 900  # seconds, SQS's limit


def look_again(queue_url: str, event: Event, seconds: float) -> None:
    """Has the consumer's queue hand out the event once more after so long, or as late as a queue can. SQS lets no
    tenant with many messages delay those of the others (fair queues)."""
    clients.call(
        "sqs",
        "SendMessage",
        {
            "QueueUrl": queue_url,
            "MessageBody": json.dumps({"detail-type": event.type, "detail": event.detail}),
            "MessageGroupId": event.tenant_id,
            "DelaySeconds": min(LONGEST_DELAY, math.ceil(seconds)),
        },
    )
