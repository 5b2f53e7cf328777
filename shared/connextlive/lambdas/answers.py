"""Responses for API Gateway: schemas as JSON, and errors in the common format."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from connextlive.core.environment import environment
from connextlive.core.errors import (
    BudgetUsedUp,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    TooManyAttempts,
    Unauthorized,
    Unavailable,
)
from connextlive.lambdas.request import Event

type Answer = dict[str, Any]

STATUS: dict[type[DomainError], int] = {
    Invalid: 400,
    Refused: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    TooManyAttempts: 429,
    BudgetUsedUp: 429,
    Unavailable: 503,
}
BUSY = 503
AGAIN_AFTER = 1  # seconds; a partition's limit is of a second
HEADERS = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": environment.allowed_origin,
    "Access-Control-Expose-Headers": "Allow, Retry-After, RateLimit, RateLimit-Policy",
}


def as_json(shape: BaseModel) -> str:
    return shape.model_dump_json(by_alias=True)


def ok(answer: BaseModel | Answer, max_age: int) -> Answer:
    if isinstance(answer, dict):
        return answer
    given = ok_json(as_json(answer))
    if max_age:
        # The response depends on the page's origin.
        given["headers"] = HEADERS | {"Cache-Control": f"public, max-age={max_age}", "Vary": "Origin"}
    return given


def ok_json(body: str) -> Answer:
    return {"statusCode": 200, "headers": HEADERS, "body": body}


def csv_file(name: str, content: str) -> Answer:
    """A file to download."""
    kind = {"Content-Type": "text/csv; charset=utf-8", "X-Content-Type-Options": "nosniff"}
    shown = {"Content-Disposition": f'attachment; filename="{name}"'}
    return {"statusCode": 200, "headers": HEADERS | kind | shown, "body": content}


def refusal(error: DomainError, languages: str | None) -> Answer:
    """The answer to a request that cannot be done. What is wrong with its fields is said in the first of the
    `Accept-Language` that is ours."""
    data: dict[str, Any] | None = None
    if isinstance(error, Invalid):
        say: Callable[[str], str] = str
        if languages:
            from connextlive.core import i18n  # most requests have nothing wrong

            say = i18n.sentence_translator(i18n.preferred(languages))
        data = {"errors": [{"field": field, "message": say(message)} for field, message in error.fields.items()]}
    elif error.code is not None:
        data = {"code": error.code}
        if error.challenge is not None:
            data["challenge"] = error.challenge
    headers = _of_limit(error) if isinstance(error, TooManyAttempts) else {}
    if isinstance(error, Unavailable):
        headers = {"Retry-After": str(AGAIN_AFTER)}
    return error_answer(STATUS[type(error)], error.message, data, headers)


def _of_limit(error: TooManyAttempts) -> dict[str, str]:
    """The headers of the IETF's draft on rate limits, besides the standard's."""
    return {
        "Retry-After": str(error.retry_after),
        "RateLimit": f'"{error.policy}";r=0;t={error.retry_after}',
        "RateLimit-Policy": f'"{error.policy}";q={error.limit};w={error.window}',
    }


def error_answer(
    status: int, message: str, data: Mapping[str, Any] | None = None, headers: dict[str, str] = HEADERS
) -> Answer:
    """An error in the common format, with additional `headers`."""
    body = json.dumps({"statusCode": status, "statusMessage": message, "data": data})
    return {"statusCode": status, "headers": HEADERS | headers, "body": body}


def busy(data: Mapping[str, Any] | None = None) -> Answer:
    """The answer to a request that AWS took no more of in time."""
    return error_answer(BUSY, "Busy. Please try again.", data, {"Retry-After": str(AGAIN_AFTER)})


def failure(module: str, event: Event, error: Exception) -> Answer:
    """The answer to a request that failed for no fault of its own: 503 if it may succeed in a moment."""
    # Imported here because successful requests never log: Powertools' Logger takes a tenth of a cold start.
    from aws_lambda_powertools import Logger

    from connextlive.table import writes

    request_id = event["requestContext"].get("requestId")
    facts = {"route": f"{event['httpMethod']} {event['resource']}", "request_id": request_id}
    data = {"requestId": request_id}
    if writes.is_passing(error):
        Logger(service=module).exception("AWS took no more in time", **facts)
        return busy(data)
    Logger(service=module).exception("Unhandled error", **facts)
    return error_answer(500, "Internal server error", data)
