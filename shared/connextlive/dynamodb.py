"""PynamoDB over the transport. PynamoDB imports all of botocore for a client that it makes at its first call; here that
client is the transport's, so botocore stays out until somebody needs it."""

import json
import logging
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import botocore
import botocore.exceptions

from connextlive import transport
from connextlive.transport import Reader


class _StandIn(ModuleType):
    """In the place of a module of botocore, while PynamoDB takes the names from it that it wants."""

    def __getattr__(self, name: str) -> Any:
        return getattr(botocore.exceptions, name, object)


@contextmanager
def _botocore_kept_out() -> Iterator[None]:
    names = ("botocore.client", "botocore.config", "botocore.session", "pynamodb.connection._botocore_private")
    stand_ins = {name: _StandIn(name) for name in names if name not in sys.modules}
    sys.modules |= stand_ins
    vars(botocore).update({name.removeprefix("botocore."): module for name, module in stand_ins.items()})
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
            del vars(botocore)[name.removeprefix("botocore.")]


logging.getLogger("pynamodb").setLevel(logging.WARNING)  # at INFO, every start is told about its settings
with _botocore_kept_out():
    import pynamodb.connection.base


class _Client:
    """What PynamoDB asks of botocore's client."""

    _request_signer = None

    def __init__(self) -> None:
        self._service = transport.Service("dynamodb")

    def _make_api_call(self, operation: str, request: dict[str, Any], read: Reader | None = None) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            # One token for all attempts: what was written, though the answer was lost, is not written again.
            request.setdefault("ClientRequestToken", str(uuid.uuid4()))
        return self._service.call(operation, request, read)


def connect(connection: pynamodb.connection.base.Connection) -> None:
    """Gives a connection its client, unless it has one."""
    if connection._client is not None:
        return
    if transport.is_at_hand():
        connection._client = _Client()  # type: ignore[assignment]  # all that is ever called of it
        return
    import botocore.client
    import botocore.session

    vars(pynamodb.connection.base)["get_session"] = botocore.session.get_session


def query(connection: pynamodb.connection.base.Connection, request: dict[str, Any], read: Reader) -> dict[str, Any]:
    """What a Query answers, as `read` makes it of DynamoDB's JSON."""
    client: Any = connection.client
    if isinstance(client, _Client):
        return client._make_api_call("Query", request, read)
    return dispatched(connection, request, read)


def dispatched(
    connection: pynamodb.connection.base.Connection, request: dict[str, Any], read: Reader
) -> dict[str, Any]:
    """The same by PynamoDB's `dispatch`: through botocore, which parses the answer itself, and seen by whoever
    stands in for `dispatch` to count the calls or to answer them."""
    answer = connection.dispatch("Query", request)
    return read(json.dumps({name: answer[name] for name in ("Items", "LastEvaluatedKey") if name in answer}).encode())
