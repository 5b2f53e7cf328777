"""What no other test of the running API calls, once each: every function has the permissions that it needs."""

from __future__ import annotations

import time
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from functools import partial

from connextlive.identity import second_factor
from local.provider import CLIENT, Provider, a_provider

from .builders import A_TOKEN, PNG, an_upload, put_into_storage
from .client import PASSWORD, Agent, Json, Person, Tenant, becomes, eventually, unique
from .sockets import Socket, refusal

SECOND_FACTOR = "/api/auth/second-factor"


def _turned_on(person: Person) -> str:
    """The secret of a second factor."""
    secret: str = person.post(SECOND_FACTOR, {"password": PASSWORD}).ok()["secret"]
    person.post(f"{SECOND_FACTOR}/confirm", {"code": _code(secret, -1)}).ok()
    return secret


def _code(secret: str, steps: int) -> str:
    """A code is good once, and for a step before and after its own."""
    return second_factor.code_at(b32decode(secret), int(time.time()) // 30 + steps)


def _ready(tenant: Tenant, path: str) -> None:
    """Makes an export, twice: what was made before is discarded."""
    for _ in range(2):
        tenant.post(path, {} if "conversations" in path else None).ok()
        becomes(lambda: tenant.get(path).ok()["export"]["status"], "READY")


def _picture(agent: Agent) -> None:
    declared = {"fileName": "me", "mimeType": "image/png", "size": len(PNG)}
    upload = agent.post("/api/agent/profile/avatar", declared).ok()["upload"]
    assert put_into_storage(agent, upload, PNG).status < 300
    eventually(lambda: bool(agent.profile()["avatarUrl"]))


def test_second_factors(tenant: Tenant) -> None:
    secret = _turned_on(tenant)
    tenant.post(f"{SECOND_FACTOR}/recovery-codes", {"code": _code(secret, 0)}).ok()
    tenant.post(f"{SECOND_FACTOR}/turn-off", {"password": PASSWORD, "code": _code(secret, 1)}).ok()
    _turned_on(tenant.agent)
    tenant.delete(f"/api/tenant/agents/{tenant.agent.id}/second-factor").ok()


def test_settings(tenant: Tenant) -> None:
    made = tenant.post("/api/tenant/tokens", A_TOKEN).ok()["token"]["id"]
    assert len(tenant.get("/api/tenant/tokens").ok()["tokens"]) == 1
    tenant.delete(f"/api/tenant/tokens/{made}").ok()
    view = tenant.post("/api/tenant/views", {"name": "All", "filters": {}}).ok()["view"]["id"]
    tenant.patch(f"/api/tenant/views/{view}", {"name": "Every"}).ok()
    tenant.delete(f"/api/tenant/views/{view}").ok()
    tenant.api.login(tenant.email).ok()
    other = next(one for one in tenant.get("/api/auth/sessions").ok()["sessions"] if not one["isCurrent"])
    tenant.delete(f"/api/auth/sessions/{other['id']}").ok()
    assert tenant.get("/api/tenant/audit-log").ok()["entries"]
    assert tenant.get("/api/tenant/audit-log/export").status == 200


def _returned(provider: Provider, begun: Json, **claims: object) -> Json:
    return {**provider.authorize(begun["url"], **claims), "binding": begun["binding"]}


def test_identity_providers(tenant: Tenant) -> None:
    sign_in, link = "/api/auth/sign-in", "/api/auth/identity"
    with a_provider() as former, a_provider() as provider:
        for one in (former, provider):
            domain = f"{unique('acme')}.example"
            settings = {"name": "Acme", "issuer": one.issuer, "domains": [domain], **CLIENT}
            tenant.put("/api/tenant/sign-in", settings).ok()
            tenant.agent.put(link, _returned(one, tenant.agent.post(link).ok(), sub="bob")).ok()
        vera = {"sub": "vera", "email": f"vera@{domain}", "email_verified": True}
        tenant.post("/api/tenant/agents", {"name": "Vera", "email": vera["email"]}).ok()
        begun = tenant.api.post(sign_in, {"workspaceId": tenant.id}).ok()
        assert tenant.api.post(f"{sign_in}/complete", _returned(provider, begun, **vera)).ok()["user"]["name"] == "Vera"
    tenant.agent.delete(link).ok()
    assert tenant.get("/api/tenant/sign-in").ok()["provider"]["domains"][0]["name"] == domain
    tenant.delete("/api/tenant/sign-in").ok()


def test_exports_holds_and_deletions(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says()
    an_upload(visitor, "/api/widget/attachments", PNG)
    path = f"/api/tenant/visitors/{visitor.id}"
    _ready(tenant, f"{path}/export")
    _ready(tenant, "/api/tenant/conversations/export")
    for held in (f"/api/tenant/conversations/{conversation_id}", path):
        for on_hold in (True, False):
            tenant.put(f"{held}/hold", {"onHold": on_hold}).ok()
    tenant.delete(path).ok()
    becomes(tenant.conversations, [])
    _picture(tenant.agent)
    tenant.delete(f"/api/tenant/agents/{tenant.agent.id}").ok()
    tenant.post("/local/schedules/OnUpkeepDueFunction").ok()


def test_merging_visitors(tenant: Tenant) -> None:
    vera, other = tenant.visitor(), tenant.visitor()
    hers, path = other.says(), f"/api/tenant/visitors/{other.id}"
    tenant.post(f"{path}/merge", {"intoVisitorId": vera.id}).ok()
    assert tenant.get(f"/api/tenant/conversations/{hers}").ok()["conversation"]["visitorId"] == vera.id
    becomes(lambda: [one["id"] for one in tenant.get("/api/tenant/visitors").ok()["visitors"]], [vera.id])
    assert tenant.post(f"{path}/unmerge").ok()["visitor"]["id"] == other.id
    assert tenant.get(f"/api/tenant/conversations/{hers}").ok()["conversation"]["visitorId"] == other.id


def test_blocks(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    visitor.says()
    here, blocks = f"/api/agent/visitors/{visitor.id}/block", "/api/tenant/blocks"
    tenant.put("/api/tenant/workspace", {"settings": {"moderation": {"agentsMayBlock": True}}}).ok()
    for is_blocked in (True, False):
        tenant.agent.put(here, {"isBlocked": is_blocked}).ok()
    made = tenant.post(blocks, {"visitorId": visitor.id}).ok()["block"]["id"]
    assert [one["id"] for one in tenant.get(blocks).ok()["blocks"]] == [made]
    tenant.delete(f"{blocks}/{made}").ok()


def test_blocks_of_who_has_several_conversations(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "several"}}}).ok()
    vera = tenant.visitor()
    for _ in range(2):
        vera.post("/api/widget/messages", {"content": "Hello", "beginsNew": True}).ok()
    made = tenant.post("/api/tenant/blocks", {"visitorId": vera.id}).ok()["block"]["id"]
    assert {one["visitor"]["isBlocked"] for one in tenant.conversations()} == {True}
    tenant.delete(f"/api/tenant/blocks/{made}").ok()
    assert {one["visitor"]["isBlocked"] for one in tenant.conversations()} == {False}


def test_snoozing(tenant: Tenant) -> None:
    found = tenant.visitor().says()
    for person, audience in ((tenant.agent, "agent"), (tenant, "tenant")):
        body = {"isSnoozed": True, "until": (datetime.now(UTC) + timedelta(seconds=4)).isoformat()}
        answer = person.put(f"/api/{audience}/conversations/{found}/snooze", body).ok()["conversation"]
        assert answer["isSnoozed"]
    eventually(lambda: _is_awake(tenant, found))


def _is_awake(tenant: Tenant, conversation_id: str) -> bool:
    tenant.post("/local/schedules/OnTimersDueFunction").ok()
    return not tenant.get(f"/api/tenant/conversations/{conversation_id}").ok()["conversation"]["isSnoozed"]


def test_hours_and_targets(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    visitor.says("Early")
    closed = {"hours": {"week": {}}, "targets": {"firstResponseMinutes": 5, "time": "calendar"}}
    quiet = {"autoResolve": {"afterHours": 1, "noticeHours": 0}}
    tenant.put("/api/tenant/workspace", {"settings": {**closed, **quiet}}).ok()
    found = visitor.says("Anybody there?")
    here = f"/api/tenant/conversations/{found}"
    eventually(lambda: "SYSTEM" in [one["senderType"] for one in tenant.get(f"{here}/messages").ok()["messages"]])
    eventually(lambda: tenant.get(here).ok()["conversation"]["targets"]["firstResponse"])
    tenant.post("/local/schedules/OnTimersDueFunction").ok()
    assert tenant.get("/api/tenant/conversations?target=RUNNING").ok()["conversations"][0]["id"] == found


def _spam(person: Person, audience: str) -> list[str]:
    return [one["id"] for one in person.get(f"/api/{audience}/conversations?isSpam=true").ok()["conversations"]]


def test_spam(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    found = visitor.says("Buy links")
    for person, audience in ((tenant.agent, "agent"), (tenant, "tenant")):
        for action, spam in (({"action": "spam", "blockVisitors": True}, [found]), ({"action": "not-spam"}, [])):
            done = person.post(f"/api/{audience}/conversations/bulk", {"conversationIds": [found], **action}).ok()
            assert done["results"] == [{"conversationId": found, "error": None, "undoVersion": None}]
            becomes(partial(_spam, person, audience), spam)
    becomes(lambda: tenant.get("/api/tenant/conversations").ok()["counts"]["waiting"], 1)


def test_blocked_addresses(tenant: Tenant) -> None:
    visitor, headers = tenant.visitor(), {"X-API-Key": tenant.key.plain}
    visitor.says()
    made = tenant.post("/api/tenant/blocks", {"address": "127.0.0.0/16"}).ok()["block"]
    assert tenant.api.post("/api/widget/sessions", {}, headers=headers).status == 403
    assert refusal(tenant.api, f"?token={visitor.token}") in (401, 403)
    assert [one["address"] for one in tenant.get("/api/tenant/blocks").ok()["blocks"]] == ["127.0.0.0/16"]
    tenant.delete(f"/api/tenant/blocks/{made['id']}").ok()
    tenant.api.post("/api/widget/sessions", {}, headers=headers).ok()
    Socket(visitor).close()


def test_a_visitor_who_has_left_is_back(tenant: Tenant) -> None:
    visitor = tenant.visitor()

    def leaves(socket: Socket) -> None:
        socket.close()
        becomes(lambda: tenant.see_visitor(visitor.id)["isOnline"], False)

    for _ in range(2):
        leaves(Socket(visitor))
    visitor.post("/api/widget/heartbeat", {}).ok()
    assert tenant.see_visitor(visitor.id)["isOnline"]


def test_reviews_are_learned_from(tenant: Tenant) -> None:
    tenant.put("/api/tenant/topics", {"topics": [{"name": "Billing"}, {"name": "Shipping"}]}).ok()
    conversation_id = tenant.visitor().says("Where is my parcel?")
    path = f"conversations/{conversation_id}"
    tenant.agent.sends(conversation_id, "On its way").ok()
    tenant.agent.post(f"/api/agent/{path}/resolve").ok()
    eventually(lambda: tenant.conversation(conversation_id)["resolution"] is not None)
    for person, audience, topics in ((tenant.agent, "agent", ["Shipping"]), (tenant, "tenant", ["Billing"])):
        reviewed: Json = person.put(f"/api/{audience}/{path}/resolution", {"topics": topics}).ok()["conversation"]
        assert reviewed["resolution"]["topics"] == topics
    becomes(lambda: tenant.get("/api/tenant/topics/learned").ok()["examples"], 1)


def test_reports_and_the_live_page_of_leads(tenant: Tenant) -> None:
    for of in ("reports", "live"):
        tenant.agent.get(f"/api/agent/{of}").refused("LEADS_ONLY", status=403)
    tenant.patch(f"/api/tenant/agents/{tenant.agent.id}", {"position": "LEAD"}).ok()
    lead = Person(tenant.api, tenant.api.login(tenant.agent.email).ok()["token"])
    for person, audience in ((lead, "agent"), (tenant, "tenant")):
        assert [one["id"] for one in person.get(f"/api/{audience}/live").ok()["live"]["agents"]] == [tenant.agent.id]
    for query in ({}, {"agentId": tenant.agent.id}, {"period": "month"}):
        assert lead.get("/api/agent/reports", **query).ok()["report"]["figures"]["agents"] == []
