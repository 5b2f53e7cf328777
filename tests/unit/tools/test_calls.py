"""Calls of DynamoDB are recorded once a form, and compared on two engines."""

import asyncio
import json
from pathlib import Path
from typing import Any

from moto import mock_aws

from local.emulator.recorder import Recorder, form_of
from tools.calls import Case, Engine, cases, differences

PUT = {
    "TableName": "t",
    "Item": {"pk": {"S": "a"}, "sk": {"S": "1"}, "n": {"N": "1"}},
    "ConditionExpression": "attribute_not_exists (#0) OR #1 IN (:0, :1)",
    "ExpressionAttributeNames": {"#0": "pk", "#1": "n"},
    "ExpressionAttributeValues": {":0": {"N": "1"}, ":1": {"N": "2"}},
}


def test_calls_that_differ_in_their_values_have_one_form() -> None:
    other = {
        **PUT,
        "TableName": "u",
        "Item": {"pk": {"S": "b"}, "sk": {"S": "22"}, "m": {"N": "5"}},
        "ConditionExpression": "attribute_not_exists (#a) OR #b IN (:x, :y, :z)",
        "ExpressionAttributeNames": {"#a": "pk", "#b": "n"},
        "ExpressionAttributeValues": {":x": {"N": "3"}, ":y": {"N": "4"}, ":z": {"N": "5"}},
    }
    assert form_of("PutItem", other) == form_of("PutItem", PUT)
    assert json.loads(form_of("PutItem", PUT)) == [
        "PutItem",
        {"ConditionExpression": "attribute_not_exists (pk) OR n IN (:N…)", "Item": ["N", "S"]},
    ]


def test_calls_that_differ_in_anything_else_have_their_own() -> None:
    put = {name: PUT[name] for name in ("TableName", "Item")}
    key = {"pk": {"S": "a"}, "sk": {"S": "1"}}
    requests: list[tuple[str, dict[str, Any]]] = [
        ("PutItem", PUT),
        ("PutItem", put),
        ("PutItem", put | {"ReturnValues": "ALL_OLD"}),
        ("PutItem", PUT | {"ExpressionAttributeNames": {"#0": "pk", "#1": "other"}}),
        ("PutItem", PUT | {"ExpressionAttributeValues": {":0": {"S": "1"}, ":1": {"S": "2"}}}),
        ("TransactWriteItems", {"TransactItems": [{"Put": put}]}),
        ("TransactWriteItems", {"TransactItems": [{"Put": put}, {"Delete": {"TableName": "t", "Key": key}}]}),
        ("BatchGetItem", {"RequestItems": {"t": {"Keys": [key], "ConsistentRead": True}}}),
        ("BatchGetItem", {"RequestItems": {"t": {"Keys": [key], "ConsistentRead": False}}}),
        ("BatchWriteItem", {"RequestItems": {"t": [{"PutRequest": {"Item": PUT["Item"]}}]}}),
        ("Query", {"TableName": "t", "KeyConditionExpression": "pk = :0", "Limit": 2}),
        ("Query", {"TableName": "t", "KeyConditionExpression": "pk = :0", "IndexName": "i", "Limit": 2}),
    ]
    assert len({form_of(*one) for one in requests}) == len(requests)


def test_a_form_is_recorded_once_with_the_items_that_it_met(tmp_path: Path) -> None:
    stored = {"pk": {"S": "a"}, "sk": {"S": "1"}, "n": {"N": "0"}}
    answers = {
        "DescribeTable": {"Table": {"KeySchema": [{"AttributeName": "pk"}, {"AttributeName": "sk"}]}},
        "GetItem": {"Item": stored},
    }
    arrived: list[tuple[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        operation = dict(scope["headers"])[b"x-amz-target"].decode().rpartition(".")[2]
        arrived.append((operation, json.loads((await receive())["body"])))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answers.get(operation, {})).encode()})

    async def send(message: Any) -> None:
        pass

    async def run() -> None:
        recorder = Recorder(app, tmp_path / "calls")
        for _ in range(2):
            body = json.dumps(PUT).encode()

            async def receive(body: bytes = body) -> Any:
                return {"type": "http.request", "body": body}

            await recorder({"headers": [(b"x-amz-target", b"DynamoDB_20120810.PutItem")]}, receive, send)

    asyncio.run(run())
    assert [operation for operation, _ in arrived] == ["DescribeTable", "GetItem", "PutItem", "PutItem"]
    assert [request for operation, request in arrived if operation == "PutItem"] == [PUT, PUT]
    [case] = cases(tmp_path / "calls")
    assert case == Case(form_of("PutItem", PUT), "PutItem", PUT, [stored])


def test_an_engine_says_what_a_call_did() -> None:
    stored = {"pk": {"S": "a"}, "sk": {"S": "1"}, "n": {"N": "5"}}
    query = {
        "TableName": "t",
        "KeyConditionExpression": "pk = :0 AND begins_with(sk, :1)",
        "ExpressionAttributeValues": {":0": {"S": "a"}, ":1": {"S": "1"}},
    }
    with mock_aws():
        engine = Engine(None)
        refused = engine.outcome(Case("", "PutItem", PUT, [stored]))
        accepted = engine.outcome(Case("", "PutItem", PUT, []))
        found = engine.outcome(Case("", "Query", query, [stored]))
    assert refused.result[0] == "ConditionalCheckFailedException"
    assert refused.items == [stored]
    assert (accepted.result, accepted.items) == ({}, [PUT["Item"]])
    assert found.result["Items"] == [stored]  # and no decoy


def test_differences_are_told_by_their_place() -> None:
    one = {"Items": [{"n": {"N": "1"}}], "Count": 1, "LastEvaluatedKey": {}}
    other = {"Items": [{"n": {"N": "2"}}], "Count": 1, "ScannedCount": 1}
    assert list(differences(one, other)) == [
        ".Items[].n.N: 1 of ministack, 2 of moto",
        ".LastEvaluatedKey only of ministack",
        ".ScannedCount only of moto",
    ]
    assert list(differences(one, one)) == []
