"""The OPTIONS responses that SAM generates from the API's Cors property."""

from typing import Any

from local.gateway.http import Response
from local.gateway.routing import ANY, Resource

_EVERY_METHOD = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"


class Cors:
    def __init__(self, configured: Any) -> None:
        # `Cors: "'*'"` is short for its origin.
        self._settings = configured if isinstance(configured, dict) else {"AllowOrigin": configured}
        self.enabled = bool(configured)

    def preflight(self, resource: Resource) -> Response:
        settings = self._settings
        values = {
            "Access-Control-Allow-Origin": settings.get("AllowOrigin"),
            "Access-Control-Allow-Methods": settings.get("AllowMethods") or _methods(resource),
            "Access-Control-Allow-Headers": settings.get("AllowHeaders"),
            "Access-Control-Max-Age": settings.get("MaxAge"),
            "Access-Control-Allow-Credentials": "true" if settings.get("AllowCredentials") else None,
        }
        # The values are quoted twice in a template, because they are API Gateway's mapping expressions.
        headers = [(name, str(value).strip("'")) for name, value in values.items() if value is not None]
        return Response(200, [*headers, ("Content-Type", "application/json")], b"{}\n")


def _methods(resource: Resource) -> str:
    return _EVERY_METHOD if ANY in resource.methods else ",".join(sorted({*resource.methods, "OPTIONS"}))
