"""Every route of the API, from the OpenAPI document that is made of the functions' `@endpoint`: who may call it, with
which body. A new route is tested by all that goes over these tables, without a line here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tools import ROOT

type Json = dict[str, Any]

DOCUMENT: Json = json.loads((ROOT / "shared/connextlive/generated/openapi.json").read_text(encoding="utf-8"))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPERATIONS: dict[tuple[str, str], Json] = {
    (path, method.upper()): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}

# What the reference and the contract promise. By hand, because it must not follow from the code: a route of these that
# the code loses or renames breaks somebody's client. New routes need no line.
CONTRACT = """
GET    /api/health
POST   /api/auth/login
POST   /api/auth/register
POST   /api/auth/accept-invite
POST   /api/auth/forgot-password
POST   /api/auth/reset-password
POST   /api/auth/confirm-email
GET    /api/tenant/conversations
GET    /api/tenant/conversations/{id}
POST   /api/tenant/conversations/{id}/resolve
PUT    /api/tenant/conversations/{id}/status
POST   /api/tenant/conversations/{id}/assign
POST   /api/tenant/conversations/{id}/mark-read
GET    /api/tenant/conversations/{id}/messages
DELETE /api/tenant/conversations/{id}
GET    /api/tenant/visitors
GET    /api/tenant/visitors/{id}
PATCH  /api/tenant/visitors/{id}
DELETE /api/tenant/visitors/{id}
GET    /api/tenant/agents
POST   /api/tenant/agents
GET    /api/tenant/agents/{id}
POST   /api/tenant/agents/{id}
PATCH  /api/tenant/agents/{id}
DELETE /api/tenant/agents/{id}
DELETE /api/tenant/invitations/{id}
GET    /api/tenant/workspace
PUT    /api/tenant/workspace
GET    /api/tenant/budgets
POST   /api/tenant/workspace/confirmation
GET    /api/tenant/topics
PUT    /api/tenant/topics
GET    /api/tenant/api-keys
POST   /api/tenant/api-keys
DELETE /api/tenant/api-keys/{id}
GET    /api/tenant/sites
PATCH  /api/tenant/sites/{id}
POST   /api/tenant/sites/{id}/identity-secret
GET    /api/tenant/reports
POST   /api/tenant/reports
GET    /api/tenant/reports/{id}
GET    /api/tenant/webhooks
POST   /api/tenant/webhooks
GET    /api/tenant/webhooks/{id}
PATCH  /api/tenant/webhooks/{id}
DELETE /api/tenant/webhooks/{id}
POST   /api/tenant/webhooks/{id}/rotate-secret
POST   /api/tenant/webhooks/{id}/test
GET    /api/tenant/webhooks/{id}/deliveries
GET    /api/tenant/report-schedule
PUT    /api/tenant/report-schedule
GET    /api/reports
GET    /api/agent/profile
PATCH  /api/agent/profile
POST   /api/agent/profile/avatar
GET    /api/agent/push-subscriptions
POST   /api/agent/push-subscriptions
DELETE /api/agent/push-subscriptions
GET    /api/agent/conversations
GET    /api/agent/conversations/{id}
GET    /api/agent/conversations/{id}/messages
POST   /api/agent/conversations/{id}/messages
POST   /api/agent/conversations/{id}/attachments
POST   /api/agent/conversations/{id}/resolve
POST   /api/agent/conversations/{id}/assign
POST   /api/agent/conversations/{id}/mark-read
GET    /api/agent/agents
GET    /api/agent/visitors
GET    /api/agent/visitors/{id}
GET    /api/widget/configuration
POST   /api/widget/sessions
GET    /api/widget/messages
POST   /api/widget/messages
POST   /api/widget/attachments
POST   /api/widget/mark-read
POST   /api/widget/rating
PATCH  /api/widget/rating
POST   /api/widget/heartbeat
GET    /api/openapi.json
GET    /api/docs
"""

# Values of the right type that are out of a field's range, or not of its form. By hand, because no schema says which of
# the wrong values is worth trying; a field that is not here gets a value of another type.
OUT_OF_RANGE: dict[str, Json] = {
    "POST /api/auth/register": {"email": "no address", "password": "short"},
    "POST /api/auth/accept-invite": {"password": "short"},
    "POST /api/auth/forgot-password": {"email": "no address"},
    "POST /api/auth/reset-password": {"password": "short"},
    "PUT /api/tenant/conversations/{id}/status": {"status": "OPEN"},
    "PATCH /api/tenant/visitors/{id}": {"userEmail": "no address"},
    "POST /api/tenant/agents": {"name": "", "email": "no address"},
    "PATCH /api/tenant/agents/{id}": {"name": "", "status": "AWAY"},
    "POST /api/tenant/agents/{id}": {"name": "", "status": "AWAY"},
    "PUT /api/tenant/workspace": {"contactEmail": "no address", "language": "fr", "timezone": "Mars/Olympus"},
    "PUT /api/tenant/topics": {"topics": [{"name": "Billing", "keywords": "invoice"}]},
    "POST /api/tenant/api-keys": {
        "name": "n" * 101,
        "domains": '["https://company.com/path"]',
        "status": "PAUSED",
    },
    "POST /api/tenant/tokens": {"name": "n" * 101, "scopes": ["visitor:read"], "expiresAt": "2020-01-01T00:00:00Z"},
    "PATCH /api/tenant/sites/{id}": {"name": "n" * 101},
    "POST /api/tenant/reports": {"period": "decade", "from": "yesterday"},
    "POST /api/tenant/webhooks": {"url": "ftp://example.com/hook", "events": ["message.sent"], "status": "PAUSED"},
    "PATCH /api/tenant/webhooks/{id}": {
        "url": "https://user:password@example.com/",
        "events": [],
        "description": "d" * 201,
        "status": "DISABLED",
    },
    "PUT /api/tenant/report-schedule": {"monthly": 1, "recipients": ["no address"]},
    "POST /api/agent/profile/avatar": {"mimeType": "image/gif", "size": 0},
    "POST /api/agent/push-subscriptions": {
        "endpoint": "http://user:password@push.example.com/x",
        "keys": {"p256dh": "AAAA", "auth": "AAAA"},
    },
    "POST /api/widget/sessions": {"userEmail": "no address"},
    "POST /api/widget/rating": {"score": 6},
}
AUDIENCES = {"tenant": "CUSTOMER", "agent": "AGENT", "widget": "VISITOR", "auth": "USER"}
OF_ANOTHER_TYPE = {"string": 5, "array": "x", "object": "loud", "boolean": "perhaps", "integer": "ten", "number": "ten"}


@dataclass(frozen=True, order=True)
class Route:
    path: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def audience(self) -> str:
        """The role whose token the route wants; PUBLIC wants none, and USER either that of an owner or of an agent."""
        ways = (DOCUMENT | OPERATIONS[self.path, self.method])["security"]
        if not any("bearerAuth" in way for way in ways):
            return "PUBLIC"
        return AUDIENCES[self.path.split("/")[2]]

    def serves(self, role: str) -> bool:
        return role == self.audience or (self.audience == "USER" and role in ("CUSTOMER", "AGENT"))

    @property
    def takes_id(self) -> bool:
        return "{" in self.path

    def with_id(self, value: str) -> str:
        return re.sub(r"\{[^}]+\}", value, self.path)

    @property
    def body(self) -> Json | None:
        """A right body, as the document shows it."""
        content = self._content
        return content and dict(content["example"])

    @property
    def required(self) -> list[str]:
        """Fields without which the body is no good."""
        return list(self._schema.get("required", []))

    @property
    def wrong_body(self) -> Json:
        """A body of which every field is wrong."""
        wrong = {name: OF_ANOTHER_TYPE[resolved(schema)["type"]] for name, schema in self.fields.items()}
        return wrong | OUT_OF_RANGE.get(str(self), {})

    @property
    def fields(self) -> Json:
        """The schemas of the body's fields."""
        return dict(self._schema.get("properties", {}))

    @property
    def _content(self) -> Json | None:
        body = OPERATIONS[self.path, self.method].get("requestBody")
        return body and dict(body["content"]["application/json"])

    @property
    def _schema(self) -> Json:
        content = self._content
        return resolved(content["schema"]) if content else {}


def resolved(schema: Json) -> Json:
    """The schema that a reference leads to; of what may be null, that of the rest."""
    if "$ref" in schema:
        return resolved(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return next(resolved(one) for one in schema["anyOf"] if one.get("type") != "null")
    return schema


def promised() -> set[Route]:
    lines = (line.split() for line in CONTRACT.strip().splitlines())
    return {Route(path, method) for method, path in lines}


ROUTES = [Route(*route) for route in sorted(OPERATIONS)]
PATHS = sorted({route.path for route in ROUTES})
PROTECTED = [route for route in ROUTES if route.audience != "PUBLIC"]
WITH_ID = [route for route in ROUTES if route.takes_id]
WITH_BODY = [route for route in ROUTES if route.body is not None]


def methods_of(path: str) -> set[str]:
    return {route.method for route in ROUTES if route.path == path}
