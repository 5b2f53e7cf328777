"""PynamoDB, pydantic and Powertools' Logger: the usual good Lambda function."""

from typing import Annotated, Any

from aws_lambda_powertools import Logger
from entities import log_in, page, send, whole
from pydantic import BaseModel, Field
from shapes import LoginBody, SendBody, conversation, conversations, logged_in, sent

logger = Logger(service="conversations")


class ListQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000)] = 0


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = _answer(event, event["requestContext"].get("authorizer") or {})
    logger.info("Answered", resource=event["resource"])
    body = answer.model_dump_json(by_alias=True)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def _answer(event: dict[str, Any], caller: dict[str, Any]) -> BaseModel:
    match event["resource"]:
        case "/api/tenant/conversations":
            query = ListQuery.model_validate(event.get("queryStringParameters") or {})
            found = page(caller["tenantId"], query.offset + query.limit + 1)
            return conversations(*found, query.limit, query.offset)
        case "/api/tenant/conversations/{id}":
            return conversation(*whole(caller["tenantId"], event["pathParameters"]["id"]))
        case "/api/agent/conversations/{id}/messages":
            said = SendBody.model_validate_json(event["body"])
            return sent(*send(caller["tenantId"], event["pathParameters"]["id"], caller["userId"], said.content))
    import tokens  # only a login needs it

    given = LoginBody.model_validate_json(event["body"])
    address = event["requestContext"]["identity"]["sourceIp"]
    user, tenant, session = log_in(given.email, address, lambda user: tokens.matches(user, given.password))
    return logged_in(user, tenant, tokens.issued(user, tenant, session))
