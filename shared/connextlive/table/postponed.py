"""Events that consumers get again when a workspace's day is over, because a daily budget is used up."""

import time
from collections.abc import Iterator

from connextlive.table import codec, items, writes
from connextlive.table.codec import Values

LIVES = 7 * 24 * 3600  # seconds; after a week of being put off, nobody wants it anymore
PAGE = 100


def put(queue: str, message: Values) -> None:
    """Keeps a message of this queue, in which an event is; the same event again is the same item."""
    detail = message["detail"]
    writes.put_new(
        {
            "pk": _pk(detail["tenantId"]),
            "sk": f"{detail['eventId']}#{queue}",
            "queue": queue,
            "message": {name: message[name] for name in ("detail-type", "detail")},
            "expires_at": int(time.time()) + LIVES,
        }
    )


def all_of(tenant_id: str) -> Iterator[Values]:
    """What waits, oldest first as far as IDs tell. What is put back meanwhile does not come again."""
    after: str | None = None
    while found := items.query(_pk(tenant_id), after=after, limit=PAGE):
        yield from map(codec.plain, found)
        after = found[-1]["sk"]["S"]


def remove(item: Values) -> None:
    """Forgets what has been handed out again."""
    writes.delete_all([(item["pk"], item["sk"])])


def _pk(tenant_id: str) -> str:
    return f"{tenant_id}#postponed"
