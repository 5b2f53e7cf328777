"""API Gateway's own error responses, as configured by the template's GatewayResponses."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from local.gateway.http import Request, Response

# Response type: status and message. https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
_DEFAULTS = {
    "ACCESS_DENIED": (403, "User is not authorized to access this resource with an explicit deny"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "Internal server error"),
    "AUTHORIZER_FAILURE": (500, "Internal server error"),
    "INTEGRATION_FAILURE": (502, "Internal server error"),
    "INTEGRATION_TIMEOUT": (504, "Endpoint request timed out"),
    "MISSING_AUTHENTICATION_TOKEN": (403, "Missing Authentication Token"),
    "REQUEST_TOO_LARGE": (413, "Request Too Long"),
    "UNAUTHORIZED": (401, "Unauthorized"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "Unsupported Media Type"),
}
_DEFAULT_TEMPLATE = '{"message":$context.error.messageString}'
_HEADER_PREFIX = "gatewayresponse.header."
_REQUEST_HEADER = "method.request.header."
_VARIABLE = re.compile(r"\$(?:context|stageVariables|input)[.\w]*")


class RefusedError(Exception):
    """Ends the request; the text is the type of the gateway response."""


class GatewayResponses:
    def __init__(self, configured: Mapping[str, Any]) -> None:
        self._configured = configured

    def response(self, kind: str, request: Request) -> Response:
        status, message = _DEFAULTS[kind]
        family = "DEFAULT_4XX" if status < 500 else "DEFAULT_5XX"
        chosen = self._configured.get(kind) or self._configured.get(family) or {}
        variables = {
            "$context.error.message": message,
            "$context.error.messageString": json.dumps(message),
            "$context.error.responseType": kind,
            "$context.extendedRequestId": request.id,
            "$context.httpMethod": request.method,
            "$context.path": request.path,
            "$context.requestId": request.id,
        }

        def fill(template: str) -> str:
            # A variable without a value is an empty string.
            return _VARIABLE.sub(lambda match: variables.get(match.group(), ""), template)

        templates = chosen.get("ResponseTemplates", {})
        content_type = "application/json" if "application/json" in templates else next(iter(templates), None)
        body = fill(templates[content_type] if content_type else _DEFAULT_TEMPLATE)
        headers = [("Content-Type", content_type or "application/json"), ("x-amzn-ErrorType", kind)]
        for name, value in (chosen.get("ResponseParameters") or {}).get("Headers", {}).items():
            name = name.removeprefix(_HEADER_PREFIX)
            headers = [header for header in headers if header[0].lower() != name.lower()]
            headers.append((name, _value(str(value), request, fill)))
        return Response(int(chosen.get("StatusCode", status)), headers, body.encode(), note=kind)


def _value(expression: str, request: Request, fill: Callable[[str], str]) -> str:
    """A mapping expression: a quoted literal, a request header, or a context variable."""
    if expression.startswith("'"):
        return expression.strip("'")
    if expression.startswith(_REQUEST_HEADER):
        return request.header(expression.removeprefix(_REQUEST_HEADER)) or ""
    return fill(f"${expression}")
