"""Every route of the API, in one place: what the template declares and what the contract promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# What the reference and the contract promise. A route of the template that is not here fails a test.
CONTRACT = """
GET    /api/health
POST   /api/auth/login
POST   /api/auth/register
POST   /api/auth/accept-invite
POST   /api/auth/forgot-password
POST   /api/auth/reset-password
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

# The required and optional fields of each body: a right value, and one of the wrong type or out of range.
BODIES: dict[str, dict[str, tuple[object, object]]] = {
    "POST /api/auth/login": {"email": ("a@example.com", 5), "password": ("secret1", ["secret1"])},
    "POST /api/auth/register": {
        "companyName": ("Acme", 5),
        "name": ("Ann", {}),
        "email": ("a@example.com", "no address"),
        "password": ("secret1", "short"),
    },
    "POST /api/auth/accept-invite": {"token": ("t", 5), "password": ("secret1", "short")},
    "POST /api/auth/forgot-password": {"email": ("a@example.com", "no address")},
    "POST /api/auth/reset-password": {"token": ("t", 5), "password": ("secret1", "short")},
    "PUT /api/tenant/conversations/{id}/status": {"status": ("ACTIVE", "OPEN")},
    "POST /api/tenant/conversations/{id}/assign": {"agentId": ("usr_01HX", 7)},
    "PATCH /api/tenant/visitors/{id}": {
        "userName": ("Jane", 5),
        "userEmail": ("jane@example.com", "no address"),
        "userPhone": ("+49 30 1234", 5),
        "tags": (["vip"], "vip"),
        "notes": ("a note", ["a note"]),
    },
    "POST /api/tenant/agents": {"name": ("Bob", ""), "email": ("bob@example.com", "no address")},
    "PATCH /api/tenant/agents/{id}": {"name": ("Bob", ""), "status": ("ACTIVE", "AWAY")},
    "POST /api/tenant/agents/{id}": {"name": ("Bob", ""), "status": ("ACTIVE", "AWAY")},
    "PUT /api/tenant/workspace": {
        "name": ("Acme", 5),
        "companyName": ("Acme", []),
        "contactEmail": ("a@example.com", "no address"),
        "language": ("en", "fr"),
        "timezone": ("UTC", "Mars/Olympus"),
        "settings": ({}, "loud"),
    },
    "PUT /api/tenant/topics": {
        "topics": ([{"name": "Billing", "keywords": ["invoice"]}], [{"name": "Billing", "keywords": "invoice"}]),
        "dismissed": (["Weather"], "Weather"),
    },
    "POST /api/tenant/api-keys": {
        "name": ("Key", "n" * 101),
        "domains": ('["company.com"]', '["https://company.com/path"]'),
        "status": ("ACTIVE", "PAUSED"),
    },
    "PATCH /api/tenant/sites/{id}": {"name": ("Shop", "n" * 101)},
    "POST /api/tenant/reports": {
        "period": ("week", "decade"),
        "from": ("2026-01-01", "yesterday"),
        "to": ("2026-01-31", 5),
        "agentId": (None, 5),
        "siteId": (None, 5),
    },
    "POST /api/tenant/webhooks": {
        "url": ("https://example.com/hook", "ftp://example.com/hook"),
        "events": (["message.created"], ["message.sent"]),
        "description": ("CRM", 5),
        "status": ("ACTIVE", "PAUSED"),
    },
    "PATCH /api/tenant/webhooks/{id}": {
        "url": ("https://example.com/hook", "https://user:password@example.com/"),
        "events": (["*"], []),
        "description": ("CRM", "d" * 201),
        "status": ("INACTIVE", "DISABLED"),
    },
    "PUT /api/tenant/report-schedule": {
        "weekly": (True, "yes"),
        "monthly": (False, 1),
        "recipients": (["boss@example.com"], ["no address"]),
    },
    "PATCH /api/agent/profile": {"name": ("Bob", 5), "preferences": ({}, "loud")},
    "POST /api/agent/profile/avatar": {
        "fileName": ("me.png", 5),
        "mimeType": ("image/png", "image/gif"),
        "size": (10, 0),
    },
    "POST /api/agent/push-subscriptions": {
        "endpoint": ("https://push.example.com/x", "http://user:password@push.example.com/x"),
        "keys": ({"p256dh": "BA" + "A" * 85, "auth": "A" * 22}, {"p256dh": "AAAA", "auth": "AAAA"}),
        "expirationTime": (None, "soon"),
    },
    "DELETE /api/agent/push-subscriptions": {"endpoint": ("https://push.example.com/x", 5)},
    "POST /api/agent/conversations/{id}/messages": {
        "content": ("Hello", 5),
        "clientMessageId": ("c-1", 5),
        "isInternal": (False, "perhaps"),
    },
    "POST /api/agent/conversations/{id}/attachments": {
        "files": ([{"fileName": "a.png", "mimeType": "image/png", "size": 10}], "a.png"),
    },
    "POST /api/agent/conversations/{id}/assign": {"agentId": ("usr_01HX", 7)},
    "POST /api/widget/sessions": {
        "userName": ("Vera", 5),
        "userEmail": ("vera@example.com", "no address"),
        "userPhone": ("+49 30 1234", 5),
        "currentUrl": ("https://example.com/", 5),
        "referrer": ("https://example.com/", 5),
        "language": ("en", 5),
    },
    "POST /api/widget/messages": {"content": ("Hello", 5), "clientMessageId": ("c-1", 5)},
    "POST /api/widget/attachments": {
        "files": ([{"fileName": "a.png", "mimeType": "image/png", "size": 10}], "a.png"),
    },
    "POST /api/widget/heartbeat": {"currentUrl": ("https://example.com/", 5)},
    "POST /api/widget/rating": {"score": (5, 6), "comment": ("Thanks", 5)},
    "PATCH /api/widget/rating": {"comment": ("Thanks", 5)},
}

# They take no body: nothing in it to be wrong.
WITHOUT_BODY = {
    "POST /api/tenant/conversations/{id}/resolve",
    "POST /api/tenant/conversations/{id}/mark-read",
    "POST /api/tenant/sites/{id}/identity-secret",
    "POST /api/tenant/webhooks/{id}/rotate-secret",
    "POST /api/tenant/webhooks/{id}/test",
    "POST /api/agent/conversations/{id}/resolve",
    "POST /api/agent/conversations/{id}/mark-read",
    "POST /api/widget/mark-read",
}

# Fields without which the body is no good.
REQUIRED: dict[str, tuple[str, ...]] = {
    "POST /api/auth/login": ("email", "password"),
    "POST /api/auth/register": ("companyName", "name", "email", "password"),
    "POST /api/auth/accept-invite": ("token", "password"),
    "POST /api/auth/forgot-password": ("email",),
    "POST /api/auth/reset-password": ("token", "password"),
    "PUT /api/tenant/conversations/{id}/status": ("status",),
    "POST /api/tenant/conversations/{id}/assign": ("agentId",),
    "POST /api/tenant/agents": ("name", "email"),
    "PUT /api/tenant/topics": ("topics",),
    "POST /api/tenant/api-keys": ("name",),
    "POST /api/tenant/reports": ("period",),
    "POST /api/tenant/webhooks": ("url", "events"),
    "POST /api/agent/profile/avatar": ("mimeType",),
    "POST /api/agent/push-subscriptions": ("endpoint", "keys"),
    "DELETE /api/agent/push-subscriptions": ("endpoint",),
    "POST /api/agent/conversations/{id}/attachments": ("files",),
    "POST /api/agent/conversations/{id}/assign": ("agentId",),
    "POST /api/widget/attachments": ("files",),
    "POST /api/widget/rating": ("score",),
    "PATCH /api/widget/rating": ("comment",),
}


@dataclass(frozen=True, order=True)
class Route:
    path: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def audience(self) -> str:
        """The role whose token the route wants; PUBLIC wants none."""
        if self.path in ("/api/widget/configuration", "/api/widget/sessions"):
            return "PUBLIC"
        prefixes = {"/api/tenant/": "CUSTOMER", "/api/agent/": "AGENT", "/api/widget/": "VISITOR"}
        return next((role for prefix, role in prefixes.items() if self.path.startswith(prefix)), "PUBLIC")

    @property
    def takes_id(self) -> bool:
        return "{" in self.path

    def with_id(self, value: str) -> str:
        return re.sub(r"\{[^}]+\}", value, self.path)

    @property
    def body(self) -> dict[str, object] | None:
        fields = BODIES.get(str(self))
        return None if fields is None else {name: right for name, (right, _) in fields.items()}


class _CloudFormation(yaml.SafeLoader):
    """YAML with !Ref, !Sub and the rest: their values are of no interest here."""


def _ignore_tag(loader: _CloudFormation, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_CloudFormation.add_multi_constructor("!", _ignore_tag)


def declared() -> set[Route]:
    """The routes of the template; empty while there is none."""
    if not TEMPLATE.exists():
        return set()
    template: Any = _CloudFormation(TEMPLATE.read_text()).get_single_data()
    paths = template["Resources"]["Api"]["Properties"]["DefinitionBody"]["paths"]
    return {Route(path, name.upper()) for path, methods in paths.items() for name in methods if name.upper() in METHODS}


def promised() -> set[Route]:
    lines = (line.split() for line in CONTRACT.strip().splitlines())
    return {Route(path, method) for method, path in lines}


ROUTES = sorted(route for route in declared() | promised() if route.path.startswith("/api"))
PATHS = sorted({route.path for route in ROUTES})
PROTECTED = [route for route in ROUTES if route.audience != "PUBLIC"]
WITH_ID = [route for route in ROUTES if route.takes_id]
WITH_BODY = [route for route in ROUTES if str(route) in BODIES]


def methods_of(path: str) -> set[str]:
    return {route.method for route in ROUTES if route.path == path}
