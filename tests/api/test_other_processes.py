"""What another process writes past the gateway, to table, bus or queue, reaches the functions as well."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

import pytest

from connextlive.core.ids import new_id, timestamp
from connextlive.events.types import SOURCE, SearchLogFilled
from connextlive.search import segments
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


def test_the_log_of_a_search_index_is_merged_when_that_is_asked_for(tenant: Tenant, aws: Aws) -> None:
    """The stream's consumer asks for it after hundreds of messages, or by chance."""
    table, bus = deployed(aws, "Table"), deployed(aws, "Bus")
    of_log = {":pk": {"S": segments.pk(tenant.id)}, ":log": {"S": segments.LOG}}
    query = {"KeyConditionExpression": "pk = :pk AND begins_with(sk, :log)", "ExpressionAttributeValues": of_log}
    words, visitor = [unique("word") for _ in range(5)], tenant.visitor()

    def found(word: str) -> int:
        return len(tenant.conversations(search=word))

    # GIVEN a workspace whose messages are in the log, as often as makes segments that are merged in turn
    for word in words:
        visitor.says(word)
        becomes(partial(found, word), 1)
        # WHEN its merge is asked for
        filled = SearchLogFilled(event_id=new_id("evt"), tenant_id=tenant.id, occurred_at=timestamp())
        entry = {"EventBusName": bus, "Source": SOURCE, "DetailType": filled.type, "Detail": json.dumps(filled.detail)}
        aws.client("events").put_events(Entries=[entry])
        # THEN the log is empty
        becomes(lambda: aws.client("dynamodb").query(TableName=table, ConsistentRead=True, **query)["Items"], [])
    # AND all of them are found as before
    assert list(map(found, words)) == [1] * len(words)
