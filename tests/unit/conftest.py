"""AWS played by moto, created from the template for every test, and a clock that tests can move."""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from copy import copy, deepcopy
from functools import cache
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore.client import BaseClient
from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.core.base_backend import BaseBackend
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.serialize import ResponseSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.ses.models import ses_backends

from connextlive.aws import clients, s3, signing_secret, transport
from connextlive.core import ids
from connextlive.identity import team
from connextlive.search import postings
from connextlive.table import orm
from tests.support import fuzzing
from tests.support.builders import RESOURCES, Changes, Clock, Json, a_bus, a_table

REGION = str(orm.Item.Meta.region)
ENVIRONMENT = {
    "AWS_REGION": REGION,
    "BUS_NAME": "connextlive",
    "SIGNING_SECRET_ARN": "signing-secret",
    "APP_URL": "https://app.example.com",
    "API_URL": "https://api.example.com/live",
    "MAIL_FROM": "no-reply@example.com",
    "MAIL_CONFIGURATION": "connextlive-mail",
}

settings.register_profile(
    "unit",
    deadline=None,
    derandomize=not fuzzing.FACTOR,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("unit")


_any_structure = ResponseSerializer._serialize_type_structure
_in_any_order = Table.all_items
_sign_truly = RequestSigner.sign
_call: Any = vars(BaseClient)["_make_api_call"]
_turn = RLock()
_cast_any: Any = vars(DynamoType)["cast_value"].fget
_update_in_place = DynamoDBBackend.update_item


def _one_at_a_time(client: BaseClient, operation: str, request: dict[str, Any]) -> Any:
    """moto's tables are not for several threads: a transaction copies them while another write changes them."""
    with _turn:
        return _call(client, operation, request)


def _cast(value: DynamoType) -> Any:
    """Strings first: moto checks them last, and compares every key of a table with them for each Query."""
    return value.value if value.type == "S" else _cast_any(value)


def _structure(serializer: ResponseSerializer, serialized: Json, value: Any, shape: Any, key: str) -> None:
    """Attribute values are kept as DynamoDB spells them. moto tries every type of each otherwise, which took a third of
    these tests' time."""
    if shape.name != "AttributeValue" or type(value) is not dict:
        _any_structure(serializer, serialized, value, shape, key)
        return
    spelled: Json = {}
    for kind, content in value.items():
        serializer._serialize(spelled, content, shape.members[kind], kind)
    serializer._default_serialize(serialized, spelled, shape, key)


def _in_order(table: Table) -> list[Any]:
    """By the keys' texts: moto compares objects that it makes of them, for each query of an index."""
    if table.range_key_attr is None:
        return _in_any_order(table)
    found = (item for partition in table.items.values() for item in partition.values())
    return sorted(found, key=lambda item: (item.hash_key.value, item.range_key.value))


def _sign(signer: RequestSigner, operation: str, request: Any, **options: Any) -> None:
    """Says who asks; moto verifies no signature. Of a file, what it is signed with also says how it is encoded."""
    keys = signer._credentials  # type: ignore[attr-defined]  # the stubs leave it out
    if "X-Amz-Target" in request.headers and not keys.token:
        scope = f"{keys.access_key}/20270115/{signer.region_name}/{signer.signing_name}/aws4_request"
        request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    else:
        _sign_truly(signer, operation, request, **options)


def _parameters(body: str, **options: Any) -> list[tuple[str, str]]:
    """moto reads JSON as a form, too."""
    return [(body, "")] if body.startswith("{") else parse_qsl(body, **options)


def copied(items: dict[Any, Any]) -> defaultdict[Any, dict[Any, Any]]:
    """A table's items in containers of their own. They themselves need not be copied: `_update` replaces them, and
    nothing else changes one."""
    return defaultdict(dict, {key: dict(partition) for key, partition in items.items()})


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


@pytest.fixture(autouse=True, scope="module")
def environment() -> Iterator[None]:
    """A function's environment in AWS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        # moto stands in for botocore, not for the network.
        patch.setattr(transport, "is_at_hand", lambda: False)
        patch.setattr(Table, "__deepcopy__", _copy_for_rollback, raising=False)
        patch.setattr(DynamoDBBackend, "update_item", _update)
        patch.setattr(ResponseSerializer, "_serialize_type_structure", _structure)
        patch.setattr(Table, "all_items", _in_order)
        patch.setattr(DynamoType, "cast_value", property(_cast))
        patch.setattr(BaseClient, "_make_api_call", _one_at_a_time)
        # Together a fifth of the time of a request: what botocore and moto make for each, and nothing here reads.
        patch.setattr(RequestSigner, "sign", _sign)
        patch.setattr(UserAgentString, "to_string", lambda _: "botocore")
        patch.setattr("moto.core.responses.parse_qsl", _parameters)
        patch.setattr("moto.core.responses.method_names_from_class", cache(method_names_from_class))
        patch.setattr(BaseBackend, "urls", property(cache(vars(BaseBackend)["urls"].fget)))
        # A tenant's first merge looks into each partition of the index that was before: two show what eighty do.
        patch.setattr(postings, "EDGES", 1)
        patch.setattr(postings, "WORDS", 1)
        yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at 2027-01-15T08:00:00Z until the test moves it."""
    clock = Clock(1_800_000_000)
    monkeypatch.setattr("time.time", clock.time)
    monkeypatch.setattr("time.time_ns", clock.time_ns)
    monkeypatch.setattr("time.sleep", clock.advance)
    for name in ("connextlive.core.ids.datetime", "jwt.api_jwt.datetime"):
        monkeypatch.setattr(name, clock.datetime)
    assert ids.timestamp() == "2027-01-15T08:00:00.000Z"
    return clock


def make_secret() -> None:
    """The signing secret as the template generates it."""
    generated = RESOURCES["SigningSecret"]["Properties"]["GenerateSecretString"]
    keys = json.loads(generated["SecretStringTemplate"])
    keys[generated["GenerateStringKey"]] = "x" * generated["PasswordLength"]
    clients.client("secretsmanager").create_secret(Name=os.environ["SIGNING_SECRET_ARN"], SecretString=json.dumps(keys))


def make_bucket() -> Any:
    """The private bucket; returns an S3 client."""
    client = clients.client("s3")
    location = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
    client.create_bucket(Bucket=s3.BUCKET, **({} if REGION == "us-east-1" else location))
    return client


@pytest.fixture
def empty_aws() -> Iterator[None]:
    """An empty account."""
    signing_secret._cache.clear()
    signing_secret._refreshed.clear()
    team._kept.clear()
    with mock_aws():
        yield


@pytest.fixture
def cloud(empty_aws: None) -> None:
    """The template's table and signing secret."""
    a_table()
    make_secret()


@pytest.fixture
def bucket(cloud: None) -> Any:
    """The private bucket, as an S3 client."""
    return make_bucket()


@pytest.fixture
def mailbox(cloud: None) -> Any:
    """SES with a verified sender; moto's `sent_messages` has what was sent."""
    clients.client("sesv2").create_email_identity(EmailIdentity=os.environ["MAIL_FROM"])
    return ses_backends[DEFAULT_ACCOUNT_ID][REGION]


@pytest.fixture
def changes(cloud: None) -> Changes:
    """The table's stream, and the bus that events are published to."""
    a_bus()
    return Changes()
