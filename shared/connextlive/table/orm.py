"""The table through PynamoDB, which only this module imports, over our transport. PynamoDB imports botocore for a
client that it creates at its first call; here that client is the transport's, so botocore is not imported until
somebody needs it. Entities import what they need of PynamoDB from here, so that it is always set up this way."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar, NamedTuple, Self, cast

import botocore
import botocore.exceptions

from connextlive.aws import transport
from connextlive.aws.transport import Reader
from connextlive.core import acts
from connextlive.core.environment import environment
from connextlive.table.calls import TABLE, get_item, is_own, share
from connextlive.table.codec import (
    Action,
    AttributeMap,
    AttributeValue,
    Values,
    plain_map,
    plain_value,
    typed,
    typed_value,
)
from connextlive.table.names import SHORT


class _StandIn(ModuleType):
    """Replaces a module of botocore while PynamoDB imports names from it."""

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


logging.getLogger("pynamodb").setLevel(logging.WARNING)  # at INFO, every start logs its settings
with _botocore_kept_out():
    import pynamodb.connection.base

# Below, because they import what has just been imported without botocore.
from pynamodb.attributes import (  # noqa: E402
    Attribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection, TableConnection  # noqa: E402
from pynamodb.connection.base import BOTOCORE_EXCEPTIONS  # noqa: E402
from pynamodb.constants import LIST, MAP, NUMBER, STRING  # noqa: E402
from pynamodb.exceptions import (  # noqa: E402
    AttributeNullError,
    DeleteError,
    PutError,
    PynamoDBException,
    TransactWriteError,
    UpdateError,
)
from pynamodb.expressions.condition import Condition  # noqa: E402
from pynamodb.models import Model  # noqa: E402
from pynamodb.transactions import TransactWrite  # noqa: E402

__all__ = [
    "TABLE",
    "Audited",
    "BooleanAttribute",
    "DeleteError",
    "Document",
    "Item",
    "Many",
    "MaybeDocument",
    "MaybeText",
    "MaybeWhole",
    "NumberAttribute",
    "PutError",
    "PynamoDBException",
    "TransactWrite",
    "TransactWriteError",
    "UnicodeAttribute",
    "UpdateError",
    "VersionAttribute",
    "Whole",
    "connect",
    "connection",
    "dispatched",
    "read_query",
    "transaction",
]


# PynamoDB's `dispatch` also asks for the units consumed, makes an ID, sends signals and logs, which nobody receives;
# its attributes ask of each instance whether it is a map. Without that, an agent's message takes a tenth less.


def _dispatch(connection: Connection, operation: str, request: Values) -> Values:
    return connection._make_api_call(operation, request)


def _get(attribute: Attribute[Any], entity: Any, _: type) -> Any:
    if entity is None:
        return attribute
    name = attribute.attr_path[-1]
    return entity.attribute_values.get(entity._dynamo_to_python_attrs.get(name, name))


def _set(attribute: Attribute[Any], entity: Any, value: Any) -> None:
    name = attribute.attr_path[-1]
    entity.attribute_values[entity._dynamo_to_python_attrs.get(name, name)] = value


for _replaced, _methods in (
    (Connection, {"dispatch": _dispatch}),
    (Attribute, {"__get__": _get, "__set__": _set}),
):
    for _name, _method in _methods.items():
        setattr(_replaced, _name, _method)


class _Client:
    """The part of botocore's client that PynamoDB uses."""

    _request_signer = None

    def __init__(self) -> None:
        self._service = transport.Service("dynamodb")

    def _make_api_call(self, operation: str, request: dict[str, Any], read: Reader | None = None) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            # One token for all attempts, so that a transaction whose response was lost is not applied again.
            request.setdefault("ClientRequestToken", os.urandom(16).hex())
        return self._service.call(operation, request, read)


def connect(connection: Connection) -> None:
    """Sets a connection's client if it has none."""
    if connection._client is not None:
        return
    if transport.is_at_hand():
        connection._client = _Client()  # type: ignore[assignment]  # all that is ever called of it
        return
    import botocore.client
    import botocore.session

    vars(pynamodb.connection.base)["get_session"] = botocore.session.get_session


def read_query(connection: Connection, request: dict[str, Any], read: Reader) -> dict[str, Any]:
    """A Query's response, parsed by `read` from DynamoDB's JSON."""
    client: Any = connection.client
    if isinstance(client, _Client):
        return client._make_api_call("Query", request, read)
    return dispatched(connection, request, read)


def dispatched(connection: Connection, request: dict[str, Any], read: Reader) -> dict[str, Any]:
    """The same through PynamoDB's `dispatch`: with botocore, which parses the response itself, and visible to whoever
    replaces `dispatch` to count or stub calls."""
    answer = connection.dispatch("Query", request)
    return read(json.dumps({name: answer[name] for name in ("Items", "LastEvaluatedKey") if name in answer}).encode())


class Item(Model):
    """An item of the table. `kind` is its entity, used by the stream's filters."""

    class Meta:
        table_name = TABLE
        region = environment.aws_region
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 3

    NAME: ClassVar[str] = "Item"
    HAS_SHORT_NAMES: ClassVar[bool] = False  # whether attributes are stored under `table/names.py`'s
    _FIELDS: ClassVar["_Fields | None"] = None
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()

    def __init_subclass__(cls) -> None:
        if cls.HAS_SHORT_NAMES:
            for name in SHORT.keys() & vars(cls).keys():
                vars(cls)[name].attr_name = SHORT[name]  # PynamoDB sets those that have none later

    @property
    def tenant_id(self) -> str:
        return self.pk.partition("#")[0]

    # What follows does what PynamoDB does, in a fifth of the time: it goes over all attributes with their descriptors
    # for the defaults, again for the values, and again to serialize, and builds an expression for each version.

    def __init__(
        self, hash_key: str | None = None, range_key: str | None = None, _user_instantiated: bool = True, **values: Any
    ) -> None:
        fields = self._fields()
        if unknown := values.keys() - fields.by_name.keys():
            raise ValueError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        keys = {name: key for name, key in (("pk", hash_key), ("sk", range_key)) if key is not None}
        self.attribute_values = fields.defaults() | keys | values

    @classmethod
    def _fields(cls) -> "_Fields":
        if "_FIELDS" not in vars(cls):
            cls._FIELDS = _Fields.of(cls)
        return cls._FIELDS  # type: ignore[return-value]  # of this class, as has just been seen

    @classmethod
    def _instantiate(cls, attribute_values: AttributeMap) -> Self:
        stored = cls._get_discriminator_class(attribute_values) or cls
        if not issubclass(stored, cls):
            raise ValueError(f"{stored.__name__} is no {cls.__name__}")  # as PynamoDB does
        made = stored.__new__(stored)
        made._container_deserialize(attribute_values)
        return made

    def _container_deserialize(self, attribute_values: AttributeMap) -> None:
        fields = self._fields()
        values = fields.defaults()
        for stored_as, stored in attribute_values.items():
            if (field := fields.stored.get(stored_as)) is None or "NULL" in stored:
                continue
            if stored_as != field.stored_as and field.stored_as in attribute_values:
                continue  # a whole name, from before the short one
            value = stored[field.type] if field.type in stored else field.attribute.get_value(stored)
            values[field.name] = field.attribute.deserialize(value) if field.converts else value
        self.attribute_values = values

    def _container_serialize(self, null_check: bool = True) -> AttributeMap:
        values, stored = self.attribute_values, {}
        for name, attribute, stored_as, kind, converts in self._fields().by_name.values():
            value = values.get(name)
            if value is not None and converts:
                value = attribute.serialize(value)
            if value is not None:
                stored[stored_as] = {kind: value}
            elif null_check and not attribute.null:
                raise AttributeNullError(name)
        return stored

    def get_save_kwargs_from_instance(
        self, condition: Condition | None = None, return_values_on_condition_failure: str | None = None
    ) -> Values:
        """The `Put` that saves the item, in the version that was read."""
        if "act" in self._fields().by_name:
            self.attribute_values.pop("act", None)
            if act := acts.current():
                self.attribute_values["act"] = act.values
        item = self.serialize()
        request: Values = {"TableName": TABLE, "Item": item}
        conditions: list[str] = []
        names: dict[str, str] = {}
        values: Any = {}
        if condition is not None:
            conditions.append(condition.serialize(names, values))
            names = {placeholder: name for name, placeholder in names.items()}
        if self._version_attribute_name is not None:
            field = self._fields().by_name[self._version_attribute_name]
            version = self.attribute_values.get(self._version_attribute_name)
            names["#version"] = field.stored_as
            if version is None:
                conditions.append("attribute_not_exists (#version)")
            else:
                conditions.append("#version = :version")
                values[":version"] = item[field.stored_as]
            item[field.stored_as] = {field.type: str((version or 0) + 1)}
        if conditions:
            request["ConditionExpression"] = " AND ".join(conditions)
            request["ExpressionAttributeNames"] = names
        if values:
            request["ExpressionAttributeValues"] = values
        if return_values_on_condition_failure is not None:
            request["ReturnValuesOnConditionCheckFailure"] = return_values_on_condition_failure
        return request

    def beside(self) -> list[Action]:
        """What else is written with a change of the item, in the same transaction: of most, nothing."""
        return []

    def save(self, condition: Condition | None = None, *, add_version_condition: bool = True) -> Values:
        if beside := self.beside():
            with transaction() as write:
                _add(write, beside)
                TransactWrite.save(write, self, condition)
            return {}
        if not add_version_condition:
            return super().save(condition, add_version_condition=False)
        request = self.get_save_kwargs_from_instance(condition, "ALL_OLD")
        try:
            answer = connection().dispatch("PutItem", request)
        except BOTOCORE_EXCEPTIONS as error:
            if not is_own(error, request["Item"]):
                raise PutError(f"Failed to put item: {error}", error) from error
            answer = {}
        self.update_local_version_attribute()  # type: ignore[no-untyped-call]  # PynamoDB's
        return answer

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The shared connection: PynamoDB would create a client per entity class."""
        if cls is not Item:
            return Item._get_connection()
        found = super()._get_connection()
        connect(found.connection)
        return found

    @classmethod
    def find(cls, pk: str, sk: str) -> Self | None:
        """The current item, or None."""
        raw = get_item(pk, sk)
        return cast("Self", Item.from_raw_data(raw)) if raw else None


class _Field(NamedTuple):
    """An attribute as it is stored. `converts` tells whether its values need be, which texts and truth values need
    not."""

    name: str
    attribute: Attribute[Any]
    stored_as: str
    type: str
    converts: bool

    @classmethod
    def of(cls, name: str, attribute: Attribute[Any]) -> "_Field":
        own = vars(Attribute)["serialize"], vars(Attribute)["deserialize"]
        kind = type(attribute)
        converts = (kind.serialize, kind.deserialize) != own and kind is not BooleanAttribute
        return cls(name, attribute, attribute.attr_name, attribute.attr_type, converts)


class _Fields(NamedTuple):
    """An entity's attributes, and by what is stored: under its name, or the whole one from before that."""

    by_name: dict[str, _Field]
    stored: dict[str, _Field]
    fixed: Values
    made: dict[str, Callable[[], Any]]

    @classmethod
    def of(cls, entity: type[Item]) -> "_Fields":
        by_name = {name: _Field.of(name, attribute) for name, attribute in entity.get_attributes().items()}
        read = {name: field for name, field in by_name.items() if name != "kind"}
        defaults = {name: field.attribute.default for name, field in by_name.items()}
        given = {name: default for name, default in defaults.items() if default is not None}
        made = {name: default for name, default in given.items() if callable(default)}
        fixed: Values = {"kind": entity} if entity is not Item else {}
        fixed |= {name: default for name, default in given.items() if name not in made}
        return cls(by_name, read | {field.stored_as: field for field in read.values()}, fixed, made)

    def defaults(self) -> Values:
        return self.fixed | {name: make() for name, make in self.made.items()}


class MaybeText(Attribute["str | None"]):
    """An optional string: PynamoDB's own attribute is typed `str` either way."""

    attr_type = STRING

    def __init__(self) -> None:
        super().__init__(null=True)


class Whole(Attribute[int]):
    """An integer with default 0."""

    attr_type = NUMBER

    def __init__(self) -> None:
        super().__init__(default=0)

    def serialize(self, value: int) -> str:
        return str(value)

    def deserialize(self, value: str) -> int:
        return int(value)


class MaybeWhole(Attribute["int | None"]):
    """An optional integer."""

    attr_type = NUMBER

    def __init__(self) -> None:
        super().__init__(null=True)

    def serialize(self, value: int | None) -> str:
        return str(value)

    def deserialize(self, value: str) -> int:
        return int(value)


class Document[T: Mapping[str, object]](Attribute[T]):
    """Plain data in a map: denormalized cards, settings, resolutions. What is in it is said where it is declared, as is
    of the two below: `rating: "MaybeDocument[Rating]" = MaybeDocument()`."""

    attr_type = MAP

    def serialize(self, value: T) -> AttributeMap:
        return typed(value)

    def deserialize(self, value: AttributeMap) -> T:
        return cast("T", plain_map(value))


class MaybeDocument[T: Mapping[str, object]](Attribute["T | None"]):
    """An optional document."""

    attr_type = MAP

    def __init__(self) -> None:
        super().__init__(null=True)

    def serialize(self, value: T | None) -> AttributeMap:
        return typed(value or {})

    def deserialize(self, value: AttributeMap) -> T:
        return cast("T", plain_map(value))


class Audited(MaybeDocument["dict[str, str]"]):
    """What the item was last saved for, if that belongs in the audit log (`audit/log.py`): of every entity under the
    name `act`."""


class Many[T](Attribute["list[T]"]):
    """A list of plain data, empty by default."""

    attr_type = LIST

    def __init__(self) -> None:
        super().__init__(default=list)

    def serialize(self, value: list[T]) -> list[AttributeValue]:
        return [typed_value(item) for item in value]

    def deserialize(self, value: list[AttributeValue]) -> list[T]:
        return list(map(plain_value, value))


def connection() -> Connection:
    """The connection under all entities, for operations that PynamoDB does not support."""
    return Item._get_connection().connection


class _Transaction(TransactWrite):
    def save(self, model: Any, condition: Condition | None = None, return_values: str | None = None) -> None:
        _add(self, model.beside())
        super().save(model, condition, return_values)


def transaction() -> TransactWrite:
    """Writes several items, all or none; committed when the `with` block ends without an exception."""
    return _Transaction(connection=connection())


def _add(write: TransactWrite, actions: Iterable[Action]) -> None:
    lists = {
        "ConditionCheck": write._condition_check_items,
        "Delete": write._delete_items,
        "Put": write._put_items,
        "Update": write._update_items,
    }
    for action in actions:
        for kind, request in action.items():
            lists[kind].append({"TableName": TABLE, **request})


share(connection)  # last, when nothing is missing any more
