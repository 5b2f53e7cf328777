"""The contents of ministack's queues, without receiving them: one call for all queues."""

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_PATH = "/_ministack/sqs/messages"


class QueueView:
    def __init__(self, aws_url: str) -> None:
        # Not a client of botocore or httpx, because it is called constantly, and they take ten times as long.
        self._connection = HTTPConnection(urlsplit(aws_url).netloc, timeout=30)

    def first_visible(self) -> dict[str, float]:
        """When the first message of each nonempty queue becomes visible, by the queue's name; 0 for now."""
        try:
            self._connection.request("GET", _PATH)
            body = self._connection.getresponse().read()
        except (OSError, HTTPException):
            # The next call reconnects: connections do not survive a sleeping laptop.
            self._connection.close()
            return {}
        if b'"MessageId"' not in body:
            return {}
        return {
            url.rpartition("/")[2]: min(0 if message["IsVisible"] else message["VisibleAt"] for message in messages)
            for regions in json.loads(body)["messages"].values()
            for queues in regions.values()
            for url, messages in queues.items()
            if messages
        }
