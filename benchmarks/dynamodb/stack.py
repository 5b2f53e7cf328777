"""The API without a network, its functions measured as they run, and the consumers of what they change."""

import asyncio
import json
import math
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from botocore.client import BaseClient
from pynamodb.connection import Connection

from benchmarks.dynamodb.units import (
    PARTITIONS,
    Cost,
    Json,
    Key,
    in_words,
    index_units,
    key_of,
    keys_written,
    read_units,
    size_of,
    write_units,
)
from local.cloudformation.deploy import deploy
from local.cloudformation.template import Template
from local.config import Settings, template_parameters
from local.emulator.aws import Aws, set_environment
from local.emulator.mailbox import Mailbox
from local.emulator.ministack import ministack
from local.gateway.http import Request
from local.gateway.rest_api import Api
from local.runtime.functions import Functions
from local.sources.filters import matches, record_filter
from tools import ROOT

if TYPE_CHECKING:  # the package reads its environment when it is imported, which is made by then
    from connextlive.events.domain import Change
    from tools.generate.operations import Operation


class Meter:
    """Intercepts calls between PynamoDB and DynamoDB. Each takes so many seconds at least: on a busy machine, one of
    several that go out together would otherwise be answered before the next has gone out."""

    def __init__(self, client: Any, table: str, seconds: float) -> None:
        self._client, self._table = client, table
        self.cost = Cost()
        self.changes: list[Json] = []
        original, turn = Connection.dispatch, Lock()

        def dispatch(connection: Connection, operation: str, request: Json) -> Json:
            begun = time.perf_counter()  # before what only the meter reads, or calls beside it would seem to be over
            keys = keys_written(operation, request)
            before = self._items(keys)
            asked = json.loads(json.dumps(request)) if operation == "Query" else request
            answer: Json = {}
            try:
                answer = original(connection, operation, request)
                return answer
            finally:  # what fails its condition is paid for as well
                time.sleep(max(0, begun + seconds - time.perf_counter()))
                ended = time.perf_counter()
                with turn:  # calls that are made at the same time would add to the same sums
                    self.cost.spans.append((begun, ended))
                    self._read(operation, asked, answer)
                    self._wrote(operation, before, self._items(keys))
                    self.cost.calls.append(in_words(operation, asked, keys))

        from connextlive.table import orm

        # For as long as the process lives: every call is to be counted.
        patch.object(Connection, "dispatch", dispatch).start()
        patch.object(orm, "read_query", orm.dispatched).start()
        call = vars(BaseClient)["_make_api_call"]

        def to_others(client: Any, operation: str, request: Json) -> Any:
            if client.meta.service_model.service_name not in ("dynamodb", "sts"):
                self.cost.elsewhere[operation] += 1
            return call(client, operation, request)

        patch.object(BaseClient, "_make_api_call", to_others).start()

    def _items(self, keys: Sequence[Key]) -> dict[Key, Json | None]:
        found: dict[Key, Json | None] = dict.fromkeys(keys)
        for start in range(0, len(keys), 100):
            wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys[start : start + 100]]
            request = {self._table: {"Keys": wanted, "ConsistentRead": True}}
            for item in self._client.batch_get_item(RequestItems=request)["Responses"][self._table]:
                found[item["pk"]["S"], item["sk"]["S"]] = item
        return found

    def _read(self, operation: str, request: Json, answer: Json) -> None:
        """A missing item costs as much as a small one; a Query is rounded up once, a batch per item."""
        match operation:
            case "GetItem":
                self.cost.read += read_units([answer.get("Item")], request)
            case "BatchGetItem":
                (asked,) = request["RequestItems"].values()
                for item in self._items([key_of(item) for item in asked["Keys"]]).values():
                    self.cost.read += read_units([item], asked)
            case "Query":
                # A projection reduces the response, not the cost.
                whole = {name: value for name, value in request.items() if name != "ProjectionExpression"}
                names = whole["ExpressionAttributeNames"]
                whole["ExpressionAttributeNames"] = {k: v for k, v in names.items() if not k.startswith("#f")}
                self.cost.read += read_units(self._client.query(**whole)["Items"], request)

    def _wrote(self, operation: str, before: dict[Key, Json | None], after: dict[Key, Json | None]) -> None:
        for key, old in before.items():
            new = after[key]
            factor = 2 if operation == "TransactWriteItems" else 1
            self.cost.written += factor * write_units(max(size_of(old), size_of(new)))
            self.cost.indexed += sum(index_units(old, new, name) for name in PARTITIONS)
            if old != new:
                self.changes.append(_stream_record(key, old, new, len(self.changes)))


class Measured(Functions):
    """Runs functions normally, and records the cost of each run."""

    meter: Meter
    last: dict[str, Cost]
    all: list[tuple[str, Cost]]

    async def invoke(self, name: str, event: Any, at_most: float = math.inf) -> Any:
        self.meter.cost = self.last[name] = Cost()
        self.all.append((name, self.meter.cost))
        begun = time.perf_counter()
        try:
            return await super().invoke(name, event, at_most)
        finally:
            self.last[name].seconds = time.perf_counter() - begun


class Stack:
    """The API without a network, and the consumers of its changes run at once after each request."""

    def __init__(
        self, template: Template, references: dict[str, str], aws: Aws, mailbox: Mailbox, seconds: float = 0
    ) -> None:
        """With the `seconds` that each call to DynamoDB takes at least."""
        resolver = template.resolver(references)
        declared = template.functions(resolver)
        set_environment(aws.url, {name: value for of in declared for name, value in of.environment.items()})
        aws.client("ses").verify_email_identity(EmailAddress=declared[0].environment["MAIL_FROM"])
        self._functions = Measured(declared, template.import_paths())
        self._functions.meter = Meter(aws.client("dynamodb"), references["Table"], seconds)
        self._functions.last, self._functions.all = {}, []
        self._rules = template.resources_of("AWS::Events::Rule")
        self.declared = {function.name: function for function in declared}
        self.api = Api(template.api(resolver), self._functions)
        self.aws, self.table, self.bucket, self.mailbox = aws, references["Table"], references["Bucket"], mailbox
        self.keep: dict[Key, Json] | None = None  # where to note what is written, if anybody wants to know
        self.rows: dict[str, list[tuple[Cost, Cost | None]]] = defaultdict(list)
        self.published: list[str] = []  # types of events
        self.notified = 0  # how often `on_table_change_notify` would have run
        self.everything_else: list[Operation] | None = None

    async def ask(self, label: str | None, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """The answer's body. With a label, what the endpoint and its stream consumer did becomes a row's next cell."""
        path, _, query = path.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        names = [("content-type", "application/json"), *((k.replace("_", "-"), v) for k, v in headers.items())]
        self._functions.last.clear()
        answer = await self.api.answer(Request(method, path, query, names, content, "127.0.0.1"))
        assert answer.status == 200, (method, path, answer.status, answer.body)
        asked = dict(self._functions.last)
        consumed = await self._consume(label)
        if label is not None:
            if authorizer := asked.pop("AuthorizerFunction", None):
                self.rows[f"authorizer of {path.split('/')[2]} routes"].append((authorizer, None))
            ((name, cost),) = asked.items()
            self.rows[f"{_folder(name)}{label}"].append((cost, consumed))
        result: Json = json.loads(answer.body) if answer.body.startswith(b"{") else {}  # or a page, or a table
        return result

    def forget_callers(self) -> None:
        """As half a minute later: the gateway asks the authorizer anew."""
        for authorizer in self.api._authorizers.values():
            authorizer._decisions.clear()

    async def on_socket(self, label: str | None, route: str, claims: dict[str, str], frame: Json | None = None) -> None:
        """An event of a WebSocket's route becomes a row's next cell; without a label it is not measured."""
        name = f"Ws{route}Function"
        event = {"requestContext": {"connectionId": "c=", "authorizer": claims}, "body": json.dumps(frame)}
        answer = await self._functions.invoke(name, event)
        assert answer["statusCode"] == 200, (route, answer)
        cost, consumed = self._functions.last[name], await self._consume(None)
        if label is not None:
            self.rows[f"{_folder(name)}{label}"].append((cost, consumed))

    async def _consume(self, label: str | None) -> Cost | None:
        """Gives the changes to the stream's consumer, then the events they stand for to theirs, and so on with what
        these change."""
        changes, consumed = await self._project()
        await self._follow(changes, None if label is None else "")
        return consumed

    async def _follow(self, changes: list["Change"], label: str | None) -> None:
        from connextlive.events.domain import of_change
        from connextlive.events.types import SOURCE

        while changes:
            following: list[Change] = []
            for happened in (event for change in changes for event in of_change(change)):
                event = {"source": SOURCE, "detail-type": happened.type, "detail": happened.detail}
                self.published.append(happened.type)
                for rule, resource in self._rules.items():
                    if matches(resource["Properties"]["EventPattern"], event):
                        made, _ = await self.give(rule.removesuffix("Rule") + "Function", event, label)
                        following += made
            changes = following

    async def leave(self, tenant_id: str, visitor_id: str) -> None:
        """Has a visitor been away for ten minutes, past the meter."""
        from connextlive.core.ids import ago
        from connextlive.identity import presences

        pk, sk = presences.key(tenant_id, visitor_id)
        client = self.aws.client("dynamodb")
        await asyncio.to_thread(
            client.update_item,
            TableName=self.table,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET seen_at = :at",
            ExpressionAttributeValues={":at": {"S": ago(600)}},
        )

    async def due(self, name: str, event: Json) -> None:
        """An event that is not of the bus, such as a schedule's, and all that follows."""
        changes, _ = await self.give(name, event, "")
        await self._follow(changes, ", of a schedule")

    async def give(self, name: str, event: Json, label: str | None) -> tuple[list["Change"], Cost | None]:
        """An event to the consumer of a queue; what it changed, and what the stream's consumer did about that."""
        queued: Json = {"messageId": "1", "body": json.dumps(event), "eventSource": "aws:sqs"}
        queued["attributes"] = {"ApproximateReceiveCount": "1"}
        answer = await self._functions.invoke(name, {"Records": [queued]})
        assert not answer["batchItemFailures"], (name, event)
        cost = self._functions.meter.cost
        changes, after = await self._project()
        if label is not None:
            self.rows[f"{_folder(name)}{label}"].append((cost, after))
        return changes, after

    async def _project(self) -> tuple[list["Change"], Cost | None]:
        """The changes since it was last asked, and what the stream's consumer did about them; None where it is not
        concerned."""
        from connextlive.events.domain import Change

        meter, projector = self._functions.meter, self.declared["OnTableChangeProjectFunction"]
        notifier = self.declared["OnTableChangeNotifyFunction"]
        records = list(filter(record_filter(projector.events[0].properties), meter.changes))
        self.notified += any(map(record_filter(notifier.events[0].properties), meter.changes))
        if records:
            await self._functions.invoke(projector.name, {"Records": records})
        if self.keep is not None:
            for record in meter.changes:
                self.keep[key_of(record["dynamodb"]["Keys"])] = _image(record)
                if record["eventName"] == "REMOVE":
                    del self.keep[key_of(record["dynamodb"]["Keys"])]
        changes = [Change.of(record) for record in meter.changes if "kind" in _image(record)]
        meter.changes = []
        return changes, meter.cost if records else None

    @property
    def invoked(self) -> list[tuple[str, Cost]]:
        """Every function that ran, and what it did."""
        return self._functions.all

    async def mailed_token(self) -> str:
        found = re.search(r"token=(\S+)", (await self.mailbox.emails())[-1]["text"])
        assert found
        return found[1]


def _stream_record(key: Key, old: Json | None, new: Json | None, number: int) -> Json:
    images = {"OldImage": old, "NewImage": new}
    stream = {"ApproximateCreationDateTime": time.time(), "Keys": {"pk": {"S": key[0]}, "sk": {"S": key[1]}}}
    name = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    shown = {image: item for image, item in images.items() if item is not None}
    return {"eventID": f"{time.time_ns()}{number}", "eventName": name, "dynamodb": stream | shown}


def _image(record: Json) -> Json:
    stream = record["dynamodb"]
    image: Json = stream.get("NewImage") or stream["OldImage"]
    return image


def _folder(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Function")).lower()


@asynccontextmanager
async def an_account() -> AsyncIterator[tuple[Template, dict[str, str], Aws, Mailbox]]:
    """What a `Stack` needs: the template, and an emulated account with an empty table that it is deployed to."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(ROOT, 3000, Path(folder), ROOT / ".venv/ministack/bin/ministack", 0, False)
        template = Template(settings.template, template_parameters(settings))
        async with ministack(settings) as url:
            aws = Aws(url)
            references = await asyncio.to_thread(deploy, aws, template)
            yield template, references, aws, Mailbox(aws.link, Path(folder) / "emails.jsonl")


@asynccontextmanager
async def a_stack(seconds: float = 0) -> AsyncIterator[Stack]:
    """A stack with an empty table, for as long as it is measured."""
    async with an_account() as account:
        yield Stack(*account, seconds)
