"""A workspace changes hands, and is deleted: nothing of it is left in the table, its indexes and the bucket."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from local.config import STACK_NAME
from local.emulator.aws import Aws

from .builders import PDF, a_conversation
from .client import PASSWORD, Agent, Api, Json, Person, Tenant, eventually

CONFIRMED = {"password": PASSWORD}


def an_admin(tenant: Tenant) -> Agent:
    """Whoever gets another role is logged out."""
    made = tenant.invite_agent("Rita Ray")
    tenant.patch(f"/api/tenant/agents/{made.id}", {"position": "ADMIN"}).ok()
    return Agent(tenant, tenant.api.login(made.email).ok(), made.email)


def test_an_admin_becomes_the_owner_and_tokens_stay(tenant: Tenant) -> None:
    admin, ownership = an_admin(tenant), "/api/tenant/workspace/ownership"
    tenant.post(ownership, {"agentId": admin.id, **CONFIRMED}).ok()
    admin.delete(ownership).ok()
    tenant.post(ownership, {"agentId": admin.id, **CONFIRMED}).ok()
    admin.post(f"{ownership}/accept", CONFIRMED).ok()
    tenant.put("/api/tenant/workspace", {"name": "Still mine to change"}).ok()
    tenant.post("/api/tenant/workspace/deletion", CONFIRMED).refused("OWNER_ONLY", status=403)
    admin.post("/api/tenant/workspace/deletion", CONFIRMED).ok()
    tenant.delete("/api/tenant/workspace/deletion").ok()
    eventually(lambda: _mailed(tenant.api, tenant.email, "has a new owner"))


def _mailed(api: Api, to: str, words: str) -> None:
    assert [mail for mail in api.mails(to) if words in mail["subject"]], api.mails(to)


def test_an_api_token_may_neither_hand_it_over_nor_delete_it(tenant: Tenant) -> None:
    made = tenant.post("/api/tenant/tokens", {"name": "CRM", "scopes": ["tenant:read", "tenant:write"]}).ok()
    other_system = Person(tenant.api, made["plainToken"])
    other_system.get("/api/tenant/workspace").ok()
    for path in ("ownership", "ownership/accept", "deletion"):
        assert other_system.post(f"/api/tenant/workspace/{path}", CONFIRMED).status == 403, path


class Stored:
    """The stack's table and bucket, past the API."""

    def __init__(self, folder: Path) -> None:
        aws = Aws(f"http://127.0.0.1:{(folder / 'ministack.pid').read_text().split()[1]}")
        self._table, self._bucket = (self._named(aws, name) for name in ("Table", "Bucket"))
        self._dynamodb, self._s3 = aws.client("dynamodb"), aws.client("s3")

    @staticmethod
    def _named(aws: Aws, name: str) -> str:
        resource = {"StackName": STACK_NAME, "LogicalResourceId": name}
        found = aws.client("cloudformation").describe_stack_resource(**resource)["StackResourceDetail"]
        return str(found["PhysicalResourceId"])

    def let_time_pass(self, tenant: Tenant) -> None:
        """Has the deletion that was asked for be due."""
        long_ago = {":ago": {"S": "2020-01-01T00:00:00.000Z"}}
        for pk, sk, path in (
            (tenant.id, "workspace", "deletion.due_at"),
            ("upkeep", f"{tenant.id}#deletion", "due_at"),
        ):
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"pk": {"S": pk}, "sk": {"S": sk}},
                UpdateExpression=f"SET {path} = :ago",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=long_ago,
            )

    def of(self, tenant: Tenant) -> dict[str, list[str]]:
        """Whatever names the workspace, in each place."""
        described = self._dynamodb.describe_table(TableName=self._table)["Table"]
        names = [index["IndexName"] for index in described["GlobalSecondaryIndexes"]]
        found = {name: self._scanned(tenant, IndexName=name) for name in names}
        keys = (one["Key"] for page in self._files() for one in page.get("Contents", []))
        return found | {"table": self._scanned(tenant), "bucket": [key for key in keys if tenant.id in key]}

    def _scanned(self, tenant: Tenant, **index: str) -> list[str]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._table, **index)
        items = (item for page in pages for item in page["Items"])
        return [f"{item['pk']['S']} / {item['sk']['S']}" for item in items if tenant.id in json.dumps(item)]

    def _files(self) -> list[Json]:
        return list(self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket))


def test_nothing_is_left_of_a_deleted_workspace(api: Api, data: Path) -> None:
    tenant, other = api.register(), api.register()
    stored = Stored(data)
    for one in (tenant, other):
        conversation_id = a_conversation(one, status="ACTIVE", agent=one.agent, visitor=one.visitor(userName="Jane"))
        one.agent.sends_files(conversation_id, ("a.pdf", PDF, "application/pdf"), content="Attached").ok()
    tenant.post("/api/tenant/workspace/deletion", CONFIRMED).ok()
    for email in (tenant.email, tenant.agent.email):
        eventually(partial(_mailed, api, email, "will be deleted on"))
    kept = stored.of(other)["bucket"]
    assert all(stored.of(tenant)[place] for place in ("table", "bucket", "by_state"))
    stored.let_time_pass(tenant)
    api.post("/local/schedules/OnUpkeepDueFunction").ok()

    def is_gone() -> None:
        assert {place: names for place, names in stored.of(tenant).items() if names} == {}

    eventually(is_gone, within=90)
    assert api.login(tenant.email).status == 401
    assert (stored.of(other)["bucket"], len(kept)) == (kept, 1)
    assert len(other.messages(other.conversations()[0]["id"])) == 3
