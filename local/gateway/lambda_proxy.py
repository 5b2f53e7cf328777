"""Lambda's proxy integration: a request as a function's event, and its result as the response."""

import base64
import binascii
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from local.config import ACCOUNT
from local.gateway.http import Request, Response

STAGE = "local"
API_ID = "local"
# CloudFront's, which replaces what a client calls so.
_VIEWER_ADDRESS, _PORT = "CloudFront-Viewer-Address", 1024


class MalformedAnswerError(Exception):
    """The function's result is not a valid proxy integration response."""


def proxy_event(
    request: Request,
    resource: str,
    parameters: Mapping[str, str],
    authorizer: Mapping[str, Any],
    binary_types: Iterable[str],
) -> dict[str, Any]:
    """The event of a Lambda proxy integration (payload version 1.0)."""
    is_binary = _is_one_of(request.header("content-type"), binary_types)
    headers = [header for header in request.headers if header[0] != _VIEWER_ADDRESS.lower()]
    headers += [("X-Forwarded-For", request.client), ("X-Forwarded-Proto", "http")]
    headers.append((_VIEWER_ADDRESS, f"{request.client}:{_PORT}"))
    query = parse_qsl(request.query, keep_blank_values=True)
    now = time.time()
    return {
        "resource": resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": dict(headers),
        "multiValueHeaders": _grouped(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _grouped(query) or None,
        "pathParameters": dict(parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API_ID,
            **({"authorizer": dict(authorizer)} if authorizer else {}),
            "domainName": request.header("host"),
            "domainPrefix": API_ID,
            "extendedRequestId": request.id,
            "httpMethod": request.method,
            "identity": {"sourceIp": request.client, "userAgent": request.header("user-agent")},
            "path": request.path,
            "protocol": "HTTP/1.1",
            "requestId": request.id,
            "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "requestTimeEpoch": int(now * 1000),
            "resourceId": resource,
            "resourcePath": resource,
            "stage": STAGE,
        },
        "body": _encoded(request.body, is_binary),
        "isBase64Encoded": is_binary and bool(request.body),
    }


def method_arn(request: Request, region: str) -> str:
    path = request.path.lstrip("/")
    return f"arn:aws:execute-api:{region}:{ACCOUNT}:{API_ID}/{STAGE}/{request.method}/{path}"


def response_from(answer: Any, request: Request, binary_types: Iterable[str]) -> Response:
    """The response for a function's result."""
    if not isinstance(answer, dict):
        raise MalformedAnswerError(f"not an object: {answer!r:.100}")
    try:
        status = int(answer["statusCode"])
    except (KeyError, TypeError, ValueError):
        raise MalformedAnswerError(f"statusCode {answer.get('statusCode')!r:.100}") from None
    if not 100 <= status <= 599:
        raise MalformedAnswerError(f"statusCode {status}")
    text = answer.get("body")
    if text is not None and not isinstance(text, str):
        raise MalformedAnswerError("the body is not a string")
    body = (text or "").encode()
    # Only a client that accepts a binary type first gets the bytes; any other gets the base64 text.
    if answer.get("isBase64Encoded") and _is_one_of((request.header("accept") or "").split(",")[0], binary_types):
        try:
            body = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise MalformedAnswerError("the body is not base64") from None
    return Response(status, _answered_headers(answer), body)


def _answered_headers(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    single, multiple = answer.get("headers") or {}, answer.get("multiValueHeaders") or {}
    if not isinstance(single, dict) or not isinstance(multiple, dict):
        raise MalformedAnswerError("headers are not an object")
    headers = [(name, str(value)) for name, values in multiple.items() for value in values]
    given = {name.lower() for name, _ in headers}
    headers += [(name, str(value)) for name, value in single.items() if name.lower() not in given and value is not None]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return headers


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _encoded(body: bytes, is_binary: bool) -> str | None:
    if not body:
        return None
    return base64.b64encode(body).decode() if is_binary else body.decode(errors="replace")


def _is_one_of(content_type: str | None, binary_types: Iterable[str]) -> bool:
    """API Gateway supports no patterns except `*/*`: `image/*` matches nothing."""
    essence = (content_type or "").partition(";")[0].strip().lower()
    return any(kind == "*/*" or (essence and kind == essence) for kind in binary_types)
