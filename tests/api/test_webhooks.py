"""Webhooks: what a local receiver gets, how it verifies the sender, and what happens if it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.receiver import Received, Receiver, a_receiver

from .builders import World
from .client import Json, Tenant, becomes, eventually, stays, unique
from .shapes import is_id, is_time

WEBHOOKS = "/api/tenant/webhooks"
WEBHOOK = {
    "id",
    "url",
    "description",
    "events",
    "status",
    "disabledReason",
    "disabledAt",
    "failingSince",
    "createdAt",
    "updatedAt",
}
NOBODY = "whk_01HX0000000000000000000000"


@pytest.fixture(scope="module")
def server() -> Iterator[Receiver]:
    with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def receiver(server: Receiver) -> Receiver:
    """The receiver, empty, accepting everything."""
    server.requests.clear()
    server.headers.clear()
    server.answer = lambda request: (200, b"taken")
    return server


def _create(tenant: Tenant, url: str, *events: str, **more: object) -> tuple[str, str]:
    """The ID of a webhook for these events, and its secret."""
    made = tenant.post(WEBHOOKS, {"url": url, "events": events or ["*"], **more}).ok("webhook", "secret")
    return made["webhook"]["id"], made["secret"]


def _webhook(tenant: Tenant, webhook_id: str) -> Json:
    found: Json = tenant.get(f"{WEBHOOKS}/{webhook_id}").ok("webhook")["webhook"]
    return found


def _deliveries(tenant: Tenant, webhook_id: str) -> list[Json]:
    found: list[Json] = tenant.get(f"{WEBHOOKS}/{webhook_id}/deliveries").ok("deliveries", "pagination")["deliveries"]
    return found


def _received(receiver: Receiver, path: str, count: int, within: float = 20) -> list[Received]:
    def arrived() -> list[Received]:
        found = receiver.under(path)
        assert len(found) >= count, [request.body for request in found]
        return found

    return eventually(arrived, within=within)


def _event(request: Received, secret: str) -> Json:
    """The event sent, if its signature is valid."""
    verified: Json = Webhook(secret).verify(request.body, request.headers)
    return verified


# ── What is told ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_conversations_events_are_delivered_and_signed(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    webhook_id, secret = _create(tenant, receiver.url + path, "*")
    vera = tenant.visitor("Vera")
    conversation_id = vera.says("Do you ship to Norway?")
    tenant.agent.sends(conversation_id, "Yes").ok()
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()
    vera.post("/api/widget/rating", {"score": 5}).ok()
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    wanted = {
        "conversation.created",
        "message.created",
        "conversation.assigned",
        "conversation.resolved",
        "conversation.rated",
        "conversation.deleted",
    }

    def told() -> dict[str, Json]:
        events = {event["type"]: event for event in (_event(one, secret) for one in receiver.under(path))}
        assert events.keys() >= wanted, (events.keys(), _deliveries(tenant, webhook_id))
        return events

    # Beside deliveries of other tests, whose receivers take their time; what happened before the deletion comes, too.
    for event in eventually(told, within=180).values():
        assert set(event) == {"type", "timestamp", "data"}
        is_time(event["timestamp"])
    for request in receiver.under(path):
        assert request.headers["content-type"] == "application/json"
        assert request.headers["webhook-id"].startswith("evt_")
        assert abs(int(request.headers["webhook-timestamp"]) - request.at) < 5
    ids = [request.headers["webhook-id"] for request in receiver.under(path)]
    assert len(set(ids)) == len(ids)
    # The log keeps nothing of the conversation but that it was deleted.
    kept = {("agent.invited", "SUCCEEDED"), ("conversation.deleted", "SUCCEEDED")}
    becomes(lambda: {(one["eventType"], one["status"]) for one in _deliveries(tenant, webhook_id)}, kept)


def test_an_event_brings_the_objects_as_the_api_shows_them(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    _, secret = _create(tenant, receiver.url + path, "message.created")
    conversation_id = tenant.visitor("Vera", userEmail="vera@example.com").says("Ürün var mı? 🙂")
    (request,) = _received(receiver, path, 1)
    event = _event(request, secret)
    (message,) = tenant.messages(conversation_id)
    data = event["data"]
    assert event["type"] == "message.created"
    assert data["message"] == message
    assert (data["messageId"], data["conversationId"], data["senderType"]) == (
        message["id"],
        conversation_id,
        "VISITOR",
    )
    shown = {name: value for name, value in tenant.conversations()[0].items() if name != "match"}  # a search's alone
    assert {**data["conversation"], "visitor": None} == {**shown, "visitor": None}
    assert data["conversation"]["visitor"]["userEmail"] == "vera@example.com"


def test_only_subscribed_events_are_delivered_and_only_while_active(tenant: Tenant, receiver: Receiver) -> None:
    assigned, off = f"/{unique()}", f"/{unique()}"
    _create(tenant, receiver.url + assigned, "conversation.assigned")
    inactive, _ = _create(tenant, receiver.url + off, "*", status="INACTIVE")
    conversation_id = tenant.visitor().says("Hello")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/assign", {"agentId": tenant.agent.id}).ok()
    (request,) = _received(receiver, assigned, 1)
    assert json.loads(request.body)["data"]["agentId"] == tenant.agent.id
    stays(lambda: len(receiver.under(assigned)), 1)
    assert receiver.under(off) == []
    assert _deliveries(tenant, inactive) == []


def test_a_tenant_receives_only_its_own_events(tenant: Tenant, receiver: Receiver, world: World) -> None:
    path = f"/{unique()}"
    _create(tenant, receiver.url + path, "*")
    world.visitor.says("Not yours")
    tenant.visitor().says("Yours")
    for request in _received(receiver, path, 2):
        data = json.loads(request.body)["data"]
        assert data["conversation"]["id"] != world.conversation_id
    assert all(b"Not yours" not in request.body for request in receiver.under(path))


# ── Secrets ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_shown_once_and_another_verifies_nothing(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    webhook_id, secret = _create(tenant, receiver.url + path)
    assert secret.startswith("whsec_")
    assert "secret" not in _webhook(tenant, webhook_id)
    other_id, other = _create(tenant, receiver.url + "/other", status="INACTIVE")
    assert (other_id, other) != (webhook_id, secret)
    tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok()
    (request,) = receiver.under(path)
    _event(request, secret)
    with pytest.raises(WebhookVerificationError):
        _event(request, other)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(request.body + b" ", request.headers)


def test_both_secrets_sign_after_a_rotation(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    webhook_id, old = _create(tenant, receiver.url + path)
    rotated = tenant.post(f"{WEBHOOKS}/{webhook_id}/rotate-secret").ok("webhook", "secret")
    new = rotated["secret"]
    assert new != old
    tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok()
    (request,) = receiver.under(path)
    assert _event(request, old) == _event(request, new)
    assert len(request.headers["webhook-signature"].split()) == 2


# ── Tests, failures, the log ────────────────────────────────────────────────────────────────────────────────────────


def test_a_test_delivery_returns_its_result(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    webhook_id, secret = _create(tenant, receiver.url + path, "report.ready", status="INACTIVE")
    delivery = tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok("delivery")["delivery"]
    (request,) = receiver.under(path)
    assert _event(request, secret)["type"] == "webhook.test"
    assert request.headers["webhook-id"] == delivery["id"]
    assert (delivery["status"], delivery["eventType"], delivery["nextAttemptAt"]) == ("SUCCEEDED", "webhook.test", None)
    (attempt,) = delivery["attempts"]
    assert set(attempt) == {"at", "duration", "statusCode", "error", "response"}
    assert (attempt["statusCode"], attempt["error"], attempt["response"]) == (200, None, "taken")
    assert _deliveries(tenant, webhook_id) == [delivery]


def test_a_failed_test_says_why_and_is_not_repeated(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    receiver.answer = lambda request: (500, b"x" * 5000)
    webhook_id, _ = _create(tenant, receiver.url + path)
    delivery = tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok()["delivery"]
    assert (delivery["status"], delivery["nextAttemptAt"]) == ("FAILED", None)
    assert (delivery["attempts"][0]["statusCode"], delivery["attempts"][0]["response"]) == (500, "x" * 200)
    nobody, _ = _create(tenant, "http://127.0.0.1:9/hook")
    delivery = tenant.post(f"{WEBHOOKS}/{nobody}/test").ok()["delivery"]
    assert delivery["attempts"][0]["error"] == "The connection was refused"
    assert delivery["attempts"][0]["statusCode"] is None
    assert len(receiver.under(path)) == 1


def test_what_failed_is_tried_again_after_five_seconds_under_the_same_id(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    receiver.answer = lambda request: (503 if len(receiver.under(path)) < 2 else 204, b"")
    webhook_id, secret = _create(tenant, receiver.url + path, "conversation.created")
    tenant.visitor().says("Hello")
    _received(receiver, path, 1)

    def noted() -> None:
        (delivery,) = _deliveries(tenant, webhook_id)
        assert (delivery["status"], len(delivery["attempts"])) == ("PENDING", 1)
        is_time(delivery["nextAttemptAt"])

    eventually(noted)
    is_time(_webhook(tenant, webhook_id)["failingSince"])
    first, second = _received(receiver, path, 2, within=12)
    assert 4 < second.at - first.at < 10
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert _event(first, secret)["type"] == _event(second, secret)["type"]
    becomes(lambda: [one["status"] for one in _deliveries(tenant, webhook_id)], ["SUCCEEDED"])
    assert [one["statusCode"] for one in _deliveries(tenant, webhook_id)[0]["attempts"]] == [503, 204]
    becomes(lambda: _webhook(tenant, webhook_id)["failingSince"], None)


def test_a_receiver_that_returns_410_gets_nothing_until_it_is_enabled(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    receiver.answer = lambda request: (410, b"")
    webhook_id, _ = _create(tenant, receiver.url + path, "conversation.created")
    tenant.visitor().says("Hello")
    becomes(lambda: _webhook(tenant, webhook_id)["status"], "INACTIVE")
    disabled = _webhook(tenant, webhook_id)
    assert disabled["disabledReason"] == "GONE"
    is_time(disabled["disabledAt"])
    assert [one["status"] for one in _deliveries(tenant, webhook_id)] == ["FAILED"]
    enabled = tenant.patch(f"{WEBHOOKS}/{webhook_id}", {"status": "ACTIVE"}).ok("webhook")["webhook"]
    assert (enabled["status"], enabled["disabledReason"], enabled["disabledAt"]) == ("ACTIVE", None, None)


def test_a_slow_receiver_delays_nobody_else(tenant: Tenant, receiver: Receiver) -> None:
    slow, quick = f"/{unique()}", f"/{unique()}"

    def answer(request: Received) -> tuple[int, bytes]:
        if request.path == slow:
            time.sleep(6)
        return 200, b""

    receiver.answer = answer
    _create(tenant, receiver.url + slow, "conversation.created")
    _create(tenant, receiver.url + quick, "message.created")
    tenant.visitor().says("Hello")
    _received(receiver, slow, 1)
    tenant.visitor().says("Hello again")
    assert len(_received(receiver, quick, 2, within=4)) == 2


def test_redirects_are_not_followed(tenant: Tenant, receiver: Receiver) -> None:
    path, elsewhere = f"/{unique()}", f"/{unique()}"
    receiver.headers["Location"] = receiver.url + elsewhere
    receiver.answer = lambda request: (307, b"")
    webhook_id, _ = _create(tenant, receiver.url + path)
    delivery = tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok()["delivery"]
    assert (delivery["status"], delivery["attempts"][0]["error"]) == ("FAILED", "Redirects are not followed")
    assert receiver.under(elsewhere) == []


def test_deliveries_are_listed_newest_first(tenant: Tenant, receiver: Receiver) -> None:
    webhook_id, _ = _create(tenant, receiver.url, "report.ready")
    made = [tenant.post(f"{WEBHOOKS}/{webhook_id}/test").ok()["delivery"]["id"] for _ in range(3)][::-1]
    route = f"{WEBHOOKS}/{webhook_id}/deliveries"
    first = tenant.get(route, limit=2).ok("deliveries", "pagination")
    assert [one["id"] for one in first["deliveries"]] == made[:2]
    cursor = first["pagination"]["nextCursor"]
    assert first["pagination"] == {"limit": 2, "hasMore": True, "nextCursor": cursor}
    rest = tenant.get(route, limit=2, cursor=cursor).ok()
    assert [one["id"] for one in rest["deliveries"]] == made[2:]
    assert rest["pagination"] == {"limit": 2, "hasMore": False, "nextCursor": None}
    tenant.get(route, limit=0).invalid("limit")
    tenant.get(route, cursor="garbage!").invalid("cursor")


# ── Making and changing them ────────────────────────────────────────────────────────────────────────────────────────


def test_create_list_change_delete(tenant: Tenant) -> None:
    body = {"url": "https://crm.company.com:8443/hooks?a=b", "events": ["message.created", "message.created"]}
    made = tenant.post(WEBHOOKS, {**body, "description": "CRM", "status": "INACTIVE"}).ok("webhook", "secret")[
        "webhook"
    ]
    assert set(made) == WEBHOOK
    is_id(made["id"], "whk")
    is_time(made["createdAt"])
    assert (made["url"], made["events"], made["description"]) == (body["url"], ["message.created"], "CRM")
    assert tenant.get(WEBHOOKS).ok("webhooks")["webhooks"] == [made] == [_webhook(tenant, made["id"])]
    changes = {"url": "https://crm.company.com/", "events": ["*"], "description": None}
    changed = tenant.patch(f"{WEBHOOKS}/{made['id']}", changes).ok("webhook")["webhook"]
    assert changed == {**made, **changes, "updatedAt": changed["updatedAt"]}
    assert tenant.delete(f"{WEBHOOKS}/{made['id']}").ok() == {"deleted": True, "id": made["id"]}
    tenant.delete(f"{WEBHOOKS}/{made['id']}").error(404, "Webhook not found")
    tenant.get(f"{WEBHOOKS}/{made['id']}/deliveries").error(404, "Webhook not found")
    assert tenant.get(WEBHOOKS).ok()["webhooks"] == []


def test_what_was_due_is_dropped_with_the_webhook(tenant: Tenant, receiver: Receiver) -> None:
    path = f"/{unique()}"
    receiver.answer = lambda request: (500, b"")
    webhook_id, _ = _create(tenant, receiver.url + path, "conversation.created")
    tenant.visitor().says("Hello")
    _received(receiver, path, 1)
    tenant.delete(f"{WEBHOOKS}/{webhook_id}").ok()
    stays(lambda: len(receiver.under(path)), 1, for_seconds=7)


def test_another_tenants_webhook_is_not_found(tenant: Tenant, other_world: World) -> None:
    foreign = other_world.ids["webhooks"]
    for webhook_id in (foreign, NOBODY, "x", "whk_"):
        route = f"{WEBHOOKS}/{webhook_id}"
        tenant.get(route).error(404, "Webhook not found")
        tenant.patch(route, {"status": "ACTIVE"}).error(404, "Webhook not found")
        tenant.delete(route).error(404, "Webhook not found")
        tenant.post(f"{route}/rotate-secret").error(404, "Webhook not found")
        tenant.post(f"{route}/test").error(404, "Webhook not found")
        tenant.get(f"{route}/deliveries").error(404, "Webhook not found")
    assert _webhook(other_world.tenant, foreign)["status"] == "INACTIVE"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"url": "https://user:password@example.com/", "events": ["*"]}, ["url"]),
        ({"url": "file:///etc/passwd", "events": ["*"]}, ["url"]),
        ({"url": "https://example.com/\r\nHost: x", "events": ["*"]}, ["url"]),
        ({"url": "https://example.com/" + "a" * 2048, "events": ["*"]}, ["url"]),
        ({"url": "https://example.com/", "events": ["user.reset_requested"]}, ["events"]),
        ({"url": "https://example.com/", "events": []}, ["events"]),
        ({"url": "https://example.com/", "events": "message.created"}, ["events"]),
        ({"events": ["*"], "secret": "mine"}, ["url", "secret"]),
    ],
)
def test_wrong_webhooks_are_refused_by_name(shared_tenant: Tenant, body: Json, fields: list[str]) -> None:
    shared_tenant.post(WEBHOOKS, body).invalid(*fields)


def test_of_many_that_are_made_at_once_twenty_are(tenant: Tenant) -> None:
    body = {"url": "https://example.com/", "events": ["*"], "status": "INACTIVE"}
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: tenant.post(WEBHOOKS, body), range(24)))
    assert sorted(answer.status for answer in answers) == [200] * 20 + [400] * 4
    assert len(tenant.get(WEBHOOKS).ok()["webhooks"]) == 20


def test_a_workspace_has_at_most_twenty(tenant: Tenant) -> None:
    for number in range(20):
        _create(tenant, f"https://example.com/{number}", status="INACTIVE")
    tenant.post(WEBHOOKS, {"url": "https://example.com/20", "events": ["*"]}).refused("TOO_MANY_WEBHOOKS")


def test_the_same_request_under_one_key_is_one_webhook(tenant: Tenant) -> None:
    headers = {"Idempotency-Key": unique()}
    body = {"url": "https://example.com/", "events": ["*"], "status": "INACTIVE"}
    first = tenant.post(WEBHOOKS, body, headers=headers).ok()
    assert tenant.post(WEBHOOKS, body, headers=headers).ok() == first
    assert len(tenant.get(WEBHOOKS).ok()["webhooks"]) == 1
