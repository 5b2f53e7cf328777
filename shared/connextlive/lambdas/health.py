"""What the system says of itself."""

from typing import Literal

from connextlive.lambdas.common import Answer


class Health(Answer):
    """That the API answers; `websocketUrl` is empty where there is no WebSocket API."""

    status: Literal["ok"] = "ok"
    version: str
    websocket_url: str
