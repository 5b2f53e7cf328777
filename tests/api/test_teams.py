"""Teams, and agents who see what is theirs: under the functions' own policies, and the gateway's authorizer."""

from functools import partial

from tests.api.builders import a_conversation
from tests.api.client import Agent, Json, Tenant, becomes

GONE = {"statusCode": 404, "statusMessage": "Conversation not found", "data": None}


def placed(tenant: Tenant, name: str, **changes: str) -> Agent:
    """A new agent, who has asked for nothing before the changes."""
    agent = tenant.invite_agent(name)
    tenant.patch(f"/api/tenant/agents/{agent.id}", changes).ok()
    return agent


def number_of(agent: Agent, what: str) -> int:
    return len(agent.get(f"/api/agent/{what}").ok()[what])


def test_a_colleague_of_the_team_uses_every_route_and_somebody_elses_none(tenant: Tenant) -> None:
    rita, carl = (placed(tenant, name, conversationAccess="TEAM") for name in ("Rita", "Carl"))
    team = {"name": "Sales", "memberIds": [tenant.agent.id, rita.id]}
    made = tenant.post("/api/tenant/teams", team).ok()["team"]
    label = tenant.post("/api/tenant/labels", {"name": "Urgent"}).ok()["label"]["id"]
    id = a_conversation(tenant, status="ACTIVE")
    visitor_id = tenant.conversation(id)["visitorId"]
    here = f"/api/agent/conversations/{id}"
    file = {"fileName": "a.png", "mimeType": "image/png", "size": 10}
    requests: list[tuple[str, str, Json | None, int]] = [
        ("GET", here, None, 200),
        ("GET", f"{here}/messages", None, 200),
        ("POST", f"{here}/messages", {"content": "A note", "isInternal": True}, 200),
        ("POST", f"{here}/messages", {"content": "Hello"}, 200),
        ("POST", f"{here}/attachments", {"files": [file]}, 200),
        ("PUT", f"{here}/labels", {"labels": [label]}, 200),
        ("POST", f"{here}/mark-read", None, 200),
        ("POST", f"{here}/assign", {"agentId": rita.id}, 403),
        ("PUT", f"{here}/resolution", {"outcome": "RESOLVED"}, 400),
        ("POST", f"{here}/resolve", None, 200),
        ("GET", f"/api/agent/visitors/{visitor_id}", None, 200),
    ]
    for method, path, body, expected in requests:
        assert carl.call(method, path, body).status == 404, path
        assert rita.call(method, path, body).status == expected, path
    every = {"action": "label", "conversationIds": [id], "addLabels": [label]}
    results = [one.post("/api/agent/conversations/bulk", every).ok()["results"][0]["error"] for one in (rita, carl)]
    assert results == [None, GONE]
    for what in ("conversations", "visitors"):
        becomes(partial(number_of, rita, what), 1)
        assert carl.get(f"/api/agent/{what}").ok()[what] == []
    assert rita.get("/api/agent/views").ok()["views"] == []
    # A change of the team holds with the next request.
    tenant.patch(f"/api/tenant/teams/{made['id']}", {"memberIds": [tenant.agent.id, carl.id]}).ok()
    assert [one.get(here).status for one in (rita, carl)] == [404, 200]
    assert [one["name"] for one in tenant.get("/api/tenant/teams").ok()["teams"]] == ["Sales"]
    tenant.delete(f"/api/tenant/teams/{made['id']}").ok()
