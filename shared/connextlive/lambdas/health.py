"""The health check."""

from typing import Literal

from connextlive.lambdas.common import Answer


class Health(Answer):
    """The API is up; `websocketUrl` is empty if there is no WebSocket API."""

    status: Literal["ok"] = "ok"
    version: str
    websocket_url: str
