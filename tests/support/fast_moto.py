"""moto, without what takes most of its time and proves nothing here.

A call of DynamoDB goes straight to moto: between them lie botocore's request, its signature, a second parsing of
both, and moto's search for who answers, which take two thirds of a call's time. botocore's validation stays, because it
knows DynamoDB's types. A condition that is not met is raised as botocore raises it. Whatever else fails is asked again
by the long way, which makes the error that botocore would raise; a failed call has changed nothing. What our own
transport and botocore send is tested in tests/unit/aws and by the API's tests.
"""

from __future__ import annotations

from collections import defaultdict, deque
from copy import copy, deepcopy
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient
from botocore.validate import ParamValidator
from moto.core.base_backend import BaseBackend
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.core.utils import camelcase_to_underscores, method_names_from_class
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.exceptions import ConditionalCheckFailed, TransactionCanceledException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import bytesize
from moto.dynamodb.parsing import expressions
from moto.dynamodb.responses import DynamoHandler

if TYPE_CHECKING:
    import pytest

CERTAINLY_FITS = 200_000  # bytes of attributes, of DynamoDB's 400 KB
NOT_MET = (ConditionalCheckFailed, TransactionCanceledException)

_turn = RLock()
_validator = ParamValidator()
_any_call: Any = vars(BaseClient)["_make_api_call"]
_any_answer = BotocoreStubber.process_request
_any_order = Table.all_items
_any_set = LimitedSizeDict.__setitem__
_any_size = Item.size
_any_projected = Item.project
_any_lexed = ConditionExpressionParser._lex_condition_expression
_any_cast: Any = vars(DynamoType)["cast_value"].fget
_update_in_place = DynamoDBBackend.update_item


def install(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BaseClient, "_make_api_call", _call)
    patch.setattr(Table, "__deepcopy__", _copy_for_rollback, raising=False)
    patch.setattr(Table, "all_items", _in_order)
    patch.setattr(DynamoDBBackend, "update_item", _update)
    patch.setattr(DynamoType, "cast_value", property(_cast))
    patch.setattr(LimitedSizeDict, "__setitem__", _set)
    patch.setattr(Item, "size", _size)
    patch.setattr(Item, "project", _projected)
    # For whoever calls AWS by `requests`, which nobody here does, moto registers 1,300 answers at each start.
    patch.setattr("moto.core.models.RESPONSES_METHODS", [])
    # What moto parses anew for each request. Nothing changes what comes of it: validators work on a copy.
    updates: Any = vars(expressions)["UpdateExpressionParser"]
    patch.setattr(updates, "make", cache(updates.make))
    patch.setattr(ConditionExpressionParser, "_lex_condition_expression", _lexed)
    # Of the long way: what moto makes anew for each request.
    patch.setattr("moto.core.responses.method_names_from_class", cache(method_names_from_class))
    patch.setattr(BaseBackend, "urls", property(cache(vars(BaseBackend)["urls"].fget)))


def copied(items: dict[Any, Any]) -> defaultdict[Any, dict[Any, Any]]:
    """A table's items in containers of their own. They themselves need not be copied: `_update` replaces them, and
    nothing else changes one."""
    return defaultdict(dict, {key: dict(partition) for key, partition in items.items()})


def _call(client: BaseClient, operation: str, request: dict[str, Any]) -> Any:
    # One at a time: a transaction copies moto's tables while another write changes them.
    with _turn:
        if _is_direct(client):
            model = client.meta.service_model.operation_model(operation)
            try:
                said = _answered(model, client.meta.region_name, request)
            except NOT_MET as refusal:
                raise _as_botocore_raises(refusal, client, model) from None
            if said is not None:
                metadata = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
                return said | {"ResponseMetadata": metadata}
        return _any_call(client, operation, request)


def answered(model: Any, region: str, request: dict[str, Any]) -> dict[str, Any] | None:
    """What moto's DynamoDB answers, or None if the call fails, which has changed nothing."""
    try:
        return _answered(model, region, request)
    except NOT_MET:
        return None


def _answered(model: Any, region: str, request: dict[str, Any]) -> dict[str, Any] | None:
    handler: Any = DynamoHandler()
    handler.region, handler.current_account = region, DEFAULT_ACCOUNT_ID
    handler.body = handler.params = request
    try:
        if _validator.validate(request, model.input_shape).has_errors():
            return None
        answer = getattr(handler, camelcase_to_underscores(model.name))().result
    except NOT_MET:
        raise
    except Exception:  # it is raised by the long way
        return None
    known = model.output_shape.members
    return {name: value for name, value in answer.items() if value is not None and name in known}


def _as_botocore_raises(refusal: Any, client: BaseClient, model: Any) -> Exception:
    response = {
        "status_code": refusal.code,
        "headers": dict(refusal.get_headers()),
        "body": refusal.get_body().encode(),
    }
    parser = vars(client)["_response_parser"]
    answer = parser.parse(response, model.output_shape)
    code = answer["Error"]["Code"]
    answer |= parser.parse(response, model.service_model.shape_for_error_code(code))
    answer["ResponseMetadata"]["RetryAttempts"] = 0
    error: Any = client.exceptions.from_code(code)
    raised: Exception = error(answer, model.name)
    return raised


def _lexed(parser: ConditionExpressionParser) -> deque[Any]:
    """A list of its own: the parser takes its nodes out of it."""
    return deque(_nodes(str(parser.condition_expression)))


@cache
def _nodes(expression: str) -> tuple[Any, ...]:
    return tuple(_any_lexed(ConditionExpressionParser(expression, None, None)))


def _is_direct(client: BaseClient) -> bool:
    """Not for whoever disturbs what lies between, or asks another server."""
    return (
        client.meta.service_model.service_name == "dynamodb"
        and botocore_stubber.enabled
        and BotocoreStubber.process_request is _any_answer
        and client.meta.endpoint_url.endswith(".amazonaws.com")
    )


def _cast(value: DynamoType) -> Any:
    """Strings first: moto checks them last, and compares every key of a table with them for each Query."""
    return value.value if value.type == "S" else _any_cast(value)


def _set(attributes: LimitedSizeDict, name: str, value: Any) -> None:
    """moto adds up all attributes for each that is set. Here what was set is added up, and all of them only where that
    may be too much."""
    size: int | None = vars(attributes).get("added_up")
    if size is None:
        size = sum(bytesize(name) + value.size() for name, value in attributes.items())
    size += bytesize(name) + value.size()
    if size > CERTAINLY_FITS:
        _any_set(attributes, name, value)
    else:
        dict.__setitem__(attributes, name, value)
    vars(attributes)["added_up"] = size


def _size(item: Item) -> int:
    """Once for each state of an item, of which `_update` makes a new one."""
    if "counted" not in vars(item):
        vars(item)["counted"] = _any_size(item)
    counted: int = vars(item)["counted"]
    return counted


def _projected(item: Item, expressions: list[list[str]]) -> Item:
    """moto makes JSON of the whole item for each name that a list wants of it."""
    if any(len(names) > 1 or "[" in names[0] for names in expressions):
        return _any_projected(item, expressions)
    wanted = object.__new__(Item)
    wanted.hash_key, wanted.range_key, wanted.attrs = item.hash_key, item.range_key, LimitedSizeDict()
    for [name] in expressions:
        if name in item.attrs:
            dict.__setitem__(wanted.attrs, name, item.attrs[name])
    return wanted


def _in_order(table: Table) -> list[Any]:
    """By the keys' texts: moto compares objects that it makes of them, for each query of an index."""
    if table.range_key_attr is None:
        return _any_order(table)
    found = (item for partition in table.items.values() for item in partition.values())
    return sorted(found, key=lambda item: (item.hash_key.value, item.range_key.value))


def _copy_for_rollback(table: Table, memo: Any) -> Table:
    """moto keeps a deep copy of the whole table for each write of a transaction."""
    kept = object.__new__(Table)  # type: ignore[type-abstract]  # it has no abstract method of its own
    vars(kept).update(vars(table))
    kept.items = copied(table.items)
    if table.stream_shard is not None:
        kept.stream_shard = copy(table.stream_shard)
        kept.stream_shard.table = kept
        kept.stream_shard.items = list(table.stream_shard.items)
    return kept


def _update(backend: DynamoDBBackend, table_name: str, key: dict[str, Any], *values: Any, **named: Any) -> Any:
    """Changes a copy of the item: the item itself may be in what `_copy_for_rollback` keeps."""
    table = backend.get_table(table_name)
    pk, sk = (DynamoType(key[name]) for name in table.table_key_attrs)
    if (item := table.items[pk].get(sk)) is not None:
        table.items[pk][sk] = deepcopy(item)
    return _update_in_place(backend, table_name, key, *values, **named)
