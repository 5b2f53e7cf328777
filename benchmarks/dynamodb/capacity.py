"""Measures what each endpoint costs in DynamoDB.

`python -m benchmarks.dynamodb.capacity` prints the table of docs/data-model.md; numbers after it are the sizes of the
tenants to measure, in conversations.

Every request goes through the gateway's own code to the real handlers, in this process, against a ministack of its
own. Units are computed from the items that were read and written by the rules that DynamoDB bills by, because
ministack's figures are not AWS's; what a change costs in the indexes is computed from the items before and after it.
"""

import asyncio
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient
from pynamodb.connection import Connection

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
from tools.generate.examples import BODIES

if TYPE_CHECKING:  # the package reads its environment when it is imported, which is made by then
    from connextlive.events.domain import Change
    from tools.generate.operations import Operation

type Json = dict[str, Any]
type Key = tuple[str, str]

SIZES = (1, 100, 1000)
PASSWORD = "correct horse"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PARTITIONS = ("list_all", "list_state", "list_owner", "list_owner_state")  # of the four indexes
STAND_INS = (
    (re.compile(r"\bten_\w{26}"), "T"),
    (re.compile(r"(#mail#\w+#).+"), r"\1…"),
    (re.compile(r"\b(cnv|vis|usr|msg|key|site|inv|att|rpt|whk|evt|psh)_\w{26}"), r"<\1>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"[\w.]+@[\w.]+"), "<email>"),
    (re.compile(r"(#find#\w+#).+"), r"\1…"),
    (re.compile(r"\b127\.0\.0\.1\b"), "<address>"),
)


@dataclass
class Cost:
    """What one invocation did: its calls in words, and the units they take."""

    calls: list[str] = field(default_factory=list)
    read: float = 0
    written: int = 0
    indexed: int = 0
    seconds: float = 0
    elsewhere: Counter[str] = field(default_factory=Counter)  # calls of other services, by operation

    @property
    def units(self) -> Json:
        written = f"{self.written} + {self.indexed}" if self.indexed else f"{self.written}"
        return {"calls": str(len(self.calls)), "read": f"{self.read:g}", "written": written}


class Meter:
    """Intercepts calls between PynamoDB and DynamoDB."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table
        self.cost = Cost()
        self.changes: list[Json] = []
        original = Connection.dispatch

        def dispatch(connection: Connection, operation: str, request: Json) -> Json:
            keys = keys_written(operation, request)
            before = self._items(keys)
            asked = json.loads(json.dumps(request)) if operation == "Query" else request
            answer: Json = {}
            try:
                answer = original(connection, operation, request)
                return answer
            finally:  # what fails its condition is paid for as well
                self._read(operation, asked, answer)
                self._wrote(operation, before, self._items(keys))
                self.cost.calls.append(_in_words(operation, asked, keys))

        Connection.dispatch = dispatch  # type: ignore[method-assign, assignment]  # in its place
        from connextlive.table import orm

        orm.read_query = orm.dispatched
        call = BaseClient._make_api_call  # type: ignore[attr-defined]  # the stubs leave it out

        def to_others(client: Any, operation: str, request: Json) -> Any:
            if client.meta.service_model.service_name not in ("dynamodb", "sts"):
                self.cost.elsewhere[operation] += 1
            return call(client, operation, request)

        BaseClient._make_api_call = to_others  # type: ignore[attr-defined]  # the same

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
                self.cost.read += _read_units([answer.get("Item")], request)
            case "BatchGetItem":
                (asked,) = request["RequestItems"].values()
                for item in self._items([_key(item) for item in asked["Keys"]]).values():
                    self.cost.read += _read_units([item], asked)
            case "Query":
                # A projection reduces the response, not the cost.
                whole = {name: value for name, value in request.items() if name != "ProjectionExpression"}
                names = whole["ExpressionAttributeNames"]
                whole["ExpressionAttributeNames"] = {k: v for k, v in names.items() if not k.startswith("#f")}
                self.cost.read += _read_units(self._client.query(**whole)["Items"], request)

    def _wrote(self, operation: str, before: dict[Key, Json | None], after: dict[Key, Json | None]) -> None:
        for key, old in before.items():
            new = after[key]
            factor = 2 if operation == "TransactWriteItems" else 1
            self.cost.written += factor * _write_units(max(size_of(old), size_of(new)))
            self.cost.indexed += sum(_index_units(old, new, name) for name in PARTITIONS)
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

    def __init__(self, template: Template, references: dict[str, str], aws: Aws, mailbox: Mailbox) -> None:
        resolver = template.resolver(references)
        declared = template.functions(resolver)
        set_environment(aws.url, {name: value for of in declared for name, value in of.environment.items()})
        aws.client("ses").verify_email_identity(EmailAddress=declared[0].environment["MAIL_FROM"])
        self._functions = Measured(declared, template.import_paths())
        self._functions.meter = Meter(aws.client("dynamodb"), references["Table"])
        self._functions.last, self._functions.all = {}, []
        self._rules = template.resources_of("AWS::Events::Rule")
        self.declared = {function.name: function for function in declared}
        self.api = Api(template.api(resolver), self._functions)
        self.aws, self.table, self.bucket, self.mailbox = aws, references["Table"], references["Bucket"], mailbox
        self.keep: dict[Key, Json] | None = None  # where to note what is written, if anybody wants to know
        self.rows: dict[str, list[tuple[Cost, Cost | None]]] = defaultdict(list)
        self.published: list[str] = []  # types of events
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
        result: Json = json.loads(answer.body) if path not in ("/api/docs", "/api/reports") else {}
        return result

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

        client = self.aws.client("dynamodb")
        await asyncio.to_thread(
            client.update_item,
            TableName=self.table,
            Key={"pk": {"S": f"{tenant_id}#{visitor_id}"}, "sk": {"S": "visitor"}},
            UpdateExpression="SET last_seen_at = :at",
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
        records = list(filter(record_filter(projector.events[0].properties), meter.changes))
        if records:
            await self._functions.invoke(projector.name, {"Records": records})
        if self.keep is not None:
            self.keep |= {_key(record["dynamodb"]["Keys"]): _image(record) for record in meter.changes}
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


class Tenant:
    """A tenant with that many conversations, and every request to it."""

    def __init__(self, stack: Stack, size: int) -> None:
        self.stack, self.size = stack, size
        self.email = f"owner{size:06}@example.com"

    async def fill(self) -> None:
        """Makes the tenant, all but one of its conversations, and whatever the first calls of all make."""
        ask, size = self.stack.ask, self.size
        body = {"companyName": "Acme", "name": "Alice Jones", "email": self.email, "password": PASSWORD}
        self.admin = f"Bearer {(await ask('', 'POST', '/api/auth/register', body))['token']}"
        self.agent_email = f"agent{size:06}@example.com"
        invited = {"name": "Bob Smith", "email": self.agent_email}
        await ask("", "POST", "/api/tenant/agents", invited, authorization=self.admin)
        accepted = {"token": await self.stack.mailed_token(), "password": PASSWORD}
        agent = await ask("", "POST", "/api/auth/accept-invite", accepted)
        self.agent, self.agent_id = f"Bearer {agent['token']}", agent["user"]["id"]
        self.tenant_id = agent["user"]["tenantId"]
        made = await ask("", "POST", "/api/tenant/api-keys", {"name": "Widget"}, authorization=self.admin)
        self.key, self.key_id, self.site = made["plainKey"], made["apiKey"]["id"], made["apiKey"]["siteId"]
        first: dict[Key, Json] = {}
        self.stack.keep = first
        await self._visitor(0, None)
        self.stack.keep = None
        # Or else a ping would find, where filling takes a minute, that they went without a word.
        await self.stack.on_socket(None, "Disconnect", self._claims("VISITOR"))
        await asyncio.to_thread(self._copy, first)

    def _copy(self, first: dict[Key, Json]) -> None:
        """The first visitor and all that belongs to them, once for each further conversation and an hour ago."""
        from connextlive.core.ids import ago, new_ulid

        at, texts, written = ago(3600), {}, []
        for key, item in first.items():
            if key[1].startswith("count#"):
                totals = {n: {"N": str(int(v["N"]) * self.size)} if "N" in v else v for n, v in item.items()}
                written.append({"PutRequest": {"Item": totals}})
            elif self.tenant_id in key[0]:
                texts[key] = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", at, json.dumps(item))
        ulids = set(re.findall(r"(?:cnv|vis|msg)_(\w{26})", " ".join(texts.values())))
        for number in range(1, self.size):
            copy = "\n".join(texts.values()).replace("000000", f"{number:06}")
            for ulid in ulids:
                fresh = new_ulid()
                copy = copy.replace(ulid, fresh).replace(ulid.lower(), fresh.lower())
            written += [{"PutRequest": {"Item": json.loads(line)}} for line in copy.splitlines()]
        client = self.stack.aws.client("dynamodb")  # past the meter
        for start in range(0, len(written), 25):
            client.batch_write_item(RequestItems={self.stack.table: written[start : start + 25]})

    async def _visitor(self, number: int, label: str | None) -> None:
        """A visitor writes, and an agent answers every fourth; a visitor who is measured writes twice."""
        ask = self.stack.ask
        profile = {
            "userName": f"Visitor n{number:06}",
            "userEmail": f"visitor{number:06}@example.org",
            "language": "en",
        }
        session = await ask(label, "POST", "/api/widget/sessions", profile, x_api_key=self.key)
        self.visitor, self.visitor_id = f"Bearer {session['token']}", session["visitor"]["id"]
        text = {"content": "Good morning, where do I find my invoices?"}
        route = "/api/widget/messages"
        first = None if label is None else ", first message"
        said = await ask(first, "POST", route, text, authorization=self.visitor)
        self.conversation = said["conversation"]["id"]
        if label is not None:
            await ask(", next message", "POST", route, text, authorization=self.visitor)

    async def _as_agent(self, label: str | None, method: str, path: str, body: Any = None) -> Json:
        return await self.stack.ask(label, method, f"/api/agent/{path}", body, authorization=self.agent)

    async def _as_tenant(self, label: str | None, method: str, path: str, body: Any = None) -> Json:
        return await self.stack.ask(label, method, f"/api/tenant/{path}", body, authorization=self.admin)

    async def _as_visitor(self, label: str | None, method: str, path: str, body: Any = None) -> Json:
        return await self.stack.ask(label, method, f"/api/widget/{path}", body, authorization=self.visitor)

    async def measure(self) -> None:
        """Asks everything once, in an order in which each finds what it needs."""
        ask, tenant, agent, visitor = self.stack.ask, self._as_tenant, self._as_agent, self._as_visitor
        for path in ("health", "openapi.json", "docs"):
            await ask("", "GET", f"/api/{path}")
        await ask("", "POST", "/api/auth/login", {"email": self.email, "password": PASSWORD})
        await ask("", "POST", "/api/auth/forgot-password", {"email": self.agent_email})
        reset = {"token": await self.stack.mailed_token(), "password": PASSWORD}
        await ask("", "POST", "/api/auth/reset-password", reset)
        login = await ask(None, "POST", "/api/auth/login", {"email": self.agent_email, "password": PASSWORD})
        self.agent = f"Bearer {login['token']}"

        await self._visitor(self.size, "")
        here = f"conversations/{self.conversation}"
        await visitor("", "POST", "heartbeat", {})
        await self._sockets()
        await ask("", "GET", f"/api/widget/configuration?apiKey={self.key}")
        await visitor("", "GET", "messages")
        await visitor(", latest", "GET", "messages?latest=true")
        await agent("", "POST", f"{here}/messages", {"content": "Good morning! Under Settings, Billing."})
        once = {"content": "Sent twice, kept once.", "clientMessageId": "c-1"}
        await agent(", clientMessageId", "POST", f"{here}/messages", once)
        await agent(", the same again", "POST", f"{here}/messages", once)
        files = {"files": [{"fileName": "a.pdf", "mimeType": "application/pdf", "size": len(PDF)}]}
        await agent(
            ", attachment", "POST", f"{here}/messages", {"attachmentIds": [await self._upload(agent, here, files)]}
        )
        await visitor("", "POST", "attachments", files)
        await visitor("", "POST", "mark-read")
        await agent("", "POST", f"{here}/mark-read")
        await tenant(", nothing unread", "POST", f"{here}/mark-read")
        await agent("", "GET", f"{here}/messages")
        await agent("", "GET", "agents")
        await agent("", "GET", here)
        await tenant("", "GET", here)
        await self._lists()
        await tenant("", "POST", f"{here}/assign", {"agentId": (await self._second_agent())})
        await tenant(None, "POST", f"{here}/assign", {"agentId": self.agent_id})
        await agent("", "POST", f"{here}/assign", {"agentId": self.second_id})
        await agent("", "POST", f"{here}/resolve")
        await visitor("", "POST", "rating", {"score": 5})
        await visitor("", "PATCH", "rating", {"comment": "Thank you"})
        await tenant("", "PUT", f"{here}/status", {"status": "WAITING"})
        await tenant("", "POST", f"{here}/resolve")
        await tenant("", "PATCH", f"agents/{self.second_id}", {"status": "INACTIVE"})
        await tenant("", "GET", f"agents/{self.second_id}")
        await tenant("", "DELETE", f"agents/{self.second_id}")
        await tenant("", "GET", f"visitors/{self.visitor_id}")
        await agent("", "GET", f"visitors/{self.visitor_id}")
        await tenant(", tags", "PATCH", f"visitors/{self.visitor_id}", {"tags": ["vip"]})
        await tenant(", name", "PATCH", f"visitors/{self.visitor_id}", {"userName": "Visitor of note"})
        await self._settings()
        await self._reports()
        await self._everything_else()
        await tenant("", "DELETE", here)
        await tenant("", "DELETE", f"visitors/{self.visitor_id}")
        await tenant("", "DELETE", f"api-keys/{self.key_id}")

    async def _everything_else(self) -> None:
        """The endpoints that no other line calls, with the example of their body. What needs more than a conversation,
        or deletes something, has a line above or below."""
        from tools.generate.operations import operations

        if self.stack.everything_else is None:
            called = {row.partition(",")[0] for row in self.stack.rows}
            left = (one for one in operations() if one.function not in called and one.method != "DELETE")
            self.stack.everything_else = list(left)
        ids = {"conversations": self.conversation, "visitors": self.visitor_id, "agents": self.agent_id}
        tokens = {"tenant": self.admin, "agent": self.agent, "widget": self.visitor}
        for operation in self.stack.everything_else:
            path = operation.path.replace("{id}", ids.get(operation.path.split("/")[3], "{id}"))
            token = {} if operation.is_public else {"authorization": tokens[operation.audience]}
            await self.stack.ask("", operation.method, path, BODIES.get(operation.id), **token)

    async def _sockets(self) -> None:
        """A visitor and an agent come, ping and go, while nobody else listens."""
        for who in ("visitor", "agent"):
            claims = self._claims(who.upper())
            typing = {"type": "typing", "conversationId": self.conversation}
            await self.stack.on_socket(f", typing {who}", "Default", claims, typing)
            await self.stack.on_socket(f", {who}", "Connect", claims)
            await self.stack.on_socket(f", ping of a {who}", "Default", claims, {"type": "ping"})
            await self.stack.on_socket(f", {who}", "Disconnect", claims)

    def _claims(self, role: str) -> dict[str, str]:
        """What the authorizer tells the functions of the visitor or the agent."""
        person_id, key_id = (self.visitor_id, self.key_id) if role == "VISITOR" else (self.agent_id, "")
        return {"tenantId": self.tenant_id, "userId": person_id, "role": role, "name": "N", "keyId": key_id}

    async def _upload(self, agent: Any, here: str, files: Json) -> str:
        (upload,) = (await agent("", "POST", f"{here}/attachments", files))["uploads"]
        store = self.stack.aws.client("s3")
        await asyncio.to_thread(store.put_object, Bucket=self.stack.bucket, Key=upload["fields"]["key"], Body=PDF)
        return str(upload["attachmentId"])

    async def _second_agent(self) -> str:
        await self._as_tenant(
            None, "POST", "agents", {"name": "Cem Kaya", "email": f"second{self.size:06}@example.com"}
        )
        accepted = {"token": await self.stack.mailed_token(), "password": PASSWORD}
        self.second_id = str((await self.stack.ask(None, "POST", "/api/auth/accept-invite", accepted))["user"]["id"])
        return self.second_id

    async def _lists(self) -> None:
        tenant, agent = self._as_tenant, self._as_agent
        await tenant(", 50", "GET", "conversations")
        await tenant(", one status", "GET", "conversations?status=WAITING")
        await tenant(", two statuses", "GET", "conversations?status=ACTIVE,WAITING")
        await tenant(", unassigned", "GET", "conversations?agentId=unassigned")
        await tenant(", search finds 1", "GET", f"conversations?search=n{self.size:06}")
        await tenant(", search finds all", "GET", "conversations?search=invoices")
        half = min(self.size // 2, 10_000)
        await tenant(", offset = half, at most 10,000", "GET", f"conversations?limit=20&offset={half}")
        cursor = (await tenant(None, "GET", f"conversations?limit={min(100, max(1, half))}"))["pagination"][
            "nextCursor"
        ]
        await tenant(", cursor", "GET", f"conversations?limit=20&cursor={cursor or ''}")
        await agent(", 20 of two statuses", "GET", "conversations?status=active,waiting")
        await tenant(", 25", "GET", "visitors")
        await tenant(", one site", "GET", f"visitors?siteId={self.site}")
        await tenant(", online", "GET", "visitors?isOnline=true")
        await tenant(", search finds 1", "GET", f"visitors?search=n{self.size:06}")
        await agent(", 25", "GET", "visitors")
        await tenant("", "GET", "agents")

    async def _settings(self) -> None:
        tenant, agent = self._as_tenant, self._as_agent
        await tenant("", "GET", "workspace")
        await tenant("", "PUT", "workspace", {"timezone": "Europe/Berlin"})
        await tenant("", "GET", "api-keys")
        await tenant("", "GET", "sites")
        await tenant("", "PATCH", f"sites/{self.site}", {"name": "Help"})
        await tenant("", "POST", f"sites/{self.site}/identity-secret")
        await agent("", "GET", "profile")
        await agent("", "PATCH", "profile", {"preferences": {"sound": False}})
        await agent("", "POST", "profile/avatar", {"mimeType": "image/png"})
        await self._outgoing()
        email = f"third{self.size:06}@example.com"
        invited = await tenant(None, "POST", "agents", {"name": "Dora Diaz", "email": email})
        await tenant("", "DELETE", f"invitations/{invited['invitation']['id']}")
        repeated = {"name": "Second widget"}
        route, once = "/api/tenant/api-keys", {"authorization": self.admin, "idempotency_key": "k"}
        await self.stack.ask(", Idempotency-Key", "POST", route, repeated, **once)
        await self.stack.ask(", the same again", "POST", route, repeated, **once)

    async def _reports(self) -> None:
        from connextlive.core.ids import timestamp

        tenant = self._as_tenant
        made = (await tenant("", "POST", "reports", {"period": "month"}))["report"]["id"]
        await tenant("", "GET", f"reports/{made}")
        await tenant("", "GET", "reports")
        order = {"weekly": True, "recipients": [self.email]}
        await tenant("", "PUT", "report-schedule", order)
        await tenant("", "GET", "report-schedule")
        due = {"tenantId": self.tenant_id, "period": "week", "eventId": "evt", "scheduledAt": timestamp()}
        await self.stack.due("OnReportDueFunction", {"detail-type": "report.due", "detail": due})
        link = re.search(r"/api/reports\?token=\S+", (await self.stack.mailbox.emails())[-1]["text"])
        assert link
        await self.stack.ask("", "GET", link[0])

    async def _outgoing(self) -> None:
        tenant, agent = self._as_tenant, self._as_agent
        hook = {"url": "http://127.0.0.1:9/", "events": ["*"], "status": "INACTIVE"}  # where nobody listens
        here = f"webhooks/{(await tenant('', 'POST', 'webhooks', hook))['webhook']['id']}"
        await tenant("", "GET", "webhooks")
        await tenant("", "GET", here)
        await tenant("", "PATCH", here, {"description": "CRM"})
        await tenant("", "POST", f"{here}/rotate-secret")
        await tenant("", "POST", f"{here}/test")
        await tenant("", "GET", f"{here}/deliveries")
        await tenant("", "DELETE", here)
        await agent("", "POST", "push-subscriptions", BODIES["agentPushSubscriptionsCreate"])
        await agent("", "GET", "push-subscriptions")
        await agent("", "DELETE", "push-subscriptions", BODIES["agentPushSubscriptionsDelete"])
        gone = {"emailAddress": f"gone{self.size:06}@example.com"}
        bounce = {"bounceType": "Permanent", "bouncedRecipients": [gone], "timestamp": "2026-01-31T09:30:00.123Z"}
        await self.stack.due("OnMailBouncedFunction", {"detail-type": "Email Bounced", "detail": {"bounce": bounce}})


def size_of(item: Json | None) -> int:
    """An item's size as DynamoDB counts it: names and values, without its own overhead."""
    return sum(len(name.encode()) + _value_size(*next(iter(value.items()))) for name, value in (item or {}).items())


def _value_size(tag: str, value: Any) -> int:
    match tag:
        case "S":
            return len(value.encode())
        case "N":
            return 1 + ("-" in value) + _pairs_of_digits(value.strip("-"))
        case "M":
            return 3 + len(value) + size_of(value)
        case "L":
            return 3 + len(value) + sum(_value_size(*next(iter(element.items()))) for element in value)
        case _:
            return 1


def _pairs_of_digits(number: str) -> int:
    """How many there are, counted from the decimal point, between the first and the last that is not 00."""
    whole, _, fraction = number.partition(".")
    digits = "0" * (len(whole) % 2) + whole + fraction + "0" * (len(fraction) % 2)
    places = [place for place, digit in enumerate(digits) if digit != "0"]
    return places[-1] // 2 - places[0] // 2 + 1 if places else 0


def _read_units(items: list[Json | None], request: Json) -> float:
    return max(1, math.ceil(sum(map(size_of, items)) / 4096)) * (1 if request.get("ConsistentRead") else 0.5)


def _write_units(size: int) -> int:
    return max(1, math.ceil(size / 1024))


def _index_units(old: Json | None, new: Json | None, partition: str) -> int:
    """An index entry that moves is deleted and written; one that stays is overwritten if anything changed."""
    places = [item and partition in item and (item[partition], item["listed"]) for item in (old, new)]
    if old == new:
        return 0
    if places[0] == places[1]:
        return _write_units(max(size_of(old), size_of(new))) if places[0] else 0
    return sum(_write_units(size_of(item)) for item, place in zip((old, new), places, strict=True) if place)


def _key(item: Json) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def keys_written(operation: str, request: Json) -> list[Key]:
    """Of the items that an operation writes, or makes its writes depend on."""
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            found = [request.get("Item") or request["Key"]]
        case "TransactWriteItems":
            parts = [part for action in request["TransactItems"] for part in action.values()]
            found = [part.get("Item") or part["Key"] for part in parts]
        case "BatchWriteItem":
            parts = [part for requests in request["RequestItems"].values() for r in requests for part in r.values()]
            found = [part.get("Item") or part["Key"] for part in parts]
        case _:
            found = []
    return [_key(item) for item in found]


def _in_words(operation: str, request: Json, written: list[Key]) -> str:
    keys = written
    if operation == "Query":
        values = request["ExpressionAttributeValues"]
        words = f"`{request['IndexName']}` " if "IndexName" in request else ""
        prefix = (
            f" / {_anonymous(values[':prefix']['S'])}…" if ":prefix" in values and "#find#" not in str(values) else ""
        )
        return f"Query {words}`{_anonymous(values[':pk']['S'])}{prefix}`"
    if operation == "GetItem":
        keys = [_key(request["Key"])]
    elif operation == "BatchGetItem":
        (asked,) = request["RequestItems"].values()
        keys = [_key(item) for item in asked["Keys"]]
    # Postings differ in their words only.
    shown = Counter(_anonymous(pk) if "#find#" in pk else f"{_anonymous(pk)} / {_anonymous(sk)}" for pk, sk in keys)
    return f"{operation} " + ", ".join(f"`{key}`" + (f" × {n}" if n > 1 else "") for key, n in shown.items())


def _anonymous(key: str) -> str:
    for pattern, replacement in STAND_INS:
        key = pattern.sub(replacement, key)
    return key


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


def _cell(costs: list[Cost | None], unit: str) -> str:
    """A single figure if the tenants' sizes make no difference, otherwise one for each."""
    figures = [cost.units[unit] if cost else "" for cost in costs]
    return figures[0] if len(set(figures)) == 1 else " · ".join(figures)


def table(rows: dict[str, list[tuple[Cost, Cost | None]]]) -> str:
    """The rows as markdown, in the order of their names."""
    lines = ["| function | calls and keys | calls | RCU | WCU | consumer's calls | its RCU | its WCU |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, pairs in sorted(rows.items()):
        costs = [cost for cost, _ in pairs]
        consumed = [after if after and after.calls else None for _, after in pairs]
        words = [f"{call} × {n}" if n > 1 else call for call, n in Counter(costs[-1].calls).items()]
        figures = [_cell(list(costs), unit) for unit in ("calls", "read", "written")]
        figures += [_cell(consumed, unit) for unit in ("calls", "read", "written")]
        folder, comma, case = name.partition(", ")
        lines.append(f"| `{folder}`{comma}{case} | {'; '.join(words) or 'none'} | {' | '.join(figures)} |")
    return "\n".join(lines)


@asynccontextmanager
async def a_stack() -> AsyncIterator[Stack]:
    """A stack with an empty table, for as long as it is measured."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(ROOT, 3000, Path(folder), ROOT / ".venv/ministack/bin/ministack", 0, False)
        template = Template(settings.template, template_parameters(settings))
        async with ministack(settings) as url:
            aws = Aws(url)
            references = await asyncio.to_thread(deploy, aws, template)
            yield Stack(template, references, aws, Mailbox(url, Path(folder) / "emails.json"))


async def main(sizes: list[int]) -> None:
    async with a_stack() as stack:
        tenants = [Tenant(stack, size) for size in sizes]
        for tenant in tenants:
            print(f"filling a tenant with {tenant.size} conversations …", file=sys.stderr)
            await tenant.fill()
        for tenant in tenants:
            await tenant.measure()
        print(table(stack.rows))


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
