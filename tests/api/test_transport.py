"""Both ways to DynamoDB, on the local emulator: the same calls, responses and errors."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.exceptions import PutError

from connextlive.aws import sigv4, transport
from connextlive.table import orm
from local.config import KEY, REGION, settings_from_environment
from local.emulator.aws import Aws
from local.emulator.ministack import ministack
from local.permissions.guard import PATH

from .conftest import REPOSITORY

TABLE = "things"
SCHEMA: dict[str, Any] = {
    "TableName": TABLE,
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
type Json = dict[str, Any]


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a ministack for these tests."""
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setenv("LOCAL_DIR", str(tmp_path_factory.mktemp("emulator")))
        running = ministack(settings_from_environment(REPOSITORY))
        yield runner.run(running.__aenter__())
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture(params=["transport", "botocore"])
def connection(request: pytest.FixtureRequest, emulator: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A connection to an empty table, over transport and botocore."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulator)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setattr(transport, "is_at_hand", lambda: request.param == "transport")
    made = Connection(REGION)
    orm.connect(made)
    with suppress(ClientError):
        made.dispatch("DeleteTable", {"TableName": TABLE})
    made.dispatch("CreateTable", dict(SCHEMA))
    yield made
    close(made)


def close(connection: Connection) -> None:
    if transport.is_at_hand():
        connection.client._service._idle.clear()  # type: ignore[attr-defined]  # a client of our own
    else:
        connection.client.close()


def put(connection: Connection, pk: str, **request: Any) -> Json:
    item = {"pk": {"S": pk}, "text": {"S": "Grüße 日本 \u2028 \"'\\ 🎉"}, "n": {"N": "1.5"}, "on": {"BOOL": True}}
    connection.dispatch("PutItem", {"TableName": TABLE, "Item": item, **request})
    return item


def get(connection: Connection, pk: str) -> Json | None:
    request = {"TableName": TABLE, "Key": {"pk": {"S": pk}}, "ConsistentRead": True}
    return connection.dispatch("GetItem", request).get("Item")


def code_of(connection: Connection, operation: str, request: Json) -> str:
    with pytest.raises(ClientError) as error:
        connection.dispatch(operation, request)
    assert error.value.response["Error"]["Message"]
    return str(error.value.response["Error"]["Code"])


def test_an_item_comes_back_as_it_was_put(connection: Connection) -> None:
    item = put(connection, "a")
    assert get(connection, "a") == item
    assert get(connection, "b") is None


def test_a_large_page_comes_whole(connection: Connection) -> None:
    for number in range(60):
        put(connection, f"{number:02}", Item={"pk": {"S": f"{number:02}"}, "text": {"S": "ü" * 5_000}})
    found = connection.dispatch("Scan", {"TableName": TABLE})["Items"]
    assert sorted(item["pk"]["S"] for item in found) == [f"{number:02}" for number in range(60)]
    assert all(item["text"]["S"] == "ü" * 5_000 for item in found)


def test_an_update_gives_the_item_back(connection: Connection) -> None:
    put(connection, "a")
    request = {"TableName": TABLE, "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :n", "ReturnValues": "ALL_NEW"}
    changed = connection.dispatch("UpdateItem", request | {"ExpressionAttributeValues": {":n": {"N": "2"}}})
    assert changed["Attributes"]["n"] == {"N": "3.5"}


@pytest.mark.parametrize(
    ("operation", "request_", "code"),
    [
        (
            "PutItem",
            {"Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(pk)"},
            "ConditionalCheckFailedException",
        ),
        ("PutItem", {"Item": {"other": {"S": "a"}}}, "ValidationException"),
        ("GetItem", {"Key": {"pk": {"S": "a"}}, "TableName": "nowhere"}, "ResourceNotFoundException"),
    ],
    ids=["condition", "validation", "table"],
)
def test_an_error_has_its_name(connection: Connection, operation: str, request_: Json, code: str) -> None:
    put(connection, "a")
    assert code_of(connection, operation, {"TableName": TABLE} | request_) == code


def test_a_cancelled_transaction_says_why_and_changes_nothing(connection: Connection) -> None:
    put(connection, "a")
    new = {"TableName": TABLE, "ConditionExpression": "attribute_not_exists(pk)"}
    items = [{"Put": new | {"Item": {"pk": {"S": pk}}}} for pk in ("b", "a")]
    with pytest.raises(ClientError) as error:
        connection.dispatch("TransactWriteItems", {"TransactItems": items})
    reasons = [reason and reason.code for reason in getattr(error.value, "cancellation_reasons", ())]
    assert reasons == [None, "ConditionalCheckFailed"]
    assert get(connection, "b") is None


def test_a_transaction_that_is_repeated_under_its_token_happens_once(connection: Connection) -> None:
    put(connection, "a")
    add = {"TableName": TABLE, "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :n"}
    request = {"TransactItems": [{"Update": add | {"ExpressionAttributeValues": {":n": {"N": "1"}}}}]}
    token = str(uuid.uuid4())
    for _ in range(2):
        connection.dispatch("TransactWriteItems", request | {"ClientRequestToken": token})
    found = get(connection, "a")
    assert found is not None
    assert found["n"] == {"N": "2.5"}


# ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_table(emulator: str) -> tuple[Any, str]:
    """A client, and the name of a table of items by partition and sort key."""
    client, name = Aws(emulator).client("dynamodb"), f"things-{uuid.uuid4().hex}"
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client, name


def test_a_batch_of_more_than_16_mb_leaves_keys_unprocessed(emulator: str) -> None:
    client, table = a_table(emulator)
    names = [f"{number:03}" for number in range(50)]
    for sk in names:
        client.put_item(TableName=table, Item={"pk": {"S": "a"}, "sk": {"S": sk}, "text": {"S": "x" * 390_000}})
    wanted, found, sizes = names, [], []
    while wanted:
        keys = {"Keys": [{"pk": {"S": "a"}, "sk": {"S": sk}} for sk in wanted], "ConsistentRead": True}
        answer = client.batch_get_item(RequestItems={table: keys})
        found += [item["sk"]["S"] for item in answer["Responses"][table]]
        sizes.append(len(answer["Responses"][table]))
        left = answer["UnprocessedKeys"].get(table, {"Keys": [], "ConsistentRead": True})
        assert left["ConsistentRead"] is True
        wanted = [key["sk"]["S"] for key in left["Keys"]]
    assert sorted(found) == names
    assert sizes == [43, 7]  # 43 × 390,000 bytes are 16 MB


def test_a_page_ends_at_1_mb(emulator: str) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html"""
    client, table = a_table(emulator)
    for sk in "01234":
        client.put_item(TableName=table, Item={"pk": {"S": "a"}, "sk": {"S": sk}, "text": {"S": "x" * 390_000}})
    query = {"KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}
    for page in (client.query(TableName=table, **query), client.scan(TableName=table)):
        assert [item["sk"]["S"] for item in page["Items"]] == ["0", "1"]
        assert page["LastEvaluatedKey"] == {"pk": {"S": "a"}, "sk": {"S": "1"}}


def test_events_of_a_call_are_less_than_256_kb(emulator: str) -> None:
    def put_events(size: int) -> None:
        entry = {"Source": "test", "DetailType": "x", "Detail": json.dumps("x" * size)}
        Aws(emulator).client("events").put_events(Entries=[entry] * 10)

    put_events(26_000)
    with pytest.raises(ClientError, match="ValidationException"):
        put_events(26_300)


# ── Permissions ─────────────────────────────────────────────────────────────────────────────────────────────────────

ARN = f"arn:aws:dynamodb:{REGION}:000000000000:table/{TABLE}"


def give(emulator: str, *allowed: Json) -> None:
    """Gives the function Reader this policy."""
    statements = [{"document": {"Effect": "Allow", **one}, "line": 12} for one in allowed]
    policies = {"Reader": {"line": 10, "statements": statements}}
    assert httpx.put(f"{emulator}{PATH}", json=policies).status_code == 200


@pytest.fixture
def function(
    connection: Connection, emulator: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection]:  # which creates the table
    """A connection with the key of the function Reader."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "Reader")
    made = Connection(REGION)
    orm.connect(made)
    made.add_meta_table(MetaTable(SCHEMA))
    yield made
    close(made)
    give(emulator)


def test_a_function_may_do_what_its_policy_grants_and_nothing_else(function: Connection, emulator: str) -> None:
    give(emulator, {"Action": ["dynamodb:Get*", "dynamodb:PutItem"], "Resource": ARN})
    item = put(function, "a")
    give(emulator, {"Action": ["dynamodb:Get*"], "Resource": ARN})
    assert get(function, "a") == item
    others: list[tuple[str, Json]] = [
        ("PutItem", {"Item": {"pk": {"S": "b"}}}),
        ("DeleteItem", {"Key": {"pk": {"S": "a"}}}),
        ("Query", {"KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}),
    ]
    for operation, request in others:
        assert code_of(function, operation, {"TableName": TABLE} | request) == "AccessDeniedException"
    writes = [{"Put": {"TableName": TABLE, "Item": {"pk": {"S": "b"}}}}]
    assert code_of(function, "TransactWriteItems", {"TransactItems": writes}) == "AccessDeniedException"
    with pytest.raises(PutError) as error:  # as entities see it
        function.put_item(TABLE, "b")
    assert error.value.cause_response_code == "AccessDeniedException"
    assert get(function, "b") is None


def test_a_table_is_no_permission_for_its_indexes(function: Connection, emulator: str) -> None:
    give(emulator, {"Action": "dynamodb:Query", "Resource": [ARN, f"{ARN}/index/a*"]})
    query = {"KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}, "TableName": TABLE}
    assert function.dispatch("Query", dict(query))["Items"] == []
    assert code_of(function, "Query", query | {"IndexName": "by_owner"}) == "AccessDeniedException"


def test_links_are_good_for_what_their_function_may_do(emulator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("AWS_ENDPOINT_URL", emulator), ("AWS_REGION", REGION), ("AWS_SECRET_ACCESS_KEY", KEY)):
        monkeypatch.setenv(name, value)
    client = Aws(emulator).client("s3")
    client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": REGION})
    client.put_object(Bucket="files", Key="a/one.txt", Body=b"1")
    client.put_object(Bucket="files", Key="b/two.txt", Body=b"2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "Reader")
    may_read = {
        "document": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::files/a/*"},
        "line": 1,
    }
    may_list = {"document": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::files"}, "line": 1}

    def seen(*statements: Json) -> list[int]:
        httpx.put(f"{emulator}{PATH}", json={"Reader": {"line": 10, "statements": statements}})
        links = [sigv4.link(f"{emulator}/files/{key}", {}, 60) for key in ("a/one.txt", "b/two.txt", "a/none.txt")]
        return [httpx.get(link).status_code for link in links]

    # S3 says that a file is missing only to whoever may list the bucket.
    assert seen(may_read) == [200, 403, 403]
    assert seen(may_read, may_list) == [200, 403, 404]
    assert httpx.get(sigv4.link(f"{emulator}/files/a/one.txt", {}, 60).replace("one", "two")).status_code == 403
