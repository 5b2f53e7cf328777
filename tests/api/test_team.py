"""Agents and invitations; agents' own profiles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from .builders import JPEG, PNG, WEBP, a_conversation
from .client import Agent, Json, Tenant, an_email, becomes, eventually
from .shapes import AGENT, is_agent, is_invitation, is_time


def _invite(tenant: Tenant, email: str, name: str = "Bob Smith") -> Json:
    body = {"name": name, "email": email}
    invitation: Json = tenant.post("/api/tenant/agents", body).ok("invitation")["invitation"]
    return is_invitation(invitation)


def _agent(tenant: Tenant, agent_id: str) -> Json:
    return is_agent(next(agent for agent in tenant.team() if agent["id"] == agent_id))


def test_inviting_answers_the_invitation_without_its_token(tenant: Tenant) -> None:
    email = an_email("bob")
    answer = tenant.post("/api/tenant/agents", {"name": "Bob Smith", "email": email})
    invitation = is_invitation(answer.ok("invitation")["invitation"])
    assert (invitation["name"], invitation["email"], invitation["status"]) == ("Bob Smith", email, "PENDING")
    left = is_time(invitation["expiresAt"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7, minutes=1)
    assert tenant.api.mailed_token(email) not in answer.response.text
    assert tenant.invitations() == [invitation]


def test_a_pending_invitation_is_renewed_not_doubled(tenant: Tenant) -> None:
    email = an_email("bob")
    first = _invite(tenant, email)
    old_token = tenant.api.mailed_token(email)
    second = _invite(tenant, email.upper(), name="Robert Smith")
    new_token = tenant.api.mailed_token(email, nth=2)
    assert second["expiresAt"] > first["expiresAt"]
    assert [invitation["email"] for invitation in tenant.invitations()] == [email]
    assert new_token != old_token
    tenant.api.accept(old_token).refused("INVITE_EXPIRED")
    tenant.api.accept(new_token).ok()


def test_an_accepted_invitation_leaves_the_list_and_its_agent_enters(tenant: Tenant) -> None:
    agent = tenant.invite_agent("Bob Smith")
    assert tenant.invitations() == []
    member = is_agent(tenant.team()[0])
    expected: Json = {
        "id": agent.id,
        "name": "Bob Smith",
        "email": agent.email,
        "avatarUrl": None,
        "status": "ACTIVE",
        "csatScore": None,
        "csatCount": 0,
        "activeConversations": 0,
    }
    assert {name: member[name] for name in expected} == expected
    assert len(tenant.team()) == 1


def test_agents_are_listed_by_name(tenant: Tenant) -> None:
    for name in ("Mia", "Zoe", "Ada"):
        tenant.invite_agent(name)
    assert [agent["name"] for agent in tenant.team()] == ["Ada", "Mia", "Zoe"]


def test_a_member_here_or_elsewhere_is_refused_in_the_same_words(tenant: Tenant) -> None:
    elsewhere = tenant.api.register()
    here = tenant.post("/api/tenant/agents", {"name": "Bob", "email": tenant.agent.email})
    there = tenant.post("/api/tenant/agents", {"name": "Bob", "email": elsewhere.agent.email})
    owner = tenant.post("/api/tenant/agents", {"name": "Bob", "email": elsewhere.email.upper()})
    here.refused("ALREADY_MEMBER")
    assert here.body == there.body == owner.body
    assert tenant.invitations() == []


def test_an_address_invited_by_two_tenants_joins_the_first_it_accepts(tenant: Tenant) -> None:
    elsewhere, email = tenant.api.register(), an_email("bob")
    _invite(tenant, email)
    token = tenant.api.mailed_token(email)
    _invite(elsewhere, email)
    other_token = tenant.api.mailed_token(email, nth=2)
    assert tenant.api.accept(token).ok()["user"]["tenantId"] == tenant.id
    tenant.api.accept(other_token).bad_request()
    assert elsewhere.team() == []


def test_a_withdrawn_invitation_no_longer_exists(tenant: Tenant) -> None:
    invitation = _invite(tenant, an_email("bob"))
    path = f"/api/tenant/invitations/{invitation['id']}"
    assert tenant.delete(path).ok() == {"deleted": True, "id": invitation["id"]}
    assert tenant.invitations() == []
    tenant.delete(path).error(404)


def test_one_agent_is_shown_as_in_the_list(tenant: Tenant) -> None:
    path = f"/api/tenant/agents/{tenant.agent.id}"
    shown = is_agent(tenant.get(path).ok("agent")["agent"])
    listed = _agent(tenant, tenant.agent.id)
    assert {**shown, "lastSeenAt": None} == {**listed, "lastSeenAt": None}


def test_a_rename_appears_everywhere(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, status="ACTIVE")
    agent = tenant.agent
    renamed = tenant.patch(f"/api/tenant/agents/{agent.id}", {"name": "Robert Roe"}).ok("agent")["agent"]
    assert is_agent(renamed)["name"] == "Robert Roe"
    assert agent.profile()["name"] == "Robert Roe"
    becomes(lambda: tenant.conversation(conversation_id)["agent"]["name"], "Robert Roe")
    becomes(lambda: tenant.conversations()[0]["agent"]["name"], "Robert Roe")
    becomes(lambda: tenant.get("/api/tenant/conversations").ok()["agents"][0]["name"], "Robert Roe")
    assert agent.sends(conversation_id, "Hi").ok()["message"]["senderName"] == "Robert Roe"


@pytest.mark.parametrize("how", ["deactivated", "removed"])
def test_an_agent_who_leaves_frees_conversations_to_waiting(tenant: Tenant, how: str) -> None:
    leaver, stayer = tenant.invite_agent("Lea"), tenant.agent
    freed = [a_conversation(tenant, status="ACTIVE", agent=leaver) for _ in range(3)]
    closed = a_conversation(tenant, status="CLOSED", agent=leaver)
    kept = a_conversation(tenant, status="ACTIVE", agent=stayer)
    path = f"/api/tenant/agents/{leaver.id}"
    if how == "deactivated":
        assert is_agent(tenant.patch(path, {"status": "INACTIVE"}).ok("agent")["agent"])["status"] == "INACTIVE"
    else:
        assert tenant.delete(path).ok() == {"deleted": True, "id": leaver.id}

    def state(conversation_id: str) -> tuple[str, str | None]:
        conversation = tenant.conversation(conversation_id)
        return conversation["status"], conversation["agentId"]

    becomes(lambda: [state(conversation_id) for conversation_id in freed], [("WAITING", None)] * 3)
    assert state(closed)[0] == "CLOSED"
    assert state(kept) == ("ACTIVE", stayer.id)
    becomes(lambda: {c["id"] for c in tenant.conversations(agentId="unassigned", status="WAITING")}, set(freed))
    becomes(lambda: (tenant.counts()["waiting"], tenant.counts()["active"]), (3, 1))


def test_a_removed_agent_leaves_the_list(tenant: Tenant) -> None:
    agent = tenant.invite_agent()
    path = f"/api/tenant/agents/{agent.id}"
    tenant.delete(path).ok()
    assert tenant.team() == []
    tenant.get(path).error(404)
    tenant.patch(path, {"name": "Ghost"}).error(404)
    tenant.delete(path).error(404)


def test_a_removed_agent_may_be_invited_again(tenant: Tenant) -> None:
    agent = tenant.invite_agent()
    tenant.delete(f"/api/tenant/agents/{agent.id}").ok()
    eventually(lambda: tenant.post("/api/tenant/agents", {"name": "Bob", "email": agent.email}).ok("invitation"))
    tenant.api.accept(tenant.api.mailed_token(agent.email, nth=2)).ok()
    assert [member["email"] for member in tenant.team()] == [agent.email]


def test_the_owner_is_no_agent_and_cannot_be_removed_as_one(tenant: Tenant) -> None:
    assert tenant.team() == []
    tenant.delete(f"/api/tenant/agents/{tenant.user['id']}").error(404)
    tenant.get("/api/tenant/workspace").ok("workspace")


def test_active_conversations_are_counted_on_the_agent(tenant: Tenant) -> None:
    for status in ("ACTIVE", "ACTIVE", "CLOSED"):
        a_conversation(tenant, status=status, agent=tenant.agent)
    becomes(lambda: _agent(tenant, tenant.agent.id)["activeConversations"], 2)


# The profile


def test_the_profile_has_the_agent_and_their_tenant(tenant: Tenant) -> None:
    profile = tenant.agent.profile()
    assert set(profile) - {"preferences"} == AGENT | {"tenant"}
    workspace = tenant.get("/api/tenant/workspace").ok()["workspace"]
    names = ("name", "companyName", "language", "timezone", "plan")
    settings = {"agentSound": True, "agentsMayBlock": False, "attributes": {}, "deletionDueAt": None}
    assert profile["tenant"] == {"id": tenant.id, **{name: workspace[name] for name in names}, **settings}
    assert (profile["id"], profile["email"], profile["status"]) == (tenant.agent.id, tenant.agent.email, "ACTIVE")


def test_an_agent_renames_themselves(tenant: Tenant) -> None:
    answer = tenant.agent.patch("/api/agent/profile", {"name": "Robert Roe"}).ok("profile")["profile"]
    assert answer["name"] == "Robert Roe"
    assert _agent(tenant, tenant.agent.id)["name"] == "Robert Roe"


def test_preferences_are_kept(tenant: Tenant) -> None:
    preferences = {"sound": False, "theme": "dark"}
    tenant.agent.patch("/api/agent/profile", {"preferences": preferences}).ok("profile")
    assert tenant.agent.profile()["preferences"] == preferences


def _avatar(agent: Agent, content: bytes, mime_type: str, size: int | None = None) -> Json:
    declared = {"fileName": "me", "mimeType": mime_type, "size": size or len(content)}
    upload: Json = agent.post("/api/agent/profile/avatar", declared).ok("upload")["upload"]
    return upload


@pytest.mark.parametrize(("content", "mime_type"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_an_uploaded_avatar_is_shown_by_a_presigned_url(tenant: Tenant, content: bytes, mime_type: str) -> None:
    agent = tenant.agent
    upload = _avatar(agent, content, mime_type)
    is_time(upload["expiresAt"])
    stored = agent.api.post(upload["url"], data=upload["fields"], files={"file": ("me", content, mime_type)})
    assert stored.status in (200, 201, 204), stored

    def shown() -> str:
        url: str | None = agent.profile()["avatarUrl"]
        assert url
        return url

    assert agent.api.get(eventually(shown)).response.content == content
    assert _agent(tenant, agent.id)["avatarUrl"]


@pytest.mark.parametrize(
    ("mime_type", "size", "field"),
    [
        ("image/gif", 100, "mimeType"),
        ("application/pdf", 100, "mimeType"),
        ("image/svg+xml", 100, "mimeType"),
        ("image/png", 2 * 1024 * 1024 + 1, "size"),
        ("image/png", 0, "size"),
    ],
)
def test_an_avatar_of_another_kind_or_size_is_refused(
    shared_tenant: Tenant, mime_type: str, size: int, field: str
) -> None:
    declared = {"fileName": "me", "mimeType": mime_type, "size": size}
    shared_tenant.agent.post("/api/agent/profile/avatar", declared).invalid(field)


def test_agents_know_to_whom_they_can_assign(tenant: Tenant) -> None:
    first, second, gone = tenant.agent, tenant.invite_agent("Second Agent"), tenant.invite_agent("Gone Agent")
    tenant.patch(f"/api/tenant/agents/{gone.id}", {"status": "INACTIVE"}).ok()
    agents = second.get("/api/agent/agents").ok("agents", "pagination")["agents"]
    assert {agent["id"] for agent in agents} == {first.id, second.id}
    assert next(agent for agent in agents if agent["id"] == second.id)["isOnline"] is True


def test_invitations_come_by_pages_for_whoever_asks(tenant: Tenant) -> None:
    emails = sorted(an_email("invited") for _ in range(3))
    for email in emails:
        tenant.post("/api/tenant/agents", {"name": "Ivy", "email": email}).ok()
    first = tenant.get("/api/tenant/agents", invitationLimit=2).ok()
    cursor = first["pagination"]["nextInvitationCursor"]
    second = tenant.get("/api/tenant/agents", invitationLimit=2, invitationCursor=cursor).ok()
    assert sorted(one["email"] for one in first["invitations"]) == emails[:2]
    assert [one["email"] for one in second["invitations"]] == emails[2:]
    assert second["pagination"]["nextInvitationCursor"] is None
