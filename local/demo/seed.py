"""The demo workspace, created through the API as visitors, an agent and an admin would do.

Through the API, so that the demo has what a real workspace has: counters, search index, events and emails. An
interrupted run is continued by the next one.
"""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

ADMIN_EMAIL = "admin@company.com"
AGENT_EMAIL = "agent@company.com"
PASSWORD = "yourpassword"
_MAIL_SECONDS = 15

_VISITORS: list[dict[str, Any]] = [
    {
        "profile": {"userName": "Jane Cooper", "userEmail": "jane@example.com", "language": "en"},
        "messages": ["Hi! Does the Pro plan include the API?", "And can I pay by the year?"],
        "tags": ["vip", "trial"],
        "replies": ["Hello Jane, it does: every endpoint.", "Yes, with two months off."],
    },
    {
        "profile": {"userName": "Mehmet Yılmaz", "userEmail": "mehmet@example.com", "language": "tr"},
        "messages": ["Merhaba, faturamı nereden indirebilirim?"],
        "tags": ["billing"],
        "replies": ["Merhaba, faturalar Ayarlar sayfasında."],
        "rating": {"score": 5, "comment": "Very quick, thank you!"},
    },
    {
        "profile": {"userName": "Lena Fischer", "userEmail": "lena@example.com", "language": "de"},
        "messages": ["Guten Tag, das Widget erscheint auf unserer Seite nicht."],
        "tags": ["enterprise"],
        "replies": ["Guten Tag! Ist die Domain beim API-Schlüssel eingetragen?"],
    },
    {
        "profile": {"userName": "Carlos Ruiz", "userEmail": "carlos@example.com", "language": "es"},
        "messages": ["Hola, ¿hay una aplicación móvil?"],
        "tags": ["trial"],
    },
    {"profile": {"language": "en"}, "messages": ["Is anybody there?"]},
]

_CANNED_REPLIES = {
    "hello": "Hello {{visitor.name|there}}, {{agent.name}} here. How can I help?",
    "refund": "Your refund is on its way. It takes three to five working days.",
    "bye": "You are welcome. Have a nice day!",
}


class SeedError(Exception):
    pass


class _Client:
    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=30)

    def call(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> dict[str, Any]:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            names["Authorization"] = f"Bearer {token}"
        try:
            answer = self._client.request(method, path, json=body, headers=names)
            answer.raise_for_status()
            result: dict[str, Any] = answer.json()
        except httpx.HTTPStatusError as error:
            raise SeedError(f"{method} {path}: {answer.status_code} {answer.text[:300]}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise SeedError(f"{method} {path}: {error}") from error
        return result

    def login_or(self, email: str, create: Callable[[], dict[str, Any]]) -> str:
        """The user's token; the user is created if there is none."""
        try:
            answer = self.call("POST", "/api/auth/login", {"email": email, "password": PASSWORD})
        except SeedError:
            answer = create()
        return str(answer["token"])


def run(url: str) -> dict[str, str]:
    """Creates the workspace; returns what cannot be read later. Raises SeedError."""
    client = _Client(url)
    admin = client.login_or(ADMIN_EMAIL, lambda: _register(client))
    agent = client.login_or(AGENT_EMAIL, lambda: _invite(client, admin))
    key = client.call("POST", "/api/tenant/api-keys", {"name": "Demo widget"}, admin)
    if not client.call("GET", "/api/tenant/visitors?limit=1", token=admin)["visitors"]:
        for visitor in _VISITORS:
            _converse(client, key["plainKey"], admin, agent, visitor)
        for shortcode, content in _CANNED_REPLIES.items():
            client.call("POST", "/api/tenant/canned-replies", {"shortcode": shortcode, "content": content}, admin)
    return {"plainKey": key["plainKey"], "siteId": key["apiKey"]["siteId"]}


def access(made: Path) -> dict[str, Any]:
    """What the demo page needs: the workspace's API key, and the console's logins."""
    logins = [
        {"role": role, "email": email, "password": PASSWORD}
        for role, email in (("CUSTOMER", ADMIN_EMAIL), ("AGENT", AGENT_EMAIL))
    ]
    return {"apiKey": json.loads(made.read_text())["plainKey"], "logins": logins}


def _register(client: _Client) -> dict[str, Any]:
    body = {"companyName": "Company Inc.", "name": "Alex Admin", "email": ADMIN_EMAIL, "password": PASSWORD}
    return client.call("POST", "/api/auth/register", body)


def _invite(client: _Client, admin: str) -> dict[str, Any]:
    client.call("POST", "/api/tenant/agents", {"name": "Bob Smith", "email": AGENT_EMAIL}, admin)
    token = _mailed_token(client, AGENT_EMAIL)
    return client.call("POST", "/api/auth/accept-invite", {"token": token, "password": PASSWORD})


def _mailed_token(client: _Client, recipient: str) -> str:
    """Emails are sent asynchronously, through a queue."""
    deadline = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in reversed(client.call("GET", "/local/emails")["emails"]):
            link = re.search(r"[?&]token=([\w.~-]+)", mail["text"] or mail["html"] or "")
            if recipient in mail["to"] and link:
                return link[1]
        time.sleep(0.05)
    raise SeedError(f"no invitation was mailed to {recipient}")


def _converse(client: _Client, key: str, admin: str, agent: str, visitor: dict[str, Any]) -> None:
    """A visitor's conversation: answered if there are replies, closed and rated if there is a rating."""
    session = client.call("POST", "/api/widget/sessions", visitor["profile"], X_API_Key=key)
    for content in visitor["messages"]:
        sent = client.call("POST", "/api/widget/messages", {"content": content}, session["token"])
    conversation = sent["conversation"]["id"]
    if tags := visitor.get("tags"):
        client.call("PATCH", f"/api/tenant/visitors/{session['visitor']['id']}", {"tags": tags}, admin)
    for content in visitor.get("replies", []):
        client.call("POST", f"/api/agent/conversations/{conversation}/messages", {"content": content}, agent)
    if rating := visitor.get("rating"):
        client.call("POST", f"/api/agent/conversations/{conversation}/resolve", {}, agent)
        client.call("POST", "/api/widget/rating", rating, session["token"])
