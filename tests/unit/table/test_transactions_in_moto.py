"""What tests/unit/conftest.py replaces in moto undoes a cancelled transaction as moto does."""

import pytest
from botocore.exceptions import ClientError

from connextlive.aws import clients
from connextlive.table import codec, orm
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
    # AND one that is not cancelled has its effect
    client.transact_write_items(TransactItems=[write])
    assert client.scan(TableName=orm.TABLE)["Items"] != items
    assert len(changes.all) == len(before) + 1
