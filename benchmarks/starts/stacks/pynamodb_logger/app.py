"""PynamoDB, pydantic and Powertools' Logger: the usual good Lambda function."""

from typing import Annotated, Any

from aws_lambda_powertools import Logger
from entities import page, whole
from pydantic import BaseModel, Field
from shapes import conversation, conversations

logger = Logger(service="conversations")


class ListQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000)] = 0


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    tenant = event["requestContext"]["authorizer"]["tenantId"]
    answer: BaseModel
    if event["resource"] == "/api/tenant/conversations":
        query = ListQuery.model_validate(event.get("queryStringParameters") or {})
        answer = conversations(*page(tenant, query.limit, query.offset), query.limit, query.offset)
    else:
        item, visitor, workspace, *agent = whole(tenant, event["pathParameters"]["id"])
        answer = conversation(item, visitor, workspace, agent[0] if agent else None)
    logger.info("Answered", tenant=tenant)
    body = answer.model_dump_json(by_alias=True)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}
