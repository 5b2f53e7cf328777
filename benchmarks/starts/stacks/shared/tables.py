"""The requests of both endpoints over boto3's resource, which translates values itself."""

import os
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

resource = boto3.resource("dynamodb")
table = resource.Table(os.environ["TABLE_NAME"])


def page(tenant: str, limit: int, offset: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The conversations of a page and one more, and the team."""
    team = table.query(KeyConditionExpression=Key("pk").eq(f"{tenant}#team"), ConsistentRead=True)
    found = table.query(
        IndexName="all",
        KeyConditionExpression=Key("list_all").eq(f"{tenant}#conversations"),
        ScanIndexForward=False,
        Limit=offset + limit + 1,
    )
    return found["Items"], team["Items"]


def whole(tenant: str, conversation_id: str) -> tuple[dict[str, Any], ...]:
    """A conversation, its visitor, its workspace, and its agent if it has one."""
    key = {"pk": f"{tenant}#{conversation_id}", "sk": "conversation"}
    item = table.get_item(Key=key, ConsistentRead=True)["Item"]
    keys = [{"pk": f"{tenant}#{item['visitor_id']}", "sk": "visitor"}, {"pk": tenant, "sk": "workspace"}]
    if item.get("agent_id"):
        keys.append({"pk": f"{tenant}#team", "sk": f"user#{item['agent_id']}"})
    found = resource.batch_get_item(RequestItems={table.name: {"Keys": keys, "ConsistentRead": True}})
    by_kind = {around["kind"]: around for around in found["Responses"][table.name]}
    return (item, *(by_kind[kind] for kind in ("visitor", "workspace", "user") if kind in by_kind))
