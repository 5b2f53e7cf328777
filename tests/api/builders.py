"""Named builders of what a test needs."""

from __future__ import annotations

import hmac
import io
import zipfile
from typing import Any

from .client import Agent, Answer, Api, Json, Key, Tenant, Visitor, eventually, unique
from .sockets import Socket

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(64) + bytes.fromhex("ffd9")
WEBP = b"RIFF" + (4 + 8 + 10).to_bytes(4, "little") + b"WEBPVP8 " + (10).to_bytes(4, "little") + bytes(10)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(512)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
A_WEBHOOK = {"url": "https://hooks.example.com/", "events": ["*"], "status": "INACTIVE"}
A_TOKEN = {"name": "CRM", "scopes": ["tenant:read"]}
A_CANNED_REPLY = {"shortcode": "hello", "content": "Hello, how can I help?"}
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def a_zip(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (members or {"readme.txt": b"hello"}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def a_docx() -> bytes:
    return a_zip(
        **{
            "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            b'officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": b'<?xml version="1.0"?><Relationships/>',
            "word/document.xml": b'<?xml version="1.0"?><document/>',
        }
    )


def a_conversation(
    tenant: Tenant,
    *,
    status: str = "WAITING",
    agent: Agent | None = None,
    visitor: Visitor | None = None,
    says: str = "Hello",
    **visitor_fields: Any,
) -> str:
    """The ID of a conversation opened by a visitor; if ACTIVE, assigned to `agent` or the tenant's first agent."""
    visitor = visitor or tenant.visitor(**visitor_fields)
    conversation_id = visitor.says(says)
    if agent is not None or status == "ACTIVE":
        (agent or tenant.agent).sends(conversation_id).ok()
    if status == "CLOSED" or (status == "WAITING" and agent is not None):
        tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": status}).ok()
    return conversation_id


def verified(tenant: Tenant, external_id: str, key: Key | None = None) -> Json:
    """What a site says of a user whom it vouches for; its secret changes with every call."""
    site_id = (key or tenant.key).site_id
    secret = tenant.post(f"/api/tenant/sites/{site_id}/identity-secret").ok()["identitySecret"]
    return {
        "externalId": external_id,
        "identityHash": hmac.digest(secret.encode(), external_id.encode(), "sha256").hex(),
    }


def resumed(visitor: Visitor) -> Json:
    """What a widget says of the visitor it remembers."""
    return {"visitorId": visitor.id, "visitorToken": visitor.token}


def a_mailed_code(visitor: Visitor, says: str = "Write to me", answer: str = "Here you are") -> str:
    """The code in the email to a visitor with an address, who leaves without seeing an agent's answer."""
    conversation_id = visitor.says(says)
    with Socket(visitor):
        pass
    eventually(lambda: not visitor.tenant.see_visitor(visitor.id)["isOnline"])
    visitor.tenant.agent.sends(conversation_id, answer).ok()
    return visitor.tenant.api.mailed_token(visitor.session["visitor"]["userEmail"])


def an_upload(
    person: Tenant | Agent | Visitor,
    route: str,
    content: bytes,
    file_name: str = "photo.png",
    mime_type: str = "image/png",
) -> str:
    """The ID of a file uploaded with a presigned POST."""
    declared = {"fileName": file_name, "mimeType": mime_type, "size": len(content)}
    upload = person.post(route, {"files": [declared]}).ok("uploads")["uploads"][0]
    stored = put_into_storage(person, upload, content, mime_type)
    assert stored.status in (200, 201, 204), stored
    attachment_id: str = upload["attachmentId"]
    return attachment_id


def put_into_storage(
    person: Tenant | Agent | Visitor, upload: Json, content: bytes, mime_type: str = "image/png"
) -> Answer:
    """A presigned POST as browsers send it: fields first, file last."""
    fields = {"Content-Type": mime_type, **upload["fields"]}
    return person.api.post(upload["url"], data=fields, files={"file": ("f", content, mime_type)})


class World:
    """One tenant with one of everything, and where each route finds it."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.tenant = api.register()
        self.agent = self.tenant.agent
        self.visitor = self.tenant.visitor("Vera Visitor", userEmail="vera@example.org")
        self.conversation_id = self.visitor.says("Hello from the world")
        self.agent.sends(self.conversation_id, "Hello Vera").ok()
        invited = self.tenant.post("/api/tenant/agents", {"name": "Ivy Invited", "email": f"{unique('ivy')}@x.org"})
        blocked = {"visitorId": self.tenant.visitor("Bob Blocked").id}
        self.ids = {
            "conversations": self.conversation_id,
            "messages": self.agent.messages(self.conversation_id)[0]["id"],
            "visitors": self.visitor.id,
            "agents": self.agent.id,
            "invitations": invited.ok()["invitation"]["id"],
            "api-keys": self.tenant.key.id,
            "blocks": self.tenant.post("/api/tenant/blocks", blocked).ok()["block"]["id"],
            "teams": self.tenant.post("/api/tenant/teams", {"name": "World", "memberIds": []}).ok()["team"]["id"],
            "tokens": self.tenant.post("/api/tenant/tokens", A_TOKEN).ok()["token"]["id"],
            "sites": self.tenant.key.site_id,
            "reports": self.tenant.post("/api/tenant/reports", {"period": "day"}).ok()["report"]["id"],
            "webhooks": self.tenant.post("/api/tenant/webhooks", A_WEBHOOK).ok()["webhook"]["id"],
            "sessions": self.agent.get("/api/auth/sessions").ok()["sessions"][0]["id"],
            "views": self.tenant.post("/api/tenant/views", {"name": "World", "filters": {}}).ok()["view"]["id"],
            "labels": self.tenant.post("/api/tenant/labels", {"name": "World"}).ok()["label"]["id"],
            "canned-replies": self.tenant.post("/api/tenant/canned-replies", A_CANNED_REPLY).ok()["cannedReply"]["id"],
        }

    def id_for(self, path: str) -> str:
        """The ID for `{id}` in a route's path."""
        resource: str = path.partition("/{")[0].rpartition("/")[2]
        found: str = self.ids[resource]
        return found

    def snapshot(self) -> list[Json]:
        """Everything that a stranger could have changed."""
        tenant = self.tenant
        return [
            tenant.conversation(self.conversation_id),
            {"messages": [(m["id"], m["seenAt"]) for m in self.agent.messages(self.conversation_id)]},
            {"visitor": without_presence(tenant.see_visitor(self.visitor.id))},
            {"sessions": [one["id"] for one in self.agent.get("/api/auth/sessions").ok()["sessions"]]},
            {"names": [(a["id"], a["name"], a["status"]) for a in tenant.team()]},
            {"invited": tenant.invitations()},
            {"keys": tenant.get("/api/tenant/api-keys").ok()["apiKeys"]},
            tenant.get("/api/tenant/sites").ok(),
            tenant.get("/api/tenant/tokens").ok(),
            tenant.get("/api/tenant/webhooks").ok(),
        ]


def without_presence(visitor: Json) -> Json:
    return {name: value for name, value in visitor.items() if name not in {"isOnline", "lastSeenAt"}}


def a_report(tenant: Tenant, first: str, last: str, period: str = "day") -> Json:
    """A report of those days, once it is ready."""
    body = {"period": period, "from": first, "to": last}
    report_id = tenant.post("/api/tenant/reports", body).ok()["report"]["id"]

    def made() -> Json:
        found: Json = tenant.get(f"/api/tenant/reports/{report_id}").ok()["report"]
        assert found["status"] == "READY"
        return found

    return eventually(made)
