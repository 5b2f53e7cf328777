"""What lies in ministack's queues, seen without receiving it: one call for all of them."""

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

_PATH = "/_ministack/sqs/messages"


class QueueView:
    def __init__(self, aws_url: str) -> None:
        # Not a client of botocore's or httpx's: it is asked all the time, and they take ten times as long.
        self._connection = HTTPConnection(urlsplit(aws_url).netloc, timeout=30)

    def first_visible(self) -> dict[str, float]:
        """When the first message of each queue that holds any can be received, by the queue's name; 0 for now."""
        try:
            self._connection.request("GET", _PATH)
            body = self._connection.getresponse().read()
        except (OSError, HTTPException):
            # The next call connects again: a sleeping laptop outlasts a connection.
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
