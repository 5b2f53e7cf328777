"""A client's connection to the WebSocket API."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from local.gateway.http import Send
from local.gateway.lambda_proxy import API_ID, STAGE


@dataclass
class Connection:
    """A client's connection, from the end of its handshake to its close."""

    id: str
    client: str
    user_agent: str
    host: str
    send: Send
    authorizer: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.time)
    # Of the monotonic clock.
    active: float = field(default_factory=time.monotonic)

    async def say(self, text: str) -> None:
        self.active = time.monotonic()
        await self.send({"type": "websocket.send", "text": text})

    def event(self, route_key: str, kind: str, **context: Any) -> dict[str, Any]:
        """The event of a WebSocket route's Lambda proxy integration."""
        now = time.time()
        return {
            "requestContext": {
                "routeKey": route_key,
                "eventType": kind,
                "extendedRequestId": str(uuid.uuid4()),
                "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
                "messageDirection": "IN",
                "stage": STAGE,
                "connectedAt": int(self.began * 1000),
                "requestTimeEpoch": int(now * 1000),
                "identity": {"sourceIp": self.client, "userAgent": self.user_agent},
                "requestId": str(uuid.uuid4()),
                "domainName": self.host,
                "connectionId": self.id,
                "apiId": API_ID,
                **({"authorizer": self.authorizer} if self.authorizer else {}),
                **context,
            },
            "isBase64Encoded": False,
        }
