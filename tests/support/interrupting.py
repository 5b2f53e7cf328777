"""Things that happen between two writes to the table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from pynamodb.connection import Connection

from tests.support.builders import Json
from tests.support.granted import as_somebody_else

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


@contextmanager
def before_each_write(do: Callable[[int], None]) -> Iterator[None]:
    """Calls `do` with the number of each write, before it is made."""
    numbers, dispatch = count(), Connection.dispatch

    def watched(connection: Connection, operation: str, request: Json) -> Json:
        if operation in WRITES:
            with as_somebody_else():
                do(next(numbers))
        answer: Json = dispatch(connection, operation, request)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "dispatch", watched)
        yield
