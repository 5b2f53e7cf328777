"""What tests/support/fast_moto.py replaces in moto does what moto does."""

from functools import partial

import pytest
from botocore.exceptions import ClientError, ParamValidationError
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from connextlive.aws import clients
from connextlive.table import codec, orm
from tests.support import fast_moto
from tests.support.builders import Changes, Json


def a_write(operation: str, sk: str, **more: object) -> Json:
    key = {"pk": "p", "sk": sk}
    what = {"Item": codec.typed(key | {"kind": "x"})} if operation == "Put" else {"Key": codec.typed(key)}
    return {operation: {"TableName": orm.TABLE, **what, **more}}


SET = {"UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": {"N": "2"}}}
REFUSED = a_write("Put", "kept", ConditionExpression="attribute_not_exists(pk)")


@pytest.mark.parametrize(
    "write",
    [a_write("Update", "changed", **SET), a_write("Put", "new"), a_write("Delete", "changed")],
    ids=["update", "put", "delete"],
)
def test_a_cancelled_transaction_leaves_no_trace(changes: Changes, write: Json) -> None:
    client = clients.client("dynamodb")
    items = [codec.typed({"pk": "p", "sk": sk, "n": 1, "kind": "x"}) for sk in ("changed", "kept")]
    for item in items:
        client.put_item(TableName=orm.TABLE, Item=item)
    before = changes.all
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        client.transact_write_items(TransactItems=[write, REFUSED])
    assert client.scan(TableName=orm.TABLE)["Items"] == items
    assert changes.all == before
    # AND one that is not canceled has its effect
    client.transact_write_items(TransactItems=[write])
    assert client.scan(TableName=orm.TABLE)["Items"] != items
    assert len(changes.all) == len(before) + 1


KEY = codec.typed({"pk": "p", "sk": "1"})
ITEM = codec.typed({"pk": "p", "sk": "1", "n": 1, "bytes": b"\x00\xff", "tags": ["a", {"b": True}], "none": None})
CALLS: dict[str, Json] = {
    "put_item": {"TableName": orm.TABLE, "Item": ITEM, "ReturnValues": "ALL_OLD", "ReturnConsumedCapacity": "INDEXES"},
    "get_item": {"TableName": orm.TABLE, "Key": KEY, "ProjectionExpression": "n, tags[0]"},
    "update_item": {"TableName": orm.TABLE, "Key": KEY, **SET, "ReturnValues": "ALL_NEW"},
    "query": {
        "TableName": orm.TABLE,
        "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": {"S": "p"}},
        "Limit": 1,
    },
    "scan": {"TableName": orm.TABLE, "Select": "COUNT"},
    "batch_get_item": {"RequestItems": {orm.TABLE: {"Keys": [KEY]}}},
    "batch_write_item": {"RequestItems": {orm.TABLE: [{"DeleteRequest": {"Key": KEY}}]}},
    "transact_get_items": {"TransactItems": [{"Get": {"TableName": orm.TABLE, "Key": KEY}}]},
    "transact_write_items": {"TransactItems": [a_write("Put", "2")]},
    "delete_item": {"TableName": orm.TABLE, "Key": KEY, "ReturnValues": "ALL_OLD"},
}


@pytest.mark.parametrize("operation", CALLS)
def test_the_short_way_to_moto_answers_what_the_long_one_does(
    changes: Changes, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    client, answers = clients.client("dynamodb"), []
    for _ in ("short", "long"):
        client.put_item(TableName=orm.TABLE, Item=ITEM)
        answers.append(getattr(client, operation)(**CALLS[operation]))
        assert answers[-1].pop("ResponseMetadata")["HTTPStatusCode"] == 200
        client.delete_item(TableName=orm.TABLE, Key=KEY)
        monkeypatch.setattr(fast_moto, "_is_direct", lambda _: False)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("wrong", [{"n": {"N": 1}}, {"n": {"N": "one"}}, {"n": {"S": ""}, "pk": {"N": "1"}}])
def test_the_short_way_to_moto_refuses_what_the_long_one_does(
    changes: Changes, monkeypatch: pytest.MonkeyPatch, wrong: Json
) -> None:
    refusals = []
    for _ in ("short", "long"):
        with pytest.raises((ClientError, ParamValidationError)) as refused:
            clients.client("dynamodb").put_item(TableName=orm.TABLE, Item=ITEM | wrong)
        refusals.append(str(refused.value))
        monkeypatch.setattr(fast_moto, "_is_direct", lambda _: False)
    assert refusals[0] == refusals[1]


NOT_MET: dict[str, tuple[str, Json]] = {
    "a condition": (
        "put_item",
        {"TableName": orm.TABLE, "Item": ITEM, "ConditionExpression": "attribute_not_exists(pk)"},
    ),
    "a condition, told what there is": (
        "update_item",
        {
            "TableName": orm.TABLE,
            "Key": KEY,
            **SET,
            "ConditionExpression": "n = :n",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    ),
    "one of a transaction": (
        "transact_write_items",
        {"TransactItems": [a_write("Put", "2"), a_write("Put", "1", ConditionExpression="attribute_not_exists(pk)")]},
    ),
}


@pytest.mark.parametrize("what", NOT_MET)
def test_a_condition_that_is_not_met_is_told_alike_by_both_ways(
    changes: Changes, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    client, refusals = clients.client("dynamodb"), []
    client.put_item(TableName=orm.TABLE, Item=ITEM)
    operation, request = NOT_MET[what]
    for _ in ("short", "long"):
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)(**request)
        metadata = refused.value.response.pop("ResponseMetadata")
        refusals.append((type(refused.value), refused.value.args, refused.value.response, metadata["HTTPStatusCode"]))
        monkeypatch.setattr(fast_moto, "_is_direct", lambda _: False)
    assert refusals[0] == refusals[1]
    assert refusals[0][-1] == 400


@pytest.mark.parametrize("at_once", [True, False])
def test_an_item_of_more_than_400_kilobytes_is_refused(cloud: None, at_once: bool) -> None:
    client, texts = clients.client("dynamodb"), dict.fromkeys("abc", "x" * 150000)
    if at_once:
        write = partial(client.put_item, TableName=orm.TABLE, Item=KEY | codec.typed(texts))
    else:
        client.put_item(TableName=orm.TABLE, Item=KEY | codec.typed({"a": texts["a"]}))
        more = {f":{name}": {"S": texts[name]} for name in "bc"}
        setting = {"UpdateExpression": "SET b = :b, c = :c", "ExpressionAttributeValues": more}
        write = partial(client.update_item, TableName=orm.TABLE, Key=KEY, **setting)
    with pytest.raises(ClientError, match="size"):
        write()


@pytest.mark.parametrize(
    "wanted", [["n"], ["tags", "pk", "n"], ["bytes", "none", "absent"], ["tags[0]", "n"], ["maps", "n"]], ids=str
)
def test_what_a_list_wants_of_an_item_is_what_moto_finds(wanted: list[str]) -> None:
    item = Item(DynamoType(KEY["pk"]), DynamoType(KEY["sk"]), ITEM | {"maps": {"M": {"a": {"N": "1.50"}}}})
    expressions = [[name] for name in wanted]
    found = fast_moto._projected(item, expressions), fast_moto._any_projected(item, expressions)
    assert found[0].to_json() == found[1].to_json()
    assert list(found[0].attrs) == list(found[1].attrs)
