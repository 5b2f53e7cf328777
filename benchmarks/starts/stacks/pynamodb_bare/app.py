"""PynamoDB's models, answers built by hand."""

from typing import Any

from entities import page, whole
from moments import online_since
from plain import answer, get_answer, keys_of_list, list_answer


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if event["resource"] == "/api/tenant/conversations":
        tenant, limit, offset = keys_of_list(event)
        found, team = page(tenant, limit, offset)
        return answer(list_answer(found, team, limit, offset, online_since()))
    tenant = event["requestContext"]["authorizer"]["tenantId"]
    item, visitor, workspace, *agent = whole(tenant, event["pathParameters"]["id"])
    return answer(get_answer(item, visitor, workspace, agent[0] if agent else None, online_since()))
