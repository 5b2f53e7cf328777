"""GET /api/health: returns the API's status, its version and the WebSocket's URL."""

import os

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.version import VERSION
from connextlive.lambdas.health import Health


@endpoint("GET", "/api/health")
def handler() -> Health:
    return Health(version=VERSION, websocket_url=os.environ.get("WEBSOCKET_URL", ""))
