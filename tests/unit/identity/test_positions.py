"""Positions beneath the two roles, and agents who do not see all conversations."""

from typing import Any

import pytest

from connextlive.chat import conversation, message, visitor
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.together import together
from connextlive.identity import user
from connextlive.realtime import connection, sockets
from tests.support.builders import (
    Changes,
    Json,
    a_conversation,
    a_session,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    counted_calls,
    deliver,
    invoke,
    project,
    wrong,
)

ARN = "arn:aws:execute-api:eu-central-1:000000000000:example/live/GET/api/agent/profile"
CONVERSATION_NOT_FOUND = an_error(404, "Conversation not found")
OWNER_ONLY = an_error(403, "Only the owner can do this", {"code": "OWNER_ONLY"})


def admitted(token: str) -> Caller:
    """The caller, as the authorizer describes them to functions."""
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": ARN}
    return Caller.of_context(invoke("authorizer", event)["context"])


def logged_in(of: Caller) -> str:
    return a_session(user.load(of.tenant_id, of.id))


def now(of: Caller) -> Caller:
    """Somebody as the authorizer sees them now."""
    return admitted(logged_in(of))


def set_to(by: Caller, whom: Caller, **changes: str) -> tuple[int, Json]:
    return call("tenant_agents_update", by, changes, id=whom.id)


class Desk:
    """Anna sees her own conversations only; Bea sees all. Each has one, and one waits."""

    def __init__(self, changes: Changes) -> None:
        self.owner = a_tenant()
        self.anna, self.bea = an_agent(self.owner, "Anna"), an_agent(self.owner, "Bea")
        assert set_to(self.owner, self.anna, conversationAccess="OWN")[0] == 200
        self.anna = now(self.anna)
        self.visitors = {name: a_visitor(self.owner, user_name=name) for name in ("hers", "beas", "waits", "silent")}
        self.hers = a_conversation(self.owner, "ACTIVE", self.anna, self.visitors["hers"])
        self.beas = a_conversation(self.owner, "ACTIVE", self.bea, self.visitors["beas"])
        self.waits = a_conversation(self.owner, by=self.visitors["waits"])
        project(changes.new())

    def listed(self, by: Caller, **query: str) -> set[str]:
        status, answer = call("agent_conversations_list", by, query=query)
        assert status == 200
        return {one["id"] for one in answer["conversations"]}


@pytest.fixture
def desk(cloud: None, changes: Changes) -> Desk:
    return Desk(changes)


# ── Who is what ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_changes_for_a_workspace_that_gives_no_positions(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    assert user.position_of(user.load(owner.tenant_id, owner.id).values) == "OWNER"
    assert (now(anna).access, now(anna).is_lead) == (None, False)
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {logged_in(anna)}", "methodArn": ARN}
    context = invoke("authorizer", event)["context"]
    assert context.keys() == {"tenantId", "userId", "role", "name", "sessionId"}
    _, answer = call("tenant_agents_get", owner, id=anna.id)
    assert (answer["agent"]["position"], answer["agent"]["conversationAccess"]) == ("AGENT", "ALL")


def test_an_admin_is_a_customer_who_has_no_conversations_and_is_logged_out_once(cloud: None, changes: Changes) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    token, held = logged_in(anna), a_conversation(owner, "ACTIVE", anna)
    status, answer = set_to(owner, anna, position="ADMIN")
    assert (status, answer["agent"]["position"]) == (200, "ADMIN")
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        admitted(token)
    admin = now(anna)
    assert (admin.role, admin.access) == ("CUSTOMER", None)
    assert conversation.read(owner.tenant_id, held).get("agent_id") is None
    assert call("tenant_conversations_assign", owner, {"agentId": anna.id}, id=held) == an_error(404, "Agent not found")
    listed = call("tenant_agents_list", admin)[1]["agents"]
    assert [(one["id"], one["position"]) for one in listed] == [(anna.id, "ADMIN")]
    assert call("agent_agents_list", an_agent(owner, "Bea"))[1]["agents"][0]["name"] == "Bea"


def test_only_the_owner_makes_changes_and_removes_admins(cloud: None) -> None:
    owner = a_tenant()
    anna, bea, carl = (an_agent(owner, name) for name in ("Anna", "Bea", "Carl"))
    assert set_to(owner, anna, position="ADMIN")[0] == set_to(owner, bea, position="ADMIN")[0] == 200
    admin = now(anna)
    assert set_to(admin, carl, position="ADMIN") == OWNER_ONLY
    for status in (
        set_to(admin, bea, position="AGENT"),
        set_to(admin, admin, name="Anne"),
        call("tenant_agents_remove", admin, id=bea.id),
        call("tenant_agents_reset_second_factor", admin, id=bea.id),
    ):
        assert status == OWNER_ONLY
    assert set_to(admin, carl, position="LEAD")[0] == 200
    assert call("tenant_agents_remove", admin, id=carl.id)[0] == 200
    assert set_to(admin, owner, name="Nobody") == an_error(404, "Agent not found")
    assert set_to(owner, bea, position="AGENT")[0] == 200
    assert now(bea).role == "AGENT"


def test_another_systems_token_ends_with_the_role_of_its_user(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    assert set_to(owner, anna, position="ADMIN")[0] == 200
    made = {"name": "Sync", "scopes": ["tenant:read"]}
    plain = call("tenant_tokens_create", now(anna), made)[1]["plainToken"]
    assert admitted(plain).role == "CUSTOMER"
    assert set_to(owner, anna, position="AGENT")[0] == 200
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        admitted(plain)


def test_another_systems_token_sees_what_its_agent_sees(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    made = {"name": "Sync", "scopes": ["agent:read"], "agentId": anna.id}
    plain = call("tenant_tokens_create", owner, made)[1]["plainToken"]
    assert admitted(plain).access is None
    assert set_to(owner, anna, conversationAccess="OWN")[0] == 200
    assert admitted(plain).access == "OWN"


def test_a_lead_sees_at_least_their_teams_conversations(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    assert set_to(owner, anna, conversationAccess="OWN")[0] == 200
    status, answer = set_to(owner, anna, position="LEAD")
    assert (status, answer["agent"]["conversationAccess"]) == (200, "TEAM")
    refused = set_to(owner, anna, conversationAccess="OWN")
    assert (refused[0], refused[1]["data"]["errors"][0]["field"]) == (400, "conversationAccess")
    assert (now(anna).access, now(anna).is_lead) == ("TEAM", True)


# ── What somebody sees ───────────────────────────────────────────────────────────────────────────────────────────────


def test_lists_counts_and_views_are_of_what_an_agent_sees(desk: Desk) -> None:
    assert desk.listed(desk.anna) == {desk.hers, desk.waits}
    assert desk.listed(desk.bea) == {desk.hers, desk.waits, desk.beas}
    assert desk.listed(desk.anna, agentId=desk.bea.id) == set()
    assert desk.listed(desk.anna, agentId="unassigned") == {desk.waits}
    assert desk.listed(desk.anna, search="hers") == {desk.hers}
    assert desk.listed(desk.anna, search="beas") == set()
    assert desk.listed(desk.anna, search="hello") == set()
    assert desk.listed(desk.anna, search="hello", inMessages="true") == {desk.hers, desk.waits}
    _, answer = call("agent_conversations_list", desk.anna)
    assert answer["counts"] == {"active": 1, "waiting": 1, "closed": 0}
    assert (answer["pagination"]["total"], answer["unread"]) == (2, 1)
    busy = {one["name"]: one["activeConversations"] for one in call("agent_agents_list", desk.anna)[1]["agents"]}
    assert busy == {"Anna": 1, "Bea": None}
    view = {"name": "Open", "filters": {"status": ["ACTIVE", "WAITING"]}}
    of_bea = {"name": "Bea's", "filters": {"agentId": desk.bea.id}}
    for body in (view, of_bea):
        assert call("tenant_views_create", desk.owner, body)[0] == 200
    seen = {one["name"]: one["count"] for one in call("agent_views_list", desk.anna)[1]["views"]}
    assert seen == {"Open": 2, "Bea's": 0}
    label = call("tenant_labels_create", desk.owner, {"name": "Urgent"})[1]["label"]["id"]
    assert call("agent_labels_set", desk.bea, {"labels": [label]}, id=desk.beas)[0] == 200
    assert [one["conversations"] for one in call("agent_labels_list", desk.anna)[1]["labels"]] == [None]


def test_a_conversation_that_an_agent_does_not_see_is_as_one_that_never_was(desk: Desk) -> None:
    """Every route by ID is in the isolation matrix; here, that the agent's own and nobody's are open to them."""
    for id, expected in ((desk.hers, 200), (desk.waits, 200), (desk.beas, 404)):
        assert call("agent_conversations_get", desk.anna, id=id)[0] == expected
        assert call("agent_messages_list", desk.anna, id=id)[0] == expected
    refused = an_error(404, "Conversation not found")
    body = {"action": "mark-read", "conversationIds": [desk.hers, desk.beas]}
    results = call("agent_conversations_bulk", desk.anna, body)[1]["results"]
    assert [one["error"] for one in results] == [None, refused[1]]


def test_whoever_answers_what_nobody_has_goes_on_seeing_it_and_the_others_do_not(desk: Desk) -> None:
    assert call("agent_messages_send", desk.bea, {"content": "Hi"}, id=desk.waits)[0] == 200
    assert call("agent_conversations_get", desk.anna, id=desk.waits) == CONVERSATION_NOT_FOUND
    assert call("agent_messages_send", desk.anna, {"content": "Hi"}, id=desk.waits) == CONVERSATION_NOT_FOUND
    # What she gives away, she has answered for the last time.
    assert call("agent_conversations_assign", desk.anna, {"agentId": desk.bea.id}, id=desk.hers)[0] == 200
    assert call("agent_conversations_get", desk.anna, id=desk.hers) == CONVERSATION_NOT_FOUND


def test_a_visitor_is_seen_with_their_conversation(desk: Desk) -> None:
    seen = {name: call("agent_visitors_get", desk.anna, id=who.id)[0] for name, who in desk.visitors.items()}
    assert seen == {"hers": 200, "waits": 200, "silent": 200, "beas": 404}
    status, answer = call("agent_visitors_list", desk.anna)
    assert (status, {one["userName"] for one in answer["visitors"]}) == (200, {"hers", "waits", "silent"})
    assert answer["stats"] == {"total": 3, "online": 3, "returning": None}
    for query in ({"search": "beas"}, {"search": desk.visitors["beas"].id}):
        assert call("agent_visitors_list", desk.anna, query=query)[1]["visitors"] == []


def test_visitors_who_are_gone_fill_the_pages_of_those_who_see_some(desk: Desk, changes: Changes) -> None:
    for number in range(7):
        who = a_visitor(desk.owner, user_name=f"more {number}")
        a_conversation(desk.owner, "ACTIVE", desk.bea if number % 2 else desk.anna, who)
        visitor.left(desk.owner.tenant_id, who.id)
    project(changes.new())
    found, page = [], 1
    while True:
        answer = call("agent_visitors_list", desk.anna, query={"isOnline": "false", "limit": "2", "page": str(page)})[1]
        found += [one["userName"] for one in answer["visitors"]]
        page += 1
        if not answer["pagination"]["hasMore"]:
            break
    assert found == ["more 6", "more 4", "more 2", "more 0"]
    assert call("agent_visitors_list", desk.anna)[1]["stats"]["total"] == 7


def test_a_reply_is_refused_at_once_to_who_sees_less_by_now(desk: Desk) -> None:
    """Their other requests are once the gateway has forgotten what the authorizer said of them."""
    before = now(desk.bea)
    assert set_to(desk.owner, desk.bea, conversationAccess="OWN")[0] == 200
    assert call("agent_messages_send", before, {"content": "Hi"}, id=desk.hers) == CONVERSATION_NOT_FOUND
    assert call("agent_messages_send", before, {"content": "Hi"}, id=desk.beas)[0] == 200


def test_a_change_of_position_or_access_is_in_the_audit_log(desk: Desk, changes: Changes) -> None:
    assert set_to(desk.owner, desk.bea, position="LEAD", conversationAccess="TEAM")[0] == 200
    project(changes.new())
    entry = call("tenant_audit_log_list", desk.owner)[1]["entries"][0]
    assert (entry["action"], entry["object"]["id"]) == ("user.updated", desk.bea.id)
    assert entry["changes"] == ["conversationAccess", "position"]


# ── Sockets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is posted to connections, and which are closed."""
    frames: list[str] = []

    def note(method: str, connection_id: str, body: bytes = b"") -> int:
        frames.append(f"{method} {connection_id} {body.decode()}")
        return 200

    monkeypatch.setattr(sockets, "_request", note)
    return frames


def types(told: list[str], who: str) -> list[str]:
    return [frame.split('"type":"')[1].partition('"')[0] for frame in told if frame.startswith(f"POST {who} ")]


def connects(of: Caller, connection_id: str) -> None:
    event = {"requestContext": {"connectionId": connection_id, "authorizer": of.context(is_connection=True)}}
    assert invoke("ws_connect", event) == {"statusCode": 200}


def test_an_agent_hears_of_what_they_see_and_once_of_what_they_see_no_longer(
    desk: Desk, changes: Changes, told: list[str]
) -> None:
    connects(desk.anna, "anna")
    connects(desk.bea, "bea")

    def heard(act: Any) -> list[str]:
        changes.new()
        told.clear()
        act()
        deliver("on_table_change_notify", changes.new())
        return types(told, "anna")

    assert heard(lambda: message.send_as_visitor(desk.visitors["beas"], Draft("Psst"))) == []
    assert types(told, "bea") == ["message.created"]
    assert heard(lambda: message.send_as_visitor(desk.visitors["hers"], Draft("Hello"))) == ["message.created"]
    for conversation_id, expected in ((desk.hers, ["typing.started"]), (desk.beas, [])):
        who = next(one for name, one in desk.visitors.items() if conversation_id == getattr(desk, name, None))
        assert heard(lambda who=who: _types(who)) == expected
    assert heard(lambda: conversation.assign(desk.owner.tenant_id, desk.hers, desk.bea.id)) == ["conversation.hidden"]
    assert types(told, "bea") == ["conversation.assigned"]
    assert heard(lambda: conversation.assign(desk.owner.tenant_id, desk.hers, desk.anna.id)) == [
        "conversation.assigned"
    ]
    assert heard(lambda: conversation.delete(desk.owner.tenant_id, desk.beas)) == []


def _types(who: Caller) -> None:
    event = {"connectionId": "visitor", "authorizer": who.context(is_connection=True)}
    invoke("ws_default", {"requestContext": event, "body": '{"type": "typing"}'})


def test_a_visitor_comes_and_goes_for_those_who_see_them(desk: Desk, changes: Changes, told: list[str]) -> None:
    connects(desk.anna, "anna")
    changes.new()
    for who in ("beas", "hers"):
        visitor.left(desk.owner.tenant_id, desk.visitors[who].id)
    deliver("on_table_change_notify", changes.new())
    assert {desk.visitors["hers"].id in frame for frame in told if "presence.changed" in frame} == {True}


def test_sockets_are_closed_and_tokens_hold_when_somebody_sees_other_conversations(
    desk: Desk, changes: Changes, told: list[str]
) -> None:
    token = logged_in(desk.bea)
    connects(admitted(token), "bea")
    changes.new()
    assert set_to(desk.owner, desk.bea, conversationAccess="OWN")[0] == 200
    deliver("on_table_change_notify", changes.new())
    assert told == ["DELETE bea "]
    assert admitted(token).access == "OWN"
    assert connection.of_person(desk.owner.tenant_id, desk.bea.id) == []
    # One that was admitted just before is closed by its first ping.
    before = admitted(token)._replace(access=None)
    event = {"requestContext": {"connectionId": "late", "authorizer": before.context(is_connection=True)}}
    assert invoke("ws_connect", event) == {"statusCode": 403}


# ── Cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_sees_all_costs_no_call_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted_calls(monkeypatch)

    def made(function: str, by: Caller, **request: Any) -> int:
        calls.clear()
        assert call(function, by, **request)[0] == 200
        return len(calls)

    # Anna's own: what she sees is in her token, so nothing is looked up.
    for function in ("agent_conversations_get", "agent_messages_list", "agent_visitors_get"):
        whose, extra = (desk.visitors["hers"].id, 1) if "visitors" in function else (desk.hers, 0)
        assert made(function, desk.anna, id=whose) == made(function, desk.bea, id=whose) + extra, function
    # A list of two statuses: a Query each, of each owner's for Anna.
    query = {"status": "ACTIVE,WAITING"}
    assert made("agent_conversations_list", desk.anna, query=query) == 2 + made(
        "agent_conversations_list", desk.bea, query=query
    )


# ── Teams ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Office(Desk):
    """Anna leads Sales, of which Bea is; Carl is in no team. Each has a conversation, and one waits."""

    def __init__(self, changes: Changes) -> None:
        super().__init__(changes)
        assert set_to(self.owner, self.anna, position="LEAD")[0] == 200
        self.anna, self.carl = now(self.anna), an_agent(self.owner, "Carl")
        self.carls = a_conversation(self.owner, "ACTIVE", self.carl)
        team = {"name": "Sales", "memberIds": [self.anna.id, self.bea.id]}
        self.sales = call("tenant_teams_create", self.owner, team)[1]["team"]
        project(changes.new())


@pytest.fixture
def office(cloud: None, changes: Changes) -> Office:
    return Office(changes)


def test_teams_are_made_renamed_listed_and_deleted(cloud: None) -> None:
    owner = a_tenant()
    anna, bea = an_agent(owner), an_agent(owner, "Bea")
    made = call("tenant_teams_create", owner, {"name": "Sales", "memberIds": [anna.id, anna.id]})[1]["team"]
    assert (made["name"], made["memberIds"]) == ("Sales", [anna.id])
    taken = an_error(400, "There is a team with this name already", {"code": "TEAM_NAME_TAKEN"})
    assert call("tenant_teams_create", owner, {"name": "sales"}) == taken
    changed = call("tenant_teams_update", owner, {"name": "Billing", "memberIds": [bea.id]}, id=made["id"])[1]["team"]
    assert (changed["name"], changed["memberIds"], changed["createdAt"]) == ("Billing", [bea.id], made["createdAt"])
    assert call("tenant_teams_list", owner) == (200, {"teams": [changed]})
    stranger = an_agent(a_tenant())
    for member in (stranger.id, owner.id, "usr_nobody", "a#b"):
        refused = call("tenant_teams_update", owner, {"memberIds": [member]}, id=made["id"])
        assert refused == wrong(memberIds="Must be agents of the workspace")
    assert call("tenant_teams_delete", owner, id=made["id"])[0] == 200
    assert call("tenant_teams_delete", owner, id=made["id"]) == an_error(404, "Team not found")
    assert call("tenant_teams_list", owner) == (200, {"teams": []})


def test_whoever_was_removed_stays_in_their_team_and_so_do_their_conversations(office: Office) -> None:
    call("tenant_conversations_resolve", office.owner, id=office.beas)
    user.remove_agent(office.owner.tenant_id, office.bea.id)
    assert call("agent_conversations_get", office.anna, id=office.beas)[0] == 200
    team = {"memberIds": [office.anna.id, office.bea.id]}
    assert call("tenant_teams_update", office.owner, team, id=office.sales["id"])[0] == 200


def test_a_teams_conversations_are_listed_counted_and_found(office: Office) -> None:
    assert office.listed(office.anna) == {office.hers, office.beas, office.waits}
    assert office.listed(office.anna, agentId=office.bea.id) == {office.beas}
    assert office.listed(office.anna, agentId=office.carl.id) == set()
    assert office.listed(office.anna, search="beas") == {office.beas}
    _, answer = call("agent_conversations_list", office.anna, query={"limit": "1"})
    assert (answer["counts"], answer["pagination"]["total"]) == ({"active": 2, "waiting": 1, "closed": 0}, 3)
    following = call("agent_conversations_list", office.anna, query={"cursor": answer["pagination"]["nextCursor"]})[1]
    assert {one["id"] for one in following["conversations"]} | {answer["conversations"][0]["id"]} == {
        *(office.hers, office.beas, office.waits)
    }


def test_a_change_of_a_team_holds_at_once(office: Office, changes: Changes, told: list[str]) -> None:
    connects(office.anna, "anna")
    connects(office.bea, "bea")
    changes.new()
    assert call("agent_conversations_get", office.anna, id=office.beas)[0] == 200
    body = {"memberIds": [office.anna.id, office.carl.id]}
    assert call("tenant_teams_update", office.owner, body, id=office.sales["id"])[0] == 200
    assert call("agent_conversations_get", office.anna, id=office.beas) == CONVERSATION_NOT_FOUND
    assert call("agent_conversations_get", office.anna, id=office.carls)[0] == 200
    deliver("on_table_change_notify", changes.new())
    assert told == ["DELETE anna "]  # Bea sees all, in whatever team she is


def test_a_team_hears_of_its_conversations(office: Office, changes: Changes, told: list[str]) -> None:
    connects(office.anna, "anna")
    changes.new()
    for act in (
        lambda: message.send_as_visitor(office.visitors["beas"], Draft("Hello")),
        lambda: conversation.assign(office.owner.tenant_id, office.beas, office.carl.id),
        lambda: message.send_as_visitor(office.visitors["beas"], Draft("Hello?")),
    ):
        act()
        deliver("on_table_change_notify", changes.new())
    assert types(told, "anna") == ["message.created", "conversation.hidden"]


NOT_ASSIGNEE = an_error(403, "Only the assigned agent can transfer this conversation", {"code": "NOT_ASSIGNEE"})


def test_a_lead_assigns_within_their_teams(office: Office) -> None:
    def assign(id: str, to: Caller, by: Caller = office.anna) -> tuple[int, Json]:
        return call("agent_conversations_assign", by, {"agentId": to.id}, id=id)

    assert assign(office.beas, office.anna)[0] == 200
    assert assign(office.waits, office.bea)[0] == 200
    assert assign(office.beas, office.carl)[0] == 200  # her own, by now, to whomever she likes
    assert assign(office.waits, office.carl) == NOT_ASSIGNEE
    assert assign(office.carls, office.bea) == CONVERSATION_NOT_FOUND
    assert assign(office.hers, office.bea, by=office.carl) == NOT_ASSIGNEE
    results = call(
        "agent_conversations_bulk",
        office.anna,
        {"action": "assign", "conversationIds": [office.waits, office.carls], "agentId": office.anna.id},
    )[1]["results"]
    assert [one["error"] for one in results] == [None, CONVERSATION_NOT_FOUND[1]]
    # A lead who sees everything assigns within their teams all the same.
    assert set_to(office.owner, office.anna, conversationAccess="ALL")[0] == 200
    assert assign(office.carls, office.bea, by=now(office.anna)) == NOT_ASSIGNEE


def test_a_large_teams_list_is_read_with_a_bounded_number_of_threads(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = []

    def noted(*works: Any) -> Any:
        at_once.append(len(works))
        return together(*works)

    members = [office.anna.id, office.bea.id, *(an_agent(office.owner, f"Agent {number}").id for number in range(10))]
    body = {"memberIds": members}
    assert call("tenant_teams_update", office.owner, body, id=office.sales["id"])[0] == 200
    monkeypatch.setattr(conversation, "LISTS_AT_ONCE", 5)
    monkeypatch.setattr(conversation, "together", noted)
    assert office.listed(office.anna) == {office.hers, office.beas, office.waits}
    assert sum(at_once) == 3 + 4 * (
        len(members) + 1
    )  # page, presence and total; of each and nobody, three statuses and what is snoozed
    assert max(at_once) == 5
