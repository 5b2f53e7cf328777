"""A tenant of a given size, and every request once."""

import asyncio
import json
import re
import time
from base64 import b32decode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from benchmarks.dynamodb.stack import Stack
from benchmarks.dynamodb.units import Json, Key, key_of
from tools.generate.examples import BODIES, FILES

INDEXED_AT_ONCE = 5_000  # texts of a segment
PASSWORD = "correct horse"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def index_all(tenant_id: str, packed: Iterable[str]) -> None:
    """Makes segments of entries of the search index's log, as if they had been merged one after the other."""
    from connextlive.search import merging, segments

    for some in batched(packed, INDEXED_AT_ONCE, strict=False):
        merging.merge(tenant_id, lambda tenant_id, documents: {}, map(segments.Entry.of, some))


class Tenant:
    """A tenant with that many conversations, and every request to it."""

    def __init__(self, stack: Stack, size: int) -> None:
        self.stack, self.size = stack, size
        self.email = f"owner{size:06}@example.com"

    async def fill(self) -> None:
        """Makes the tenant, all but one of its conversations, and whatever the first calls of all make."""
        ask, size = self.stack.ask, self.size
        body = {"companyName": "Acme", "name": "Alice Jones", "email": self.email, "password": PASSWORD}
        owner = await ask("", "POST", "/api/auth/register", body)
        self.admin, self.owner_id = f"Bearer {owner['token']}", owner["user"]["id"]
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
        # Or else whoever comes would find that they, and all their copies, went without a word.
        await self.stack.on_socket(None, "Disconnect", self.claims("VISITOR", self.visitor_id))
        self.stack.keep = None
        await asyncio.to_thread(self._copy, first)

    def _copy(self, first: dict[Key, Json]) -> None:
        """The first visitor and all that belongs to them, once for each further conversation and an hour ago."""
        from connextlive.core.ids import ago, id_of

        at, texts = ago(3600), {}
        begun = datetime.now(UTC) - timedelta(hours=1, seconds=self.size)
        written: dict[Key, Json] = {}
        logged: list[str] = []
        indexed: list[str] = []
        for key, item in first.items():
            if key[1].startswith("count#"):
                totals = {n: {"N": str(int(v["N"]) * self.size)} if "N" in v else v for n, v in item.items()}
                written[key] = totals
            elif item.get("kind") == {"S": "search"}:
                logged += [packed["S"] for packed in item["entries"]["L"]]
            elif self.tenant_id in key[0]:
                texts[key] = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", at, json.dumps(item))
        ulids = sorted(set(re.findall(r"(?:cnv|vis|msg)_(\w{26})", " ".join(texts.values()))))
        for number in range(1, self.size):
            copy = "\n".join([*texts.values(), json.dumps(logged)]).replace("000000", f"{number:06}")
            for place, ulid in enumerate(ulids):  # a second apart, as few people write at the same time
                made_at = begun + timedelta(seconds=number, milliseconds=place)
                fresh = id_of("new", made_at, self.tenant_id, ulid, str(number)).removeprefix("new_")
                copy = copy.replace(ulid, fresh).replace(ulid.lower(), fresh.lower())
            *copied, entries = map(json.loads, copy.splitlines())
            written |= {key_of(one): one for one in copied}
            indexed += entries
        client = self.stack.aws.client("dynamodb")  # past the meter
        for some in batched(written.values(), 25, strict=False):
            client.batch_write_item(RequestItems={self.stack.table: [{"PutRequest": {"Item": one}} for one in some]})
        index_all(self.tenant_id, indexed)

    async def _visitor(self, number: int, label: str | None) -> None:
        """A visitor writes, and an agent answers every fourth; a visitor who is measured writes twice."""
        from connextlive.table import workspace_limits

        ask = self.stack.ask
        workspace_limits.forget()  # as half a minute later, or time would decide whether they are read again
        profile = {
            "userName": f"Visitor n{number:06}",
            "userEmail": f"visitor{number:06}@example.org",
            "language": "en",
        }
        session = await ask(label, "POST", "/api/widget/sessions", profile, x_api_key=self.key)
        self.visitor, self.visitor_id = f"Bearer {session['token']}", session["visitor"]["id"]
        if label is not None:
            shown = {"id": "pricing", "displayId": "d-1"}
            await ask("", "POST", "/api/widget/proactive-messages", shown, authorization=self.visitor)
            await self._as_tenant("", "GET", "proactive-messages")
        text = {"content": "Good morning, where do I find my invoices?"}
        route = "/api/widget/messages"
        first = None if label is None else ", first message"
        said = await ask(first, "POST", route, text, authorization=self.visitor)
        self.conversation = said["conversation"]["id"]
        if label is not None:
            self.stack.forget_callers()
            await ask(None, "GET", route, authorization=self.visitor)
            await ask(", next message", "POST", route, text, authorization=self.visitor)

    async def _merge(self) -> None:
        """Another visitor, who has written, is merged into this one, and is another one again."""
        profile = {"userName": "Another visitor", "language": "en"}
        session = await self.stack.ask(None, "POST", "/api/widget/sessions", profile, x_api_key=self.key)
        said, authorization = {"content": "It is me again."}, f"Bearer {session['token']}"
        await self.stack.ask(None, "POST", "/api/widget/messages", said, authorization=authorization)
        other = f"visitors/{session['visitor']['id']}"
        await self._as_tenant("", "POST", f"{other}/merge", {"intoVisitorId": self.visitor_id})
        await self._as_tenant("", "POST", f"{other}/unmerge")

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
        await ask("", "POST", "/api/auth/confirm-email", {"token": self._confirmation()})
        reset = {"token": await self.stack.mailed_token(), "password": PASSWORD}
        await ask("", "POST", "/api/auth/reset-password", reset)
        login = await ask(None, "POST", "/api/auth/login", {"email": self.agent_email, "password": PASSWORD})
        self.agent = f"Bearer {login['token']}"
        await self._account()
        await self._sign_in()

        message = {"id": "pricing", "text": "Any questions?"}
        await tenant(None, "PUT", "workspace", {"settings": {"proactive": {"messages": [message]}}})
        await self._visitor(self.size, "")
        here = f"conversations/{self.conversation}"
        await visitor("", "POST", "heartbeat", {})
        page = {"currentUrl": "https://www.company.com/pricing", "title": "Prices"}
        await visitor(", another page", "POST", "heartbeat", page)
        await self._sockets()
        await ask("", "GET", f"/api/widget/configuration?apiKey={self.key}")
        await tenant(None, "PUT", "workspace", {"settings": {"widget": {"team": [self.agent_id]}}})
        await ask(", with a team of 1", "GET", f"/api/widget/configuration?apiKey={self.key}")
        await visitor("", "GET", "conversations")
        await visitor("", "GET", "messages")
        await visitor(", latest", "GET", "messages?latest=true")
        await agent("", "POST", f"{here}/messages", {"content": "Good morning! Under Settings, Billing."})
        await self._edits(agent, visitor, here)
        once = {"content": "Sent twice, kept once.", "clientMessageId": "c-1"}
        await agent(", clientMessageId", "POST", f"{here}/messages", once)
        await agent(", the same again", "POST", f"{here}/messages", once)
        files = {"files": [{"fileName": "a.pdf", "mimeType": "application/pdf", "size": len(PDF)}]}
        await agent(
            ", attachment", "POST", f"{here}/messages", {"attachmentIds": [await self._upload(agent, here, files)]}
        )
        await tenant("", "POST", f"{here}/messages", BODIES["tenantMessagesSend"])
        await visitor("", "POST", "attachments", files)
        await visitor("", "POST", "mark-read")
        await visitor(None, "POST", "messages", {"content": "Thank you, found them."})
        await agent("", "POST", f"{here}/mark-read")
        await tenant(", nothing unread", "POST", f"{here}/mark-read")
        await agent("", "GET", f"{here}/messages")
        await agent("", "GET", "agents")
        await agent("", "GET", here)
        await tenant("", "GET", here)
        await self._assistance(here)
        await self._lists()
        await self._together(agent, tenant, here, await self._second_agent())
        await tenant("", "POST", f"{here}/assign", {"agentId": self.second_id})
        await tenant(None, "POST", f"{here}/assign", {"agentId": self.agent_id})
        await tenant("", "PUT", f"{here}/snooze", {"isSnoozed": True})
        await agent("", "PUT", f"{here}/snooze", {"isSnoozed": False})
        await agent("", "POST", f"{here}/assign", {"agentId": self.second_id})
        await agent("", "POST", f"{here}/resolve")
        await visitor("", "POST", "rating", {"score": 5})
        await visitor("", "PATCH", "rating", {"comment": "Thank you"})
        await visitor("", "POST", "transcript", {"email": "jane@example.com"})
        await agent("", "POST", f"{here}/transcript")
        await tenant("", "PUT", f"{here}/status", {"status": "WAITING"})
        await tenant("", "PUT", "topics", BODIES["tenantTopicsUpdate"])
        await tenant("", "POST", f"{here}/resolve")
        await self._mailed_rating(here)
        await tenant("", "PUT", f"{here}/resolution", BODIES["tenantResolutionsReview"])
        await agent("", "PUT", f"{here}/resolution", {"topics": ["Shipping"]})
        await tenant("", "PATCH", f"agents/{self.second_id}", {"status": "INACTIVE"})
        await tenant("", "GET", f"agents/{self.second_id}")
        await tenant("", "DELETE", f"agents/{self.second_id}")
        await tenant("", "GET", f"visitors/{self.visitor_id}")
        await agent("", "GET", f"visitors/{self.visitor_id}")
        await tenant(", tags", "PATCH", f"visitors/{self.visitor_id}", {"tags": ["vip"]})
        await tenant(", name", "PATCH", f"visitors/{self.visitor_id}", {"userName": "Visitor of note"})
        await agent("", "PATCH", f"visitors/{self.visitor_id}", BODIES["agentVisitorsUpdate"])
        await tenant("", "GET", "budgets")
        await tenant("", "POST", "conversations/export", BODIES["tenantConversationsExport"])
        await tenant("", "GET", "conversations/export")
        await tenant("", "PUT", f"{here}/hold", {"onHold": True})
        await tenant(None, "PUT", f"{here}/hold", {"onHold": False})
        await tenant("", "PUT", f"visitors/{self.visitor_id}/hold", {"onHold": True})
        await tenant(None, "PUT", f"visitors/{self.visitor_id}/hold", {"onHold": False})
        await agent("", "PUT", f"visitors/{self.visitor_id}/block", {"isBlocked": True})
        made = await tenant("", "POST", "blocks", {"visitorId": self.visitor_id})
        await tenant("", "DELETE", f"blocks/{made['block']['id']}")
        made = await tenant(", an address", "POST", "blocks", {"address": "198.51.100.0/24"})
        await tenant(", of an address", "DELETE", f"blocks/{made['block']['id']}")
        await self._merge()
        for action in ("spam", "not-spam"):
            body = {"conversationIds": [self.conversation], "action": action}
            await tenant(f", {action}", "POST", "conversations/bulk", body)
        await self._settings()
        await self._ownership()
        await self._reports()
        await self._everything_else()
        await tenant("", "DELETE", here)
        await tenant("", "DELETE", f"visitors/{self.visitor_id}")
        await tenant("", "DELETE", f"api-keys/{self.key_id}")

    async def _mailed_rating(self, here: str) -> None:
        """A visitor rates by the link in an email."""
        from connextlive.chat import conversation, mailed_rating

        closed = conversation.load(self.tenant_id, here.rpartition("/")[2])
        await self.stack.ask("", "POST", "/api/ratings", {"token": mailed_rating.token(closed), "score": 5})

    async def _together(self, agent: Any, tenant: Any, here: str, colleague_id: str) -> None:
        """A note mentions a colleague; what was done is undone."""
        note = {"content": "@Bob, your card?", "isInternal": True, "mentionIds": [colleague_id]}
        await agent(", a note with a mention", "POST", f"{here}/messages", note)
        await agent(", mentions", "GET", "conversations?mentionsMe=true")
        await self.stack.ask("", "POST", f"/api/agent/{here}/mark-mention-read", authorization=self.second)
        done = await tenant(None, "POST", f"{here}/assign", {"agentId": colleague_id})
        await tenant("", "POST", f"{here}/undo", {"version": done["conversation"]["version"]})
        done = await agent(None, "POST", f"{here}/resolve")
        await agent("", "POST", f"{here}/undo", {"version": done["conversation"]["version"]})
        some = {"conversationIds": [self.conversation]}
        [one] = (await tenant(None, "POST", "conversations/bulk", {**some, "action": "resolve"}))["results"]
        undone = {**some, "action": "undo", "versions": {self.conversation: one["undoVersion"]}}
        await tenant(", undo", "POST", "conversations/bulk", undone)

    async def _edits(self, agent: Any, visitor: Any, here: str) -> None:
        """Each side edits and deletes a message of its own, the second of two, which no other quotes."""
        said = (await visitor(None, "POST", "messages", {"content": "How mcuh is it?"}))["message"]["id"]
        await visitor("", "PATCH", f"messages/{said}", {"content": "How much is it?"})
        await visitor("", "DELETE", f"messages/{said}")
        sent = (await agent(None, "POST", f"{here}/messages", {"content": "A moment plesae."}))["message"]["id"]
        edited = {"conversationId": self.conversation, "content": "A moment please."}
        await agent("", "PATCH", f"messages/{sent}", edited)
        await agent("", "DELETE", f"messages/{sent}", {"conversationId": self.conversation})

    async def _assistance(self, here: str) -> None:
        """AI helps in every way: it summarizes, suggests topics, and notices that the visitor is displeased."""
        from connextlive.core.ids import timestamp

        every = dict.fromkeys(("summariesOnAssignment", "suggestedTopics", "mood"), True)
        await self._as_tenant(None, "PUT", "workspace", {"settings": {"ai": every}})
        said = {"content": "This is ridiculous, I am angry and fed up."}
        written = (await self._as_visitor(None, "POST", "messages", said))["message"]["id"]
        ids = {"tenantId": self.tenant_id, "conversationId": self.conversation, "messageId": written}
        due = {"eventId": "evt", "occurredAt": timestamp(), **ids}
        await self.stack.due("OnEventAssistanceFunction", {"detail-type": "mood.due", "detail": due})
        await self._as_agent("", "POST", f"{here}/summary")
        await self._as_agent(", nothing new", "POST", f"{here}/summary")
        await self._as_tenant("", "POST", f"{here}/summary")

    async def _account(self) -> None:
        """An agent uses a second factor and turns it off; a session is ended; an API token is made."""
        from connextlive.identity import second_factor  # reads its settings at import

        ask, own = self.stack.ask, {"authorization": self.agent}
        setup = await ask("", "POST", "/api/auth/second-factor", {"password": PASSWORD}, **own)
        code = second_factor.code_at(b32decode(setup["secret"]), int(time.time()) // second_factor.STEP)
        on = await ask("", "POST", "/api/auth/second-factor/confirm", {"code": code}, **own)
        login = {"email": self.agent_email, "password": PASSWORD, "code": on["recoveryCodes"][0]}
        await ask(", with a code", "POST", "/api/auth/login", login)
        last = on["recoveryCodes"][1]
        renewed = await ask("", "POST", "/api/auth/second-factor/recovery-codes", {"code": last}, **own)
        off = {"password": PASSWORD, "code": renewed["recoveryCodes"][0]}
        await ask("", "POST", "/api/auth/second-factor/turn-off", off, **own)
        await self._as_tenant("", "DELETE", f"agents/{self.agent_id}/second-factor")
        ended = (await ask("", "GET", "/api/auth/sessions", **own))["sessions"][0]["id"]
        await ask("", "DELETE", f"/api/auth/sessions/{ended}", **own)
        made = await self._as_tenant("", "POST", "tokens", BODIES["tenantTokensCreate"])
        await self._as_tenant("", "DELETE", f"tokens/{made['token']['id']}")

    async def _sign_in(self) -> None:
        """The owner sets a provider up; an agent links their account with it, and signs in by it."""
        from local.provider import CLIENT, a_provider

        ask, tenant, own = self.stack.ask, self._as_tenant, {"authorization": self.agent}
        with a_provider() as provider:
            given = {"name": "Acme", "issuer": provider.issuer, **CLIENT, "domains": ["company.com"]}
            await tenant("", "PUT", "sign-in", given)
            await tenant("", "GET", "sign-in")
            begun = await ask("", "POST", "/api/auth/identity", **own)
            back = provider.authorize(begun["url"]) | {"binding": begun["binding"]}
            await ask("", "PUT", "/api/auth/identity", back, **own)
            await ask("", "GET", "/api/auth/identity", **own)
            await ask("", "GET", "/api/auth/sign-in?domain=company.com")
            begun = await ask("", "POST", "/api/auth/sign-in", {"workspaceId": self.tenant_id})
            back = provider.authorize(begun["url"]) | {"binding": begun["binding"]}
            await ask("", "POST", "/api/auth/sign-in/complete", back)
            await ask("", "DELETE", "/api/auth/identity", **own)
            await tenant("", "DELETE", "sign-in")

    def _confirmation(self) -> str:
        """The token of a link that confirmed the owner's address, which answers after the same read again."""
        from connextlive.identity import confirmation, workspace

        owned = workspace.load(self.tenant_id)
        owned.confirmed_nonce = "nonce"
        owned.save()
        return confirmation.token(owned)

    async def _everything_else(self) -> None:
        """The endpoints that no other line calls, with the example of their body. What needs more than a conversation,
        or deletes something, has a line above or below."""
        from tools.generate.operations import operations

        if self.stack.everything_else is None:
            called = {row.partition(",")[0] for row in self.stack.rows}
            left = (one for one in operations() if one.function not in called and one.method != "DELETE")
            self.stack.everything_else = list(left)
        ids = {"conversations": self.conversation, "visitors": self.visitor_id, "agents": self.agent_id}
        tokens = {"tenant": self.admin, "agent": self.agent, "widget": self.visitor, "auth": self.agent}
        for operation in self.stack.everything_else:
            path = operation.path.replace("{id}", ids.get(operation.path.split("/")[3], "{id}"))
            token = {} if operation.is_public else {"authorization": tokens[operation.audience]}
            await self.stack.ask("", operation.method, path, BODIES.get(operation.id), **token)

    async def _sockets(self) -> None:
        """A visitor and an agent come, ping and go, while nobody else listens."""
        for who in ("visitor", "agent"):
            claims = self.claims(who.upper(), self.visitor_id if who == "visitor" else self.agent_id)
            typing = {"type": "typing", "conversationId": self.conversation}
            await self.stack.on_socket(f", typing {who}", "Default", claims, typing)
            await self.stack.on_socket(f", {who}", "Connect", claims)
            await self.stack.on_socket(f", ping of a {who}", "Default", claims, {"type": "ping"})
            await self.stack.on_socket(f", {who}", "Disconnect", claims)

    def claims(self, role: str, person_id: str) -> dict[str, str]:
        """What the authorizer tells the functions of a visitor or an agent."""
        key_id = self.key_id if role == "VISITOR" else ""
        return {"tenantId": self.tenant_id, "userId": person_id, "role": role, "name": "N", "keyId": key_id}

    async def _upload(self, agent: Any, here: str, files: Json) -> str:
        (upload,) = (await agent("", "POST", f"{here}/attachments", files))["uploads"]
        await self._put(upload)
        return str(upload["attachmentId"])

    async def _put(self, upload: Json) -> None:
        store = self.stack.aws.client("s3")
        await asyncio.to_thread(store.put_object, Bucket=self.stack.bucket, Key=upload["fields"]["key"], Body=PDF)

    async def _reply_with_a_file(self, person: Any, reply: str, *, is_own: bool) -> None:
        """A canned reply gets a file, of which a message gets a copy."""
        (upload,) = (await person("", "POST", "canned-replies/attachments", FILES))["uploads"]
        await self._put(upload)
        named = {"attachmentIds": [upload["attachmentId"]]}
        await person(", a file", "PATCH", f"canned-replies/{reply}", named)
        if is_own:
            body = {"content": "Here", "cannedReplyIds": [reply], **named}
            await self._as_agent(", a canned reply's file", "POST", f"conversations/{self.conversation}/messages", body)

    async def _second_agent(self) -> str:
        await self._as_tenant(
            None, "POST", "agents", {"name": "Cem Kaya", "email": f"second{self.size:06}@example.com"}
        )
        accepted = {"token": await self.stack.mailed_token(), "password": PASSWORD}
        second = await self.stack.ask(None, "POST", "/api/auth/accept-invite", accepted)
        self.second, self.second_id = f"Bearer {second['token']}", str(second["user"]["id"])
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

    async def _ownership(self) -> None:
        """The workspace is to be deleted, and is not; an admin becomes its owner, and hands it back."""
        ask, tenant, confirmed = self.stack.ask, self._as_tenant, {"password": PASSWORD}
        await tenant("", "POST", "workspace/deletion", confirmed)
        await tenant("", "DELETE", "workspace/deletion")
        email = f"fourth{self.size:06}@example.com"
        await tenant(None, "POST", "agents", {"name": "Eda Ersoy", "email": email})
        accepted = {"token": await self.stack.mailed_token(), **confirmed}
        admin_id = (await ask(None, "POST", "/api/auth/accept-invite", accepted))["user"]["id"]
        await tenant(None, "PATCH", f"agents/{admin_id}", {"position": "ADMIN"})
        login = await ask(None, "POST", "/api/auth/login", {"email": email, **confirmed})
        own, owner_id, ownership = {"authorization": f"Bearer {login['token']}"}, self.owner_id, "workspace/ownership"
        await tenant("", "POST", ownership, {"agentId": admin_id, **confirmed})
        await tenant("", "DELETE", ownership)
        await tenant(None, "POST", ownership, {"agentId": admin_id, **confirmed})
        await ask("", "POST", f"/api/tenant/{ownership}/accept", confirmed, **own)
        await ask(None, "POST", f"/api/tenant/{ownership}", {"agentId": owner_id, **confirmed}, **own)
        await tenant(None, "POST", f"{ownership}/accept", confirmed)
        await tenant(None, "DELETE", f"agents/{admin_id}")

    async def _reports(self) -> None:
        from connextlive.core.ids import timestamp

        tenant = self._as_tenant
        made = (await tenant("", "POST", "reports", {"period": "month"}))["report"]["id"]
        await tenant("", "GET", f"reports/{made}")
        await tenant("", "GET", "reports")
        await tenant("", "GET", "live")
        for position, label in (("LEAD", ""), ("AGENT", None)):
            await tenant(None, "PATCH", f"agents/{self.agent_id}", {"position": position})
            self.stack.forget_callers()
            if label is not None:
                await self._as_agent(label, "GET", "reports")
                await self._as_agent(label, "GET", "live")
        order = {"weekly": True, "recipients": [self.email]}
        await tenant("", "PUT", "report-schedule", order)
        await tenant("", "GET", "report-schedule")
        due = {"tenantId": self.tenant_id, "period": "week", "eventId": "evt", "scheduledAt": timestamp()}
        await self.stack.due("OnReportDueFunction", {"detail-type": "report.due", "detail": due})
        link = re.search(r"/api/reports\?token=\S+", (await self.stack.mailbox.emails())[-1]["text"])
        assert link
        await self.stack.ask("", "GET", link[0])

    async def _mail(self) -> None:
        """The visitor answers the last mail that they were sent, as SES tells of it."""
        from connextlive.aws import s3
        from connextlive.chat import reply_address, visitor
        from connextlive.core.ids import timestamp

        person, at = visitor.read(self.tenant_id, self.visitor_id), timestamp()
        sender, key = person.get("user_email") or "", f"received/mail{self.size:06}"
        to = reply_address.of(person, person.get("conversation_id") or "", at) or ""
        raw = f"From: {sender}\nTo: {to}\nMessage-ID: <{self.size}@mail.example>\n\nTo Oslo, please.\n"
        await asyncio.to_thread(s3.write, key, raw.encode(), "message/rfc822")
        verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim", "dmarc")}
        receipt = {"recipients": [to], "action": {"type": "S3", "objectKey": key}, **verdicts}
        mail = {"timestamp": at, "source": sender}
        received = {"notificationType": "Received", "mail": mail, "receipt": receipt}
        await self.stack.due("OnMailReceivedFunction", received)

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
        label = (await tenant("", "POST", "labels", BODIES["tenantLabelsCreate"]))["label"]["id"]
        for person in (tenant, agent):
            await person("", "GET", "labels")
        await tenant("", "PATCH", f"labels/{label}", BODIES["tenantLabelsUpdate"])
        await tenant("", "DELETE", f"labels/{label}")
        team = (await tenant("", "POST", "teams", BODIES["tenantTeamsCreate"]))["team"]["id"]
        await tenant("", "GET", "teams")
        await tenant("", "PATCH", f"teams/{team}", {"name": "Payments"})
        await tenant("", "DELETE", f"teams/{team}")
        for person, name in ((tenant, "tenantViews"), (agent, "agentViews")):
            view = (await person("", "POST", "views", BODIES[f"{name}Create"]))["view"]["id"]
            await person("", "GET", "views")
            await person("", "PATCH", f"views/{view}", BODIES[f"{name}Update"])
            await person("", "DELETE", f"views/{view}")
        replies = {tenant: "tenantCannedRepliesCreate", agent: "agentCannedRepliesCreate"}
        for person, example in replies.items():
            reply = (await person("", "POST", "canned-replies", BODIES[example]))["cannedReply"]["id"]
            await person("", "GET", "canned-replies")
            await person("", "PATCH", f"canned-replies/{reply}", {"content": "Done"})
            await self._reply_with_a_file(person, reply, is_own=person is agent)
            if person is agent:
                await agent("", "POST", f"canned-replies/{reply}/use")
            await person("", "DELETE", f"canned-replies/{reply}")
        await agent("", "POST", "push-subscriptions", BODIES["agentPushSubscriptionsCreate"])
        await agent("", "GET", "push-subscriptions")
        await agent("", "DELETE", "push-subscriptions", BODIES["agentPushSubscriptionsDelete"])
        await self._mail()
        gone = {"emailAddress": f"gone{self.size:06}@example.com"}
        bounce = {"bounceType": "Permanent", "bouncedRecipients": [gone], "timestamp": "2026-01-31T09:30:00.123Z"}
        await self.stack.due("OnMailBouncedFunction", {"detail-type": "Email Bounced", "detail": {"bounce": bounce}})
