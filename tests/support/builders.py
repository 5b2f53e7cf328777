"""Named builders of what a test needs, and the events that functions are called with."""

import base64
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime, tzinfo
from functools import cache
from itertools import chain
from threading import Lock
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from pynamodb.connection import Connection

from connextlive.lambdas.consumer import Consumer
from connextlive import counters
from connextlive.aws import clients
from connextlive.chat import conversation, message, visitor
from connextlive.chat.conversation import Status
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import ago, new_id, timestamp
from connextlive.events.types import Event
from connextlive.identity import api_key, tenant, user, user_session
from connextlive.identity.api_key import ApiKey
from connextlive.table import codec, items, orm, writes
from local.cloudformation.template import Template
from tests.support.granted import acting_as
from tools import ROOT
from tools.generate.operations import module

type Json = dict[str, Any]

RESOURCES: dict[str, Any] = Template(ROOT / "template.yaml", {}).document["Resources"]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
BOUNDARY = "a-boundary"


def a_table(**parameters: str) -> None:
    """The template's table, as far as moto supports it."""
    clients.client("dynamodb").create_table(TableName=orm.TABLE, **deepcopy(_declared(**parameters)))


@cache
def _declared(**parameters: str) -> Json:
    resolver = Template(ROOT / "template.yaml", parameters).resolver({})
    declared = resolver.resolve(RESOURCES["Table"]["Properties"])
    known = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    streaming = {"StreamSpecification": declared["StreamSpecification"] | {"StreamEnabled": True}}
    return {name: declared[name] for name in known} | streaming


# ── People and conversations ─────────────────────────────────────────────────────────────────────────────────────────


def a_tenant(plan: str = "FREE", company: str = "Acme", email: str | None = None) -> Caller:
    """A workspace with its owner, returned as a caller."""
    owner = tenant.register(company, "Olga Owner", email or f"{new_id('usr')}@example.com", "no-hash", plan)
    assert owner is not None
    return Caller(owner.tenant_id, owner.id, "CUSTOMER", owner.name)


def an_agent(of: Caller, name: str = "Anna Agent", **fields: Any) -> Caller:
    """An agent of the tenant, with `fields` set on the user."""
    agent, login = user.new(of.tenant_id, f"{new_id('usr')}@example.com", name, "AGENT", "no-hash")
    for field, value in fields.items():
        setattr(agent, field, value)
    with orm.transaction() as write:
        write.save(agent)
        write.save(login)
        counters.team_changes(of.tenant_id, write)
    return Caller(of.tenant_id, agent.id, "AGENT", name)


def a_session(person: user.User, address: str = "203.0.113.7", user_agent: str = "") -> str:
    """The token of a user who has just logged in."""
    session = user_session.Beginning(address, user_agent)
    session.of_login(person)
    return session.issued.token


def a_team(owner: Caller, size: int, fields: Mapping[str, str] = counters.STORED) -> list[str]:
    """Agents of whom number n has n active conversations, written past the code with counters' fields under these
    names. Returns their IDs in order of their names."""
    pk, at = counters.team_pk(owner.tenant_id), "2026-01-01T00:00:00.000Z"
    ids = sorted(new_id("usr") for _ in range(size))
    written: list[Json] = []
    for number, agent_id in enumerate(ids):
        texts = {"id": agent_id, "email": f"agent{number}@example.com", "name": f"Agent {number:05}", "role": "AGENT"}
        texts |= {"status": "ACTIVE", "password_hash": "no-hash", "created_at": at, "updated_at": at}
        agent = {
            "pk": pk,
            "sk": f"user#{agent_id}",
            "kind": "user",
            "preferences": {},
            "token_version": 0,
            "version": 1,
        }
        written += [agent | texts, {"pk": pk, "sk": f"count#{agent_id}", fields["active"]: number}]
    written.append({"pk": pk, "sk": "count#workspace", fields["active"]: sum(range(size)), fields["waiting"]: 7})
    writes.write_all([{"PutRequest": {"Item": codec.typed(item)}} for item in written])
    return ids


def shard_active_list(owner: Caller, number: int) -> None:
    """Has the workspace open conversations in so many shards of the list of active ones, of which this process does not
    know yet."""
    state = {"active_shards": number, "active_shards_before": 1, "active_shards_since": ago(counters.SETTLED)}
    assert writes.set_fields(*counters.state_key(owner.tenant_id), state)


def a_key(of: Caller, domains: Sequence[str] = (), status: str = "ACTIVE") -> tuple[ApiKey, str]:
    """An API key with its own site, and its plain text."""
    return api_key.create(of.tenant_id, "Shop", list(domains), status, None)


def a_visitor(of: Caller, key: ApiKey | None = None, **fields: Any) -> Caller:
    """A visitor of the tenant, admitted with a key, with `fields` set on the visitor."""
    key = key or a_key(of)[0]
    made = visitor.new(of.tenant_id, key.site_id, key.id)
    visitor.save_visit(made, is_verified=False, facts={"user_name": "Vera Visitor"} | fields)
    return Caller(of.tenant_id, made.id, "VISITOR", made.user_name or "")


def a_conversation(
    of: Caller,
    status: Status = "WAITING",
    agent: Caller | None = None,
    by: Caller | None = None,
    says: str = "Hello",
) -> str:
    """The ID of a conversation opened by a visitor, assigned to `agent` if given."""
    by = by or a_visitor(of)
    _, opened = message.send_as_visitor(by, Draft(says))
    if agent is not None:
        conversation.assign(of.tenant_id, opened.id, agent.id)
    conversation.set_status(of.tenant_id, opened.id, status, by=of.id)
    return opened.id


# ── Calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_request(
    function: str,
    by: Caller | None = None,
    body: Any = None,
    *,
    query: Mapping[str, str | Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    **path: str,
) -> Json:
    """The function's sample event from `events/`, with the caller, body, query, headers and path of this request."""
    event: Json = json.loads((ROOT / "events" / f"{function}.json").read_text(encoding="utf-8"))
    if by is not None:
        event["requestContext"]["authorizer"] = by.context(is_connection=False)
    for name, value in (headers or {}).items():
        event["headers"][name] = value
        event["multiValueHeaders"][name] = [value]
    if path:
        event["pathParameters"] = path
        event["path"] = event["resource"].format(**path)
    if query is not None:
        many = {name: [value] if isinstance(value, str) else list(value) for name, value in query.items()}
        event["multiValueQueryStringParameters"] = many
        event["queryStringParameters"] = {name: values[-1] for name, values in many.items()}
    if isinstance(body, bytes):
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    elif body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    else:
        event["body"] = None
    return event


def invoke(function: str, event: Json, context: Any = None) -> Any:
    """What the function's handler returns. It may do only what its policy grants."""
    with acting_as(function):
        return module(function).handler(event, context)


def call(function: str, by: Caller | None = None, body: Any = None, **request: Any) -> tuple[int, Json]:
    """The function's status and JSON."""
    answer = invoke(function, a_request(function, by, body, **request))
    return answer["statusCode"], json.loads(answer["body"])


def an_error(status: int, message: str, data: Json | None = None) -> tuple[int, Json]:
    """The complete response of a refusal."""
    return status, {"statusCode": status, "statusMessage": message, "data": data}


def wrong(**fields: str) -> tuple[int, Json]:
    """The complete response to invalid fields."""
    errors = [{"field": field, "message": text} for field, text in fields.items()]
    return an_error(400, "Validation failed", {"errors": errors})


def a_form(*parts: tuple[str, bytes], boundary: str = BOUNDARY) -> bytes:
    """A multipart body of (headers after `Content-Disposition: form-data; `, content) parts."""
    lines = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {headers}\r\n\r\n".encode() + content + b"\r\n"
        for headers, content in parts
    )
    return lines + f"--{boundary}--\r\n".encode()


def form_headers(boundary: str = BOUNDARY) -> dict[str, str]:
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}


# ── Streams and queues ───────────────────────────────────────────────────────────────────────────────────────────────


class Changes:
    """The table's stream as Lambda reads it: record by record, each as often as wanted."""

    def __init__(self) -> None:
        self._read = 0

    @property
    def all(self) -> list[Json]:
        """Every record since the table was created, as in a function's event."""
        shard = dynamodb_backends[DEFAULT_ACCOUNT_ID][clients.region()].tables[orm.TABLE].stream_shard
        assert shard is not None
        records = [record.to_json() for record in shard.items]
        # A filter of the event source lets only entities through, which have a kind.
        return [_as_lambda_has_it(record) for record in records if "kind" in _image(record)]

    def new(self) -> list[Json]:
        """The records since the previous call."""
        records = self.all
        self._read, start = len(records), self._read
        return records[start:]

    def settle(self) -> None:
        """Has the new records projected, and those that come of it, until there are none."""
        while records := self.new():
            project(records)


def _as_lambda_has_it(record: Json) -> Json:
    stream = record["dynamodb"]
    return record | {
        "dynamodb": stream | {"ApproximateCreationDateTime": stream["ApproximateCreationDateTime"].timestamp()}
    }


def _image(record: Json) -> Json:
    image: Json = record["dynamodb"].get("NewImage") or record["dynamodb"].get("OldImage") or {}
    return image


def deliver(function: str, records: Iterable[Json]) -> None:
    """Delivers these records to a stream consumer, as one batch."""
    invoke(function, {"Records": list(records)})


def a_bus() -> None:
    """The bus, without consumers."""
    clients.client("events").create_event_bus(Name=os.environ["BUS_NAME"])


def project(records: Iterable[Json]) -> None:
    """Updates counters and the search index with the records, and publishes their events."""
    deliver("on_table_change_project", records)


def a_change(
    kind: str, before: Json | None = None, after: Json | None = None, pk: str = "ten_A#cnv_A", record_id: str = "r1"
) -> Json:
    """A stream record of an item with these values before and after."""
    images = {
        name: codec.typed({"pk": pk, "sk": kind, "kind": kind} | image)
        for name, image in (("OldImage", before), ("NewImage", after))
        if image is not None
    }
    keys = {"pk": {"S": pk}, "sk": {"S": kind}}
    return {"eventID": record_id, "dynamodb": {"ApproximateCreationDateTime": time.time(), "Keys": keys, **images}}


def a_delivery(*details: Json, to: str = "on_agent_invited") -> Json:
    """Events as its queue delivers them to a consumer: message IDs are `m0`, `m1`, … `type` is the event's on the
    bus."""
    queue = "".join(map(str.capitalize, to.split("_"))) + "Queue"
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "body": json.dumps(
                    {
                        "detail-type": detail.get("type"),
                        "detail": {"eventId": f"evt_{number}", "occurredAt": timestamp()} | detail,
                    }
                ),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-central-1:{DEFAULT_ACCOUNT_ID}:{queue}",
            }
            for number, detail in enumerate(details)
        ]
    }


def counted_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the DynamoDB calls from now on."""
    calls: list[str] = []
    original = Connection.dispatch

    def dispatch(connection: Connection, operation: str, request: Json) -> Json:
        calls.append(operation)
        return original(connection, operation, request)

    monkeypatch.setattr(Connection, "dispatch", dispatch)
    return calls


class TeamReads:
    """How many items of a team's partition are read from now on, by kind."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.keys: list[str] = []
        original = Connection.dispatch

        def dispatch(connection: Connection, operation: str, request: Json) -> Json:
            answer: Json = original(connection, operation, request)
            found = [*answer.get("Items", []), answer.get("Item") or {}]
            if operation == "BatchGetItem":
                found += chain.from_iterable(answer["Responses"].values())
            for item in found:
                if item.get("pk", {}).get("S", "").endswith("#team"):
                    self.keys.append(item["sk"]["S"].partition("#")[0])
            return answer

        patch.setattr(Connection, "dispatch", dispatch)

    def new(self) -> Counter[str]:
        found, self.keys = Counter(self.keys), []
        return found


def consume(function: str, *details: Json) -> Json:
    """A consumer's response to these events. Fields that a test does not care about are made up; so is `type` if the
    consumer takes only one."""
    consumer: Consumer = module(function).handler
    whole = (_whole(detail, consumer.types) if consumer.types else detail for detail in details)
    answer: Json = invoke(function, a_delivery(*whole, to=function))
    return answer


def _whole(detail: Json, types: Mapping[str, type[Event]]) -> Json:
    event = types[detail["type"]] if "type" in detail else next(iter(types.values()))
    needed = {spelling: f"some {name}" for name, spelling in event.fields.items() if not hasattr(event, name)}
    made_up = {name: value for name, value in needed.items() if name not in ("eventId", "occurredAt")}
    return {"type": event.type} | made_up | detail


def failed(*message_ids: str) -> Json:
    """The response that makes a queue redeliver exactly these messages."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}


def everything_under(pk: str) -> list[str]:
    """The sort keys of a partition."""
    return [raw["sk"]["S"] for raw in items.query(pk, limit=10_000, fields=("sk",))]


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Clock:
    """The time as the code under test reads it. It stands still; sleeping advances it."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._turn = Lock()

    def advance(self, seconds: float) -> None:
        with self._turn:  # threads sleep at the same time
            self.now += seconds

    def time(self) -> float:
        return self.now

    def time_ns(self) -> int:
        return round(self.now * 1000) * 1_000_000

    @property
    def datetime(self) -> type[datetime]:
        """Replaces the class; `now` is this clock's."""
        clock = self

        class ClockDatetime(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return datetime.fromtimestamp(clock.now, tz)

        return ClockDatetime


def everything() -> list[Json]:
    """All items of the table."""
    return list(map(codec.plain, clients.client("dynamodb").scan(TableName=orm.TABLE)["Items"]))
