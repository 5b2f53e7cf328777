"""The two requests of both endpoints, for the stacks that speak DynamoDB's own language."""

import os
from collections.abc import Callable
from typing import Any

from moments import online_since
from plain import Raw, answer, get_answer, keys_of_list, list_answer, values

TABLE = os.environ["TABLE_NAME"]

type Call = Callable[[str, Raw], Any]


def handle(event: Raw, call: Call) -> Raw:
    """Routes by the resource, as a handler for two endpoints does."""
    if event["resource"] == "/api/tenant/conversations":
        return answer(_list(event, call))
    return answer(_get(event, call))


def _list(event: Raw, call: Call) -> Raw:
    tenant, limit, offset = keys_of_list(event)
    team = call(
        "Query",
        {
            "TableName": TABLE,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"{tenant}#team"}},
            "ConsistentRead": True,
        },
    )
    page = call(
        "Query",
        {
            "TableName": TABLE,
            "IndexName": "all",
            "KeyConditionExpression": "list_all = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"{tenant}#conversations"}},
            "ScanIndexForward": False,
            "Limit": offset + limit + 1,
        },
    )
    found = [values(item) for item in page["Items"]]
    return list_answer(found, [values(item) for item in team["Items"]], limit, offset, online_since())


def _get(event: Raw, call: Call) -> Raw:
    tenant = event["requestContext"]["authorizer"]["tenantId"]
    key = _key(f"{tenant}#{event['pathParameters']['id']}", "conversation")
    item = values(call("GetItem", {"TableName": TABLE, "Key": key, "ConsistentRead": True})["Item"])
    keys = [_key(f"{tenant}#{item['visitor_id']}", "visitor"), _key(tenant, "workspace")]
    if item.get("agent_id"):
        keys.append(_key(f"{tenant}#team", f"user#{item['agent_id']}"))
    found = call("BatchGetItem", {"RequestItems": {TABLE: {"Keys": keys, "ConsistentRead": True}}})
    by_kind = {around["kind"]: around for around in map(values, found["Responses"][TABLE])}
    return get_answer(item, by_kind["visitor"], by_kind["workspace"], by_kind.get("user"), online_since())


def _key(pk: str, sk: str) -> Raw:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
