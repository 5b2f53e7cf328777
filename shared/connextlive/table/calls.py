"""Calls of DynamoDB without PynamoDB, whose import and entities are a fifth of a start: functions that only set fields
and read a key or two do without. Where PynamoDB is loaded anyway, calls share its connection, so that there is one way
to DynamoDB, with one pool."""

import os
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError

from connextlive.aws import clients
from connextlive.core.environment import environment
from connextlive.table.codec import AttributeMap

TABLE = environment.table_name


class Connection(Protocol):
    """The part of PynamoDB's connection that is used without it."""

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any], /) -> dict[str, Any]: ...


class _Direct:
    """A connection without PynamoDB."""

    def dispatch(self, operation: str, request: dict[str, Any], /) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            # One token for all attempts, so that a transaction whose response was lost is not applied again.
            request.setdefault("ClientRequestToken", os.urandom(16).hex())
        return clients.call("dynamodb", operation, request)


_direct = _Direct()
_shared: Callable[[], Connection] | None = None


def share(connection: Callable[[], Connection]) -> None:
    """Has all further calls made by PynamoDB's connection. `orm` tells when it is complete: that it is among the loaded
    modules says too little, because another thread may be loading it."""
    global _shared
    _shared = connection


def connection() -> Connection:
    return _direct if _shared is None else _shared()


def is_own(error: BaseException, item: Mapping[str, Any]) -> bool:
    """Whether a PutItem failed its condition only because an attempt before had stored the item, and its answer was
    lost. The request must have asked for the item that is there (`ReturnValuesOnConditionCheckFailure`)."""
    cause = error.__cause__ if isinstance(error.__cause__, ClientError) else error  # inside PynamoDB's
    if not isinstance(cause, ClientError) or cause.response["Error"]["Code"] != "ConditionalCheckFailedException":
        return False
    stored: Any = cause.response.get("Item")
    return cause.response["ResponseMetadata"].get("RetryAttempts", 0) > 0 and stored == item


def get_item(pk: str, sk: str, consistent: bool = True) -> AttributeMap | None:
    """The attribute map under a key, or None."""
    request = {"TableName": TABLE, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}, "ConsistentRead": consistent}
    return connection().dispatch("GetItem", request).get("Item")
