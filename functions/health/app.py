"""GET /api/health: says that the API is up, which version runs, and where the WebSocket is."""

import os

from connextlive.http import endpoint
from connextlive.schemas.system import Health
from connextlive.version import VERSION


@endpoint("GET", "/api/health")
def handler() -> Health:
    return Health(version=VERSION, websocket_url=os.environ.get("WEBSOCKET_URL", ""))
