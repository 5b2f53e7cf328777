"""The contents of ministack's queues, without receiving them: one call for all queues."""

import json

from local.emulator.link import Link, LinkError

_PATH = "/_ministack/sqs/messages"


class QueueView:
    def __init__(self, link: Link) -> None:
        self._link = link

    async def visible(self) -> dict[str, list[float]]:
        """When the messages of each nonempty queue become visible, by the queue's name; 0 for now."""
        try:
            _, body = await self._link.request("GET", _PATH)
        except LinkError:
            return {}
        if b'"MessageId"' not in body:
            return {}
        return {
            # ministack tells whole seconds that have begun.
            url.rpartition("/")[2]: [0 if message["IsVisible"] else message["VisibleAt"] + 1 for message in messages]
            for regions in json.loads(body)["messages"].values()
            for queues in regions.values()
            for url, messages in queues.items()
            if messages
        }
