"""What another process writes past the gateway, to table or queue, reaches the functions as well."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from local.config import STACK_NAME
from local.emulator.aws import Aws
from local.emulator.ses_simulator import SIMULATOR, answer_of

from .client import Tenant, an_email, becomes, eventually, unique


@pytest.fixture(scope="module")
def aws(data: Path) -> Aws:
    return Aws(f"http://127.0.0.1:{(data / 'ministack.pid').read_text().split()[1]}")


def deployed(aws: Aws, name: str) -> str:
    resource = aws.client("cloudformation").describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=name)
    return str(resource["StackResourceDetail"]["PhysicalResourceId"])


def test_what_is_written_to_the_table_is_found(tenant: Tenant, aws: Aws) -> None:
    visitor = tenant.visitor(userName="Jane Doe")
    name = unique("renamed")
    key = {"pk": {"S": f"{tenant.id}#{visitor.id}"}, "sk": {"S": "visitor"}}
    aws.client("dynamodb").update_item(
        TableName=deployed(aws, "Table"),
        Key=key,
        UpdateExpression="SET user_name = :name",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeValues={":name": {"S": name}},
    )
    becomes(lambda: len(tenant.get("/api/tenant/visitors", search=name).ok()["visitors"]), 1)


@pytest.mark.parametrize("delay", [0, 2])
def test_what_is_sent_to_a_queue_is_received_when_it_is_due(tenant: Tenant, aws: Aws, delay: int) -> None:
    email = an_email("gone")
    bounced = answer_of("0", {"to": [f"bounce@{SIMULATOR}"], "subject": "", "sentAt": "2026-01-31T09:30:00.123Z"}, "")
    body = json.dumps(bounced).replace(f"bounce@{SIMULATOR}", email)
    sent = time.monotonic()
    aws.client("sqs").send_message(QueueUrl=deployed(aws, "OnMailBouncedQueue"), MessageBody=body, DelaySeconds=delay)

    def refused() -> None:
        tenant.post("/api/tenant/agents", {"name": "Bob", "email": email}).refused("EMAIL_SUPPRESSED")

    eventually(refused)
    assert time.monotonic() - sent > delay
