"""GET /api/health: returns the API's status, its version and the WebSocket's URL."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.environment import environment
from connextlive.core.version import VERSION
from connextlive.lambdas.health import Health


@endpoint("GET", "/api/health")
def handler() -> Health:
    return Health(version=VERSION, websocket_url=environment.websocket_url)
