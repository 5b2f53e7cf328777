"""Users of the API: a workspace's owner, an agent, a visitor, each with a token."""

from __future__ import annotations

import json as jsonlib
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

import httpx

from tests.support.logs import texts

Json = dict[str, Any]
PASSWORD = "correct horse 1"
WRITTEN: set[str] = set()  # texts that tests have sent, which no log may have


def unique(word: str = "x") -> str:
    return f"{word}{uuid.uuid4().hex[:12]}"


def an_email(word: str = "someone") -> str:
    return f"{unique(word)}@example.com"


PATIENCE = 20.0  # seconds, for machines that do other things as well; mostly it takes a tenth


def eventually[T](check: Callable[[], T], *, within: float = PATIENCE) -> T:
    """Runs `check` until it neither raises AssertionError nor returns False; raises its last failure."""
    deadline = time.monotonic() + within
    while True:
        try:
            answer = check()
            assert answer is not False, "the condition did not come true"
            return answer
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def becomes(read: Callable[[], object], expected: object, *, within: float = PATIENCE) -> None:
    """`read` returns `expected` within a few seconds."""

    def same() -> None:
        assert read() == expected

    eventually(same, within=within)


def stays(read: Callable[[], object], expected: object, *, for_seconds: float = 0.7) -> None:
    """`read` returns `expected` now and for a while: for effects that must not happen."""
    deadline = time.monotonic() + for_seconds
    while time.monotonic() < deadline:
        assert read() == expected
        time.sleep(0.1)


class Answer:
    """An HTTP response; `.ok()` is the body of a success."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    def __repr__(self) -> str:
        request = self.response.request
        return f"<{request.method} {request.url} -> {self.status} {self.response.text[:600]}>"

    @property
    def body(self) -> Json:
        body = self.response.json()
        assert isinstance(body, dict), self
        return body

    def ok(self, *keys: str) -> Json:
        """The body of a 200; with `keys`, a body of exactly these."""
        assert self.status == 200, self
        assert self.headers["content-type"].split(";")[0] == "application/json", self
        if keys:
            assert set(self.body) == set(keys), self
        return self.body

    def error(self, status: int, message: str | None = None, data: Json | None = None) -> None:
        """Exactly the contract's error; `message` is None if the contract does not fix it."""
        assert self.status == status, self
        assert self.headers["content-type"].split(";")[0] == "application/json", self
        expected = message if message is not None else self.body.get("statusMessage")
        assert isinstance(expected, str), self
        assert expected.strip(), self
        assert self.body == {"statusCode": status, "statusMessage": expected, "data": data}, self

    def refused(self, code: str, status: int = 400) -> None:
        """Refused with a code for programs."""
        self.error(status, data={"code": code})

    def invalid(self, *fields: str) -> None:
        """A 400 that lists exactly these fields (for a list's element, the list)."""
        assert self.status == 400, self
        body = self.body
        assert set(body) == {"statusCode", "statusMessage", "data"}, self
        assert body["statusCode"] == 400, self
        assert isinstance(body["statusMessage"], str), self
        assert body["statusMessage"], self
        assert set(body["data"]) == {"errors"}, self
        for entry in body["data"]["errors"]:
            assert set(entry) == {"field", "message"}, self
            assert entry["message"], self
        named = {re.split(r"[.\[]", entry["field"])[0] for entry in body["data"]["errors"]}
        assert named == set(fields), self

    def bad_request(self) -> None:
        """A 400 in the contract's format, with any data."""
        assert self.status == 400, self
        assert set(self.body) == {"statusCode", "statusMessage", "data"}, self
        assert self.body["statusCode"] == 400, self
        assert isinstance(self.body["statusMessage"], str), self


class Caller:
    """A caller of the API, with the headers that identify it."""

    def __init__(self, http: httpx.Client, headers: dict[str, str] | None = None) -> None:
        self.http = http
        self.headers = headers or {}

    def call(
        self,
        method: str,
        path: str,
        json: object = None,
        *,
        params: Any = None,
        headers: dict[str, str] | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        data: Any = None,
    ) -> Answer:
        sent = {**self.headers, **(headers or {})}
        WRITTEN.update(texts([json, data, params]))
        if json is not None:
            content = jsonlib.dumps(json)
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        return Answer(
            self.http.request(method, path, params=params, headers=sent, content=content, files=files, data=data)
        )

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, params=query or None)

    def post(self, path: str, json: object = None, **more: Any) -> Answer:
        return self.call("POST", path, json, **more)

    def put(self, path: str, json: object = None, **more: Any) -> Answer:
        return self.call("PUT", path, json, **more)

    def patch(self, path: str, json: object = None, **more: Any) -> Answer:
        return self.call("PATCH", path, json, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        return self.call("DELETE", path, **more)


class Person(Caller):
    """A person with a token."""

    def __init__(self, api: Api, token: str) -> None:
        super().__init__(api.http, {"Authorization": f"Bearer {token}"})
        self.api = api
        self.token = token


class Api(Caller):
    """The API, for somebody without a token."""

    def __init__(self, base_url: str) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        super().__init__(httpx.Client(base_url=base_url, timeout=60, limits=limits))
        self.base_url = base_url

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def register(self, company: str = "Acme", name: str = "Olivia Owner") -> Tenant:
        email = an_email("owner")
        body = {"companyName": company, "name": name, "email": email, "password": PASSWORD}
        return Tenant(self, self.post("/api/auth/register", body).ok(), email)

    def login(self, email: str, password: str = PASSWORD) -> Answer:
        return self.post("/api/auth/login", {"email": email, "password": password})

    def mails(self, to: str) -> list[Json]:
        mails: list[Json] = self.get(f"/local/emails?{urlencode({'to': to})}").ok()["emails"]
        return mails

    def mailed_token(self, to: str, nth: int = 1) -> str:
        """The token in the nth email to this address."""

        def arrived() -> Json:
            mails = self.mails(to)
            assert len(mails) >= nth, mails
            return mails[nth - 1]

        mail = eventually(arrived)
        found = re.search(r"[?&]token=([^\s\"'&<>)]+)", mail["text"])
        assert found, mail["text"]
        return unquote(found[1])

    def accept(self, token: str, password: str = PASSWORD) -> Answer:
        return self.post("/api/auth/accept-invite", {"token": token, "password": password})


@dataclass
class Key:
    id: str
    plain: str
    site_id: str


class Tenant(Person):
    """A workspace's owner (role CUSTOMER)."""

    def __init__(self, api: Api, session: Json, email: str) -> None:
        super().__init__(api, session["token"])
        self.email = email
        self.user: Json = session["user"]
        self.id: str = session["user"]["tenantId"]
        self._key: Key | None = None
        self._agent: Agent | None = None

    @property
    def key(self) -> Key:
        """A key that any origin may use."""
        if self._key is None:
            self._key = self.new_key()
        return self._key

    @property
    def agent(self) -> Agent:
        """The first agent."""
        if self._agent is None:
            self._agent = self.invite_agent()
        return self._agent

    def new_key(self, **fields: Any) -> Key:
        made = self.post("/api/tenant/api-keys", {"name": "Widget", **fields}).ok()
        return Key(made["apiKey"]["id"], made["plainKey"], made["apiKey"]["siteId"])

    def invite_agent(self, name: str = "Bob Agent", email: str | None = None) -> Agent:
        email = email or an_email("agent")
        self.post("/api/tenant/agents", {"name": name, "email": email}).ok()
        return Agent(self, self.api.accept(self.api.mailed_token(email)).ok(), email)

    def session(self, key: Key | None = None, origin: str | None = None, **fields: Any) -> Answer:
        headers = {"X-API-Key": (key or self.key).plain}
        if origin is not None:
            headers["Origin"] = origin
        return self.api.post("/api/widget/sessions", fields, headers=headers)

    def visitor(self, name: str | None = None, *, key: Key | None = None, **fields: Any) -> Visitor:
        if name is not None:
            fields["userName"] = name
        return Visitor(self, self.session(key, **fields).ok())

    def conversation(self, conversation_id: str) -> Json:
        found: Json = self.get(f"/api/tenant/conversations/{conversation_id}").ok("conversation")["conversation"]
        return found

    def conversations(self, **query: Any) -> list[Json]:
        found: list[Json] = self.get("/api/tenant/conversations", **query).ok()["conversations"]
        return found

    def counts(self) -> Json:
        counts: Json = self.get("/api/tenant/conversations").ok()["counts"]
        return counts

    def messages(self, conversation_id: str) -> list[Json]:
        return self.agent.messages(conversation_id)

    def see_visitor(self, visitor_id: str) -> Json:
        found: Json = self.get(f"/api/tenant/visitors/{visitor_id}").ok("visitor", "pages")["visitor"]
        return found

    def team(self) -> list[Json]:
        agents: list[Json] = self.get("/api/tenant/agents").ok("agents", "invitations", "pagination")["agents"]
        return agents

    def invitations(self) -> list[Json]:
        found: list[Json] = self.get("/api/tenant/agents").ok("agents", "invitations", "pagination")["invitations"]
        return found


class Agent(Person):
    def __init__(self, tenant: Tenant, session: Json, email: str) -> None:
        super().__init__(tenant.api, session["token"])
        self.tenant = tenant
        self.email = email
        self.id: str = session["user"]["id"]
        self.name: str = session["user"]["name"]

    def sends(self, conversation_id: str, content: str = "How can I help?", **fields: Any) -> Answer:
        return self.post(f"/api/agent/conversations/{conversation_id}/messages", {"content": content, **fields})

    def sends_files(self, conversation_id: str, *files: tuple[str, bytes, str], content: str | None = None) -> Answer:
        return self.post(
            f"/api/agent/conversations/{conversation_id}/messages",
            files=[("attachments", file) for file in files],
            data={} if content is None else {"content": content},
        )

    def messages(self, conversation_id: str) -> list[Json]:
        listed = self.get(f"/api/agent/conversations/{conversation_id}/messages", limit=100).ok()
        messages: list[Json] = listed["messages"]
        return messages

    def profile(self) -> Json:
        profile: Json = self.get("/api/agent/profile").ok("profile")["profile"]
        return profile


class Visitor(Person):
    def __init__(self, tenant: Tenant, session: Json) -> None:
        super().__init__(tenant.api, session["token"])
        self.tenant = tenant
        self.session = session
        self.id: str = session["visitor"]["id"]

    def sends(self, content: str = "Hello", **fields: Any) -> Answer:
        return self.post("/api/widget/messages", {"content": content, **fields})

    def says(self, content: str = "Hello") -> str:
        """Sends a message; returns the ID of its conversation."""
        conversation_id: str = self.sends(content).ok()["conversation"]["id"]
        return conversation_id

    def messages(self, **query: Any) -> list[Json]:
        messages: list[Json] = self.get("/api/widget/messages", **query).ok()["messages"]
        return messages
