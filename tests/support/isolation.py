"""Workspaces with one of everything, and a laboratory that tells what a request answers, writes and calls."""

import copy
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

import dns.resolver
import jwt
import pytest
from botocore.client import BaseClient
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import StreamRecord
from moto.s3.models import s3_backends

from connextlive.aws import clients, s3, signing_secret
from connextlive.chat import conversation, mailed_code, visitor
from connextlive.core import public_http, together
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id, timestamp
from connextlive.identity import (
    account_link,
    confirmation,
    invitation,
    password_reset,
    passwords,
    tokens,
    user,
    user_session,
    workspace,
)
from connextlive.lambdas import limits
from connextlive.push import subscription
from connextlive.realtime import sockets
from connextlive.reports import report
from connextlive.table import orm
from connextlive.webhooks import delivery
from connextlive.webhooks.sending import WebhookTest
from local.gateway.connection import Connection
from tests.api.routes import Route
from tests.support.builders import PNG, Changes, Clock, Json, a_session, a_tenant, an_agent, deliver, project
from tests.support.in_process import ADDRESS, Call, Gateway, bearer

PASSWORD = "yourpassword"  # as in the document's examples
PASSWORD_HASH = passwords.hash_of(PASSWORD)
NEVER = "06AF0000000000000000000000"  # the ULID of nothing, of the time of these workspaces
READS = {"BatchGetItem", "GetItem", "Query", "GetSecretValue", "GetObject", "HeadObject"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
# What stands for `{id}` after this segment of a path.
PATH_IDS = {
    "agents": "agent",
    "api-keys": "key",
    "blocks": "block",
    "canned-replies": "canned_reply",
    "conversations": "conversation",
    "invitations": "invitation",
    "labels": "label",
    "messages": "message",
    "reports": "report",
    "sessions": "session",
    "sites": "site",
    "teams": "team",
    "tokens": "token",
    "views": "view",
    "visitors": "visitor",
    "webhooks": "webhook",
}
# Routes that want a particular one of those.
OWN_IDS = {
    "PATCH /api/agent/canned-replies/{id}": "own_reply",
    "DELETE /api/agent/canned-replies/{id}": "own_reply",
    "PATCH /api/agent/messages/{id}": "agents_message",
    "DELETE /api/agent/messages/{id}": "agents_message",
    "PATCH /api/agent/views/{id}": "own_view",
    "DELETE /api/agent/views/{id}": "own_view",
}
# Colleagues of the agent who do not see the agent's conversations.
UNSEEING = ("own", "of no team", "of another team", "lead of another team")
# Fields that tell when somebody was here last. A request writes them for its caller.
PRESENCE = {"last_seen_at", "left_at", "last_used_at", "used"}


def kind_of_id(route: Route) -> str:
    """What the ID in a route's path is of."""
    segment = route.path.partition("/{")[0].rpartition("/")[2]
    return OWN_IDS.get(str(route)) or PATH_IDS.get(segment, f"{segment}: no kind")


def absent(prefix: str) -> str:
    return f"{prefix}_{NEVER}"


class Seen(NamedTuple):
    """All that can be told of a request from outside: the answer, what it wrote, what it called, whom it told."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    written: tuple[tuple[str, str, str], ...]
    effects: tuple[str, ...]

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """What it wrote, but for the presence of whoever asked."""
        return tuple(change for change in self.written if change[2] != "presence")

    @property
    def told(self) -> "Seen":
        """Without presence."""
        return self._replace(written=self.changes)

    def without(self, value: str) -> "Seen":
        """Without presence, and with a placeholder for a value of the request, which an answer may repeat, as it is or
        as the ID that is made of it."""
        body = self.body.replace(json.dumps(value)[1:-1], "<value>").replace(subscription.id_of(value), "<value>")
        return self._replace(body=body, written=self.changes)


class Laboratory:
    """Runs requests, each from the same beginning: the table is put back, and time and chance are the same."""

    def __init__(self, gateway: Gateway, patch: pytest.MonkeyPatch) -> None:
        self.gateway = gateway
        self.calls: list[str] = []
        self.frames: list[str] = []
        self._chance = Random("world")  # noqa: S311  # to be the same every time
        chance = SimpleNamespace(urandom=lambda size: self._chance.randbytes(size))
        patch.setattr("connextlive.core.ids.os", chance)
        patch.setattr("secrets.token_bytes", lambda size=32: self._chance.randbytes(size))
        # One after the other: otherwise chance is handed out in an order of chance.
        patch.setattr(together, "_worker", lambda: SimpleNamespace(order=_at_once))
        patch.setattr(sockets, "_request", self._told)
        patch.setattr(public_http, "post", self._posted)
        patch.setattr(public_http, "get", a_configuration)
        patch.setattr("dns.resolver.resolve", _no_record)
        call = vars(BaseClient)["_make_api_call"]

        def noted(client: BaseClient, operation: str, request: Json) -> Any:
            self.calls.append(operation)
            self.frames += [f"{entry['DetailType']} {entry['Detail']}" for entry in request.get("Entries", ())]
            return call(client, operation, request)

        patch.setattr(BaseClient, "_make_api_call", noted)
        self._begun: dict[tuple[str, str], Any] = {}

    def begin(self) -> None:
        """What there is now is what every request finds."""
        limits.forget()
        self._begun = {(pk, sk): copy.deepcopy(item) for pk, sk, item in _items()}

    @property
    def state(self) -> Json:
        """Everything that a request could have changed."""
        held = {f"{pk} {sk}": item.to_json() for pk, sk, item in _items()}
        return held | {f"file {key.name}": key.etag for key in _files()}

    def see(self, call: Call) -> Seen:
        with self._watched() as seen:
            response = self.gateway.answer(call)
            headers = [(name, value) for name, value in response.headers if name.lower() != "x-amzn-requestid"]
            seen(response.status, tuple(headers), response.body.decode())
        return self.last

    def see_frame(self, connection: Connection, frame: Json) -> Seen:
        with self._watched() as seen:
            status, reply = self.gateway.say(connection, json.dumps(frame))
            seen(status, (), reply or "")
        return self.last

    def see_connect(self, token: str | None) -> Seen:
        with self._watched() as seen:
            status, _ = self.gateway.connect(token, "a-connection=")
            seen(status, (), "")
        return self.last

    def follow(self, call: Call) -> list[str]:
        """What a request leads to: the frames that are sent, and the events that are published."""
        changes = Changes()
        changes.new()
        with self.after(call):
            self.frames, records = [], changes.new()
            deliver("on_table_change_notify", records)
            project(records)
            return self.frames

    @contextmanager
    def after(self, call: Call) -> Iterator[Seen]:
        """Requests find what this one wrote."""
        start, begun = len(_stream()), dict(self._begun)
        with self._watched("an earlier request") as seen:
            response = self.gateway.answer(call)
            seen(response.status, (), response.body.decode())
            for record in _stream()[start:]:
                keys = record.record["dynamodb"]["Keys"]
                key = keys["pk"]["S"], keys["sk"]["S"]
                self._begun.pop(key, None)
                self._begun.update((key, copy.deepcopy(item)) for pk, sk, item in _items() if (pk, sk) == key)
        try:
            yield self.last
        finally:
            self._begun = begun
            self._put_back_since(start)

    @contextmanager
    def _watched(self, seed: str = "a request") -> Iterator[Any]:
        self._chance = Random(seed)  # noqa: S311  # the same every time
        self.calls, self.frames, start = [], [], len(_stream())
        answer: list[tuple[int, tuple[tuple[str, str], ...], str]] = []
        yield lambda *parts: answer.append(parts)
        written = tuple(_change(record.record) for record in _stream()[start:])
        self._put_back_since(start)
        effects = [call for call in self.calls if call not in READS | WRITES] + self.frames
        self.last = Seen(*answer[0], written, tuple(effects))

    def _put_back_since(self, start: int) -> None:
        for record in _stream()[start:]:
            self._put_back(record.record["dynamodb"]["Keys"])

    def _put_back(self, keys: Json) -> None:
        pk, sk = keys["pk"]["S"], keys["sk"]["S"]
        was = self._begun.get((pk, sk))
        found = _table().items.get(DynamoType(keys["pk"]))
        if found is None:
            return
        if was is None:
            found.pop(DynamoType(keys["sk"]), None)
        else:
            found[was.range_key] = copy.deepcopy(was)

    def _posted(self, url: str, *_: object) -> public_http.Response:
        self.frames.append(f"POST {url}")
        return public_http.Response(200, "")

    def _told(self, method: str, connection_id: str, body: bytes = b"") -> int:
        self.frames.append(f"{method} {connection_id} {body.decode()}")
        return 200


def a_configuration(url: str, *_: object) -> public_http.Response:
    """What an identity provider says of itself."""
    issuer = url.removesuffix("/.well-known/openid-configuration")
    said = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    return public_http.Response(200, json.dumps(said | {"issuer": issuer}))


def _no_record(*_: object, **__: object) -> None:
    raise dns.resolver.NXDOMAIN


def _at_once(work: Any) -> Any:
    outcome = together._outcome(work)
    return SimpleNamespace(get=lambda: outcome)


def _table() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][clients.region()].tables[orm.TABLE]


def _stream() -> list[StreamRecord]:
    """The table's changes. A transaction that fails replaces the table."""
    shard = _table().stream_shard
    assert shard is not None
    records: list[StreamRecord] = shard.items
    return records


def _items() -> Iterator[tuple[str, str, Any]]:
    for hash_key, partition in _table().items.items():
        for range_key, item in partition.items():
            yield hash_key.value, range_key.value, item


def _files() -> list[Any]:
    return [key for bucket in s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.values() for key in bucket.keys.values()]


def _change(record: Json) -> tuple[str, str, str]:
    """A write: the partition, the kind, and what was done; presence of callers is told from other changes."""
    stream = record["dynamodb"]
    old, new = (stream.get(name, {}) for name in ("OldImage", "NewImage"))
    kind = (new or old).get("kind", {}).get("S", (new or old)["sk"]["S"])
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    done = "presence" if old and new and changed <= PRESENCE else record["eventName"]
    return stream["Keys"]["pk"]["S"], kind, done


# ── A workspace ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Workspace:
    """A workspace with one or two of everything. `ids` are by kind, `tokens` by role, `secrets` whatever else opens
    something."""

    gateway: Gateway
    clock: Clock
    name: str
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.owner = a_tenant("PRO", self.name, f"owner@{self.name}.example")
        self.tenant_id = self.owner.tenant_id
        self.ids["tenant"] = self.tenant_id
        user.update(self.tenant_id, self.owner.id, {"password_hash": PASSWORD_HASH})
        self.tokens["CUSTOMER"] = self._logged_in(self.owner, "own_session")
        self._a_team()
        self._keys_and_visitors()
        self._conversations()
        self._what_an_owner_has()
        self._what_an_agent_has()
        self._peers()

    def ask(self, method: str, path: str, by: str = "CUSTOMER", body: Any = None, key: str | None = None) -> Json:
        """A request that succeeds, by whom has the token of that name or with an API key."""
        self.clock.advance(1)
        headers = [("X-API-Key", key)] if key else [bearer(self.tokens[by])]
        content = b"" if body is None else json.dumps(body).encode()
        response = self.gateway.answer(Call(method, path, content, headers=tuple(headers)))
        assert response.status == 200, (method, path, response.body)
        answered: Json = json.loads(response.body)
        return answered

    def _logged_in(self, of: Caller, session: str) -> str:
        """A token of a new session."""
        self.clock.advance(1)
        person = user.load(of.tenant_id, of.id)
        token = a_session(person, ADDRESS)
        self.ids[session] = tokens.verify(token).session_id or ""
        return token

    def _a_team(self) -> None:
        people = {name: an_agent(self.owner, name) for name in ("Anna", "Bert", "Carl", "Dora")}
        self.agent, self.colleague = people["Anna"], people["Bert"]
        for name, role in {"Anna": "AGENT", "Bert": "colleague", "Carl": "deactivated", "Dora": "removed"}.items():
            self.tokens[role] = self._logged_in(people[name], f"{role.lower()}s_session")
        for role, of in (("CUSTOMER", self.owner), ("AGENT", self.agent)):
            self.tokens[f"{role}, logged out"] = self._logged_in(of, "ended_session")
            user_session.end(self.tenant_id, of.id, self.ids["ended_session"])
        self._logged_in(self.owner, "session")
        self.ids |= {"agent": self.agent.id, "owner": self.owner.id, "colleague": self.colleague.id}
        self.ask("PATCH", f"/api/tenant/agents/{people['Carl'].id}", body={"status": "INACTIVE"})
        self.ask("DELETE", f"/api/tenant/agents/{people['Dora'].id}")

    def _keys_and_visitors(self) -> None:
        for name in ("key", "other_key", "deleted_key", "paused_key"):
            made = self.ask("POST", "/api/tenant/api-keys", body={"name": name})
            self.secrets[name] = made["plainKey"]
            self.ids |= {name: made["apiKey"]["id"], name.replace("key", "site"): made["apiKey"]["siteId"]}
        secret = self.ask("POST", f"/api/tenant/sites/{self.ids['site']}/identity-secret")["identitySecret"]
        self.secrets["external_id"] = f"customer-of-{self.name}"
        external = self.secrets["external_id"].encode()
        self.secrets["identity_hash"] = hmac.digest(secret.encode(), external, "sha256").hex()
        self._session("VISITOR", "key", userEmail=f"vera@{self.name}.example")
        for name in ("second", "closed", "rated", "deleted"):
            self._session(name, "key")
        known = {"externalId": self.secrets["external_id"], "identityHash": self.secrets["identity_hash"]}
        self._session("known", "key", **known)
        self._session("other_site", "other_key")
        self._session("blocked", "key")
        self._session("also_blocked", "key")
        self._session("of_deleted_key", "deleted_key")
        self._session("of_paused_key", "paused_key")
        self.ask("DELETE", f"/api/tenant/visitors/{self.ids['deleted']}")
        self.ask("DELETE", f"/api/tenant/api-keys/{self.ids['deleted_key']}")
        # No route pauses a key; whoever operates the table may.
        paused = orm.Item.find(self.tenant_id, f"key#{self.ids['paused_key']}")
        assert paused is not None
        paused.attribute_values["status"] = "INACTIVE"
        paused.save()
        self.secrets["code"] = mailed_code.of(visitor.load(self.tenant_id, self.ids["visitor"]).values, timestamp())

    def _session(self, name: str, key: str, **fields: str) -> None:
        opened = self.ask("POST", "/api/widget/sessions", key=self.secrets[key], body={"userName": name, **fields})
        self.tokens[name] = opened["token"]
        self.ids["visitor" if name == "VISITOR" else name] = opened["visitor"]["id"]

    def _an_earlier_conversation(self) -> None:
        """One that is gone, so that nobody sees the visitor by it, but that has their list go on."""
        settings = {"conversations": {"rule": "new-after-days", "days": 0}}
        self.ask("PUT", "/api/tenant/workspace", body={"settings": settings})
        said = self.ask("POST", "/api/widget/messages", "VISITOR", {"content": "Before"})
        self.earlier = f"/api/tenant/conversations/{said['conversation']['id']}"
        self.ask("PUT", f"{self.earlier}/status", body={"status": "CLOSED"})

    def _conversations(self) -> None:
        self._an_earlier_conversation()
        for name in ("VISITOR", "second", "closed", "rated", "other_site"):
            first = {"content": "Hello", "clientMessageId": f"{name}-of-{self.name}"}
            said = self.ask("POST", "/api/widget/messages", name, first)
            self.ids["conversation" if name == "VISITOR" else f"{name}_conversation"] = said["conversation"]["id"]
            self.ids |= {"message": said["message"]["id"]} if name == "VISITOR" else {}
            if name == "VISITOR":
                self.ask("DELETE", self.earlier)
                self.ask("PUT", "/api/tenant/workspace", body={"settings": {"conversations": None}})
            for text in ("And", "so", "on"):
                self.ask("POST", "/api/widget/messages", name, {"content": text})
        for name in ("conversation", "closed_conversation", "rated_conversation"):
            path = f"/api/agent/conversations/{self.ids[name]}"
            said = self.ask(
                "POST", f"{path}/messages", "AGENT", {"content": "Hello", "clientMessageId": f"AGENT-of-{self.name}"}
            )
            self.ids |= {"agents_message": said["message"]["id"]} if name == "conversation" else {}
            if name != "conversation":
                self.ask("POST", f"{path}/resolve", "AGENT")
        self.ask("POST", "/api/widget/rating", "rated", {"score": 5})
        self.ask("POST", "/api/widget/messages", "VISITOR", {"content": "One more thing"})
        analyzed = conversation.load(self.tenant_id, self.ids["conversation"])
        analyzed.resolution = {
            "summary": "All is well.",
            "outcome": "RESOLVED",
            "sentiment": "POSITIVE",
            "topics": [],
            "confidence": 0.9,
            "model": "embedded",
            "analyzed_at": timestamp(),
            "closed_at": analyzed.closed_at,
        }
        analyzed.save()
        files = {"files": [{"fileName": "a.png", "mimeType": "image/png", "size": len(PNG)}]}
        for name, by, path in (
            ("agents_upload", "AGENT", f"/api/agent/conversations/{self.ids['conversation']}/attachments"),
            ("elsewhere_upload", "AGENT", f"/api/agent/conversations/{self.ids['second_conversation']}/attachments"),
            ("visitors_upload", "VISITOR", "/api/widget/attachments"),
            ("second_upload", "second", "/api/widget/attachments"),
            ("shared_upload", "CUSTOMER", "/api/tenant/canned-replies/attachments"),
            ("own_reply_upload", "AGENT", "/api/agent/canned-replies/attachments"),
            ("colleagues_reply_upload", "colleague", "/api/agent/canned-replies/attachments"),
        ):
            upload = self.ask("POST", path, by, files)["uploads"][0]
            s3.write(upload["fields"]["key"], PNG, "image/png")
            self.ids[name] = upload["attachmentId"]

    def _what_an_owner_has(self) -> None:
        for name in ("also_blocked", "blocked"):
            made = self.ask("POST", "/api/tenant/blocks", body={"visitorId": self.ids[name]})
            self.ids["block"] = made["block"]["id"]
        for name in ("Ivy", "Jan"):
            invited = self.ask(
                "POST", "/api/tenant/agents", body={"name": name, "email": f"{name}@{self.name}.example"}
            )
            self.ids["invitation"] = invited["invitation"]["id"]
        found = invitation.load(self.tenant_id, self.ids["invitation"])
        self.secrets["invitation"] = invitation.token(self.tenant_id, found.id, found.nonce)
        password_reset.request(f"owner@{self.name}.example")
        person = user.load(self.tenant_id, self.owner.id)
        assert person.reset_nonce is not None
        self.secrets["reset"] = password_reset.token(person, person.reset_nonce)
        of = workspace.load(self.tenant_id)
        of.confirmation = confirmation.begun(self.owner.id)
        of.save()
        self.secrets["confirmation"] = confirmation.token(of)
        confirmation.complete(self.secrets["confirmation"])
        for name in ("ready_report", "report"):
            self.ids[name] = self.ask("POST", "/api/tenant/reports", body={"period": "day"})["report"]["id"]
        report.write_files(self.tenant_id, self.ids["ready_report"], dict.fromkeys(report.FILES, "figures"))
        report.finish(self.tenant_id, self.ids["ready_report"], "READY")
        self.secrets["report"] = report.token(report.load(self.tenant_id, self.ids["ready_report"]))
        topics = [{"name": name, "keywords": [name]} for name in ("Billing", "Shipping")]
        self.ask("PUT", "/api/tenant/topics", body={"topics": topics})
        shown = {"id": "pricing", "text": f"Any questions about {self.name}?"}
        self.ask("PUT", "/api/tenant/workspace", body={"settings": {"proactive": {"messages": [shown]}}})
        hook = {"url": f"https://hooks.{self.name}.example/", "events": ["*"], "status": "INACTIVE"}
        self.ids["webhook"] = self.ask("POST", "/api/tenant/webhooks", body=hook)["webhook"]["id"]
        for _ in range(2):
            event = WebhookTest(event_id=new_id("evt"), tenant_id=self.tenant_id, occurred_at=timestamp())
            delivery.create_once(self.ids["webhook"], event)
            self.clock.advance(1)
        for name in ("deleted_token", "second_token", "token"):
            made = self.ask("POST", "/api/tenant/tokens", body={"name": name, "scopes": ["tenant:read"]})
            self.ids[name], self.secrets[name] = made["token"]["id"], made["plainToken"]
        self.ask("DELETE", f"/api/tenant/tokens/{self.ids['deleted_token']}")
        view = {"name": "Waiting", "filters": {"status": ["WAITING"]}}
        self.ids["view"] = self.ask("POST", "/api/tenant/views", body=view)["view"]["id"]
        self.ids["team"] = self.ask("POST", "/api/tenant/teams", body={"name": "Sales"})["team"]["id"]
        self.ids["label"] = self.ask("POST", "/api/tenant/labels", body={"name": "Urgent"})["label"]["id"]
        self.ask("POST", f"/api/tenant/visitors/{self.ids['visitor']}/export")
        self.ask("POST", "/api/tenant/conversations/export", body={})
        client = {"clientId": self.name, "clientSecret": "secret"}
        issuer = f"https://login.{self.name}.example"
        provider = {"name": "Login", "issuer": issuer, **client, "domains": []}
        self.ask("PUT", "/api/tenant/sign-in", body=provider)
        account_link.bind(user.load(self.tenant_id, self.owner.id), issuer, "owner")
        reply = {"shortcode": "hello", "content": "Hello"}
        self.ids["canned_reply"] = self.ask("POST", "/api/tenant/canned-replies", body=reply)["cannedReply"]["id"]

    def _what_an_agent_has(self) -> None:
        for name, by in (("own_reply", "AGENT"), ("colleagues_reply", "colleague")):
            reply = {"shortcode": f"{by.lower()}s", "content": "Mine"}
            self.ids[name] = self.ask("POST", "/api/agent/canned-replies", by, reply)["cannedReply"]["id"]
            view = {"name": "Mine", "filters": {"status": ["WAITING"]}}
            self.ids[name.replace("reply", "view")] = self.ask("POST", "/api/agent/views", by, view)["view"]["id"]
        self.secrets["endpoint"] = f"https://push.example.com/{self.name}"
        browser = {"endpoint": self.secrets["endpoint"], "keys": A_BROWSERS_KEYS}
        self.ask("POST", "/api/agent/push-subscriptions", "AGENT", browser)
        self.sockets = {role: self._connected(role) for role in ("CUSTOMER", "AGENT", "VISITOR")}

    def _peers(self) -> None:
        """Colleagues who do not see what the agent has, by why: they see their own only, or that of a team that the
        agent is not in, or in none; one who does see it, being in the agent's; and an admin, who is to become the
        owner."""
        joined = {"of another team": ["Lena", "Theo"], "of the agent's team": ["Tara"]}
        members: dict[str, list[str]] = {team: [] for team in joined}
        for name, peer, changes in (
            ("Otto", "own", {"conversationAccess": "OWN"}),
            ("Nils", "of no team", {"conversationAccess": "TEAM"}),
            ("Theo", "of another team", {"conversationAccess": "TEAM"}),
            ("Lena", "lead of another team", {"position": "LEAD"}),
            ("Tara", "of the agent's team", {"conversationAccess": "TEAM"}),
            ("Adam", "admin", {"position": "ADMIN"}),
        ):
            made = an_agent(self.owner, name, password_hash=PASSWORD_HASH)
            self.ask("PATCH", f"/api/tenant/agents/{made.id}", body=changes)
            self.tokens[peer] = self._logged_in(made, f"{peer} session")
            if peer == "admin":
                offer = {"agentId": made.id, "password": PASSWORD}
                self.ask("POST", "/api/tenant/workspace/ownership", body=offer)
            for team, names in joined.items():
                members[team] += [made.id] if name in names else []
        members["of the agent's team"].append(self.agent.id)
        for team, ids in members.items():
            self.ask("POST", "/api/tenant/teams", body={"name": team, "memberIds": ids})
        self.peers = {peer: self._connected(peer) for peer in (*UNSEEING, "of the agent's team")}

    def _connected(self, role: str) -> Connection:
        status, connection = self.gateway.connect(self.tokens[role], f"{role}-of-{self.name}=")
        assert status == 200, role
        return connection

    # ── Tokens that do not let in ────────────────────────────────────────────────────────────────────────────────────

    def refused_tokens(self, role: str, other: "Workspace") -> Mapping[str, str | None]:
        """Tokens in the name of a role, none of which is valid, by what is wrong with them."""
        valid, theirs = self.tokens[role], other.tokens[role]
        payload = jwt.decode(valid, options={"verify_signature": False})
        kid = jwt.get_unverified_header(valid)["kid"]
        head, _, signature = valid.split(".")
        secret = signing_secret.signing_keys()[kid]

        def signed(**claims: Any) -> str:
            return jwt.encode({**payload, **claims}, secret, algorithm="HS256", headers={"kid": kid})

        refused: dict[str, str | None] = {
            "none": None,
            "expired": signed(exp=int(self.clock.now) - 1),
            "revoked": signed(ver=7),
            "signed by a stranger": jwt.encode(payload, "s" * 48, algorithm="HS256", headers={"kid": kid}),
            "unsigned": jwt.encode(payload, "", algorithm="none", headers={"kid": kid}),
            "with another token's signature": ".".join((*valid.split(".")[:2], theirs.split(".")[2])),
            "with another token's claims": ".".join((head, theirs.split(".")[1], signature)),
            "of their tenant and our person": signed(tid=other.tenant_id),
            "of our tenant and their person": signed(
                sub=jwt.decode(theirs, options={"verify_signature": False})["sub"]
            ),
            "of an unknown tenant": signed(tid=absent("ten")),
            "of another issuer": signed(iss="someone"),
            "without an end": jwt.encode(
                {name: value for name, value in payload.items() if name != "exp"}, secret, headers={"kid": kid}
            ),
        }
        if role == "VISITOR":
            refused |= {
                "of a deleted visitor": self.tokens["deleted"],
                "of a deleted key": self.tokens["of_deleted_key"],
                "of a paused key": self.tokens["of_paused_key"],
                "with their key": signed(key=other.ids["key"]),
                "without a key": signed(key=None),
            }
        else:
            refused |= {
                "of another system, deleted": self.secrets["deleted_token"],
                "of another system, with another secret": self.secrets["token"][:-4] + "AAAA",
                "of another system, with their secret": self.secrets["token"][:-32] + other.secrets["token"][-32:],
                "of a deactivated user": self.tokens["deactivated"],
                "of a removed user": self.tokens["removed"],
                "of an ended session": self.tokens[f"{role}, logged out"],
                "of a visitor, as a user": signed(sub=self.ids["visitor"]),
            }
        return refused


A_BROWSERS_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
