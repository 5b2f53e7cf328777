"""Plays API Gateway's mock integrations: responses without a function."""

import json

from local.gateway.gateway_responses import RefusedError
from local.gateway.http import Request, Response
from local.gateway.routing import Mock

_HEADER = "method.response.header."


def answer(mock: Mock, request: Request) -> Response:
    """Passthrough is off: a body of a media type without a template is rejected."""
    media_type = (request.header("content-type") or "application/json").partition(";")[0].strip().lower()
    if media_type not in mock.request_templates:
        raise RefusedError("UNSUPPORTED_MEDIA_TYPE")
    status = str(json.loads(mock.request_templates[media_type])["statusCode"])
    chosen = mock.responses.get(status) or mock.responses["default"]
    [(content_type, body)] = chosen["responseTemplates"].items()
    headers = [
        (name.removeprefix(_HEADER), value.strip("'")) for name, value in chosen.get("responseParameters", {}).items()
    ]
    return Response(int(chosen["statusCode"]), [("Content-Type", content_type), *headers], body.encode(), note="mock")
