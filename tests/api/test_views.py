"""Saved views: filters of the conversation list under a name, the team's and an agent's own."""

from tests.api.builders import a_conversation
from tests.api.client import Agent, Json, Tenant, becomes

TEAMS, OWN = "/api/tenant/views", "/api/agent/views"
ALL = ["ACTIVE", "WAITING", "CLOSED"]


def made(person: Tenant | Agent, path: str, name: str, **filters: object) -> Json:
    view: Json = person.post(path, {"name": name, "filters": filters}).ok("view")["view"]
    return view


def names(person: Tenant | Agent, path: str) -> list[str]:
    return [view["name"] for view in person.get(path).ok("views")["views"]]


def test_a_view_is_what_was_written_and_agents_see_the_teams_and_their_own(tenant: Tenant) -> None:
    bob = tenant.invite_agent("Bob")
    view = made(tenant, TEAMS, "Waiting", status=["WAITING"], agentId="all", search="paid")
    assert view == {
        "id": view["id"],
        "name": "Waiting",
        "isShared": True,
        "filters": {"status": ["WAITING"], "agentId": None, "labels": [], "search": "paid", "mood": None},
        "count": None,
        "missing": [],
        "createdAt": view["createdAt"],
        "updatedAt": view["createdAt"],
    }
    own = made(tenant.agent, OWN, "Mine", status=["ACTIVE"], agentId="me")
    assert (names(tenant, TEAMS), names(tenant.agent, OWN), names(bob, OWN)) == (
        ["Waiting"],
        ["Waiting", "Mine"],
        ["Waiting"],
    )
    tenant.agent.patch(f"{OWN}/{view['id']}", {"name": "x"}).error(404, "View not found")
    tenant.delete(f"{TEAMS}/{own['id']}").error(404, "View not found")
    bob.delete(f"{OWN}/{own['id']}").error(404, "View not found")
    changed = tenant.agent.patch(f"{OWN}/{own['id']}", {"filters": {"agentId": "unassigned"}}).ok()["view"]
    assert changed["filters"] == {"status": ALL, "agentId": "unassigned", "labels": [], "search": "", "mood": None}
    assert changed["name"] == "Mine"
    assert tenant.agent.delete(f"{OWN}/{own['id']}").ok() == {"deleted": True, "id": own["id"]}
    assert names(tenant.agent, OWN) == ["Waiting"]


def test_counts_are_of_whoever_looks_and_lists_take_the_same_filters(tenant: Tenant) -> None:
    bob = tenant.invite_agent("Bob")
    tenant.post("/api/tenant/labels", {"name": "Billing"}).ok()
    mine, _, unassigned = (
        a_conversation(tenant, status="ACTIVE"),
        a_conversation(tenant, status="ACTIVE", agent=bob),
        a_conversation(tenant),
    )
    tenant.put(f"/api/tenant/conversations/{mine}/labels", {"labels": ["billing"]}).ok()
    made(tenant, TEAMS, "Billing", labels=["BILLING"])
    made(tenant, TEAMS, "Mine", agentId="me")
    made(tenant, TEAMS, "Nobody's", agentId="unassigned", status=["WAITING"])
    made(tenant, TEAMS, "Open billing", labels=["billing"], status=["ACTIVE"])

    def counts(agent: Agent) -> dict[str, int | None]:
        return {view["name"]: view["count"] for view in agent.get(OWN).ok()["views"]}

    expected = {"Billing": 1, "Mine": 1, "Nobody's": 1, "Open billing": None}
    becomes(lambda: counts(tenant.agent), expected)
    becomes(lambda: counts(bob), expected)

    def listed(**query: object) -> list[str]:
        return [one["id"] for one in tenant.agent.get("/api/agent/conversations", **query).ok()["conversations"]]

    assert listed(agentId="me") == [mine]
    assert listed(agentId="unassigned") == [unassigned]
    assert len(listed(agentId="all")) == 3


def test_a_view_by_a_renamed_label_stays_and_one_by_something_deleted_says_so_and_finds_nothing(tenant: Tenant) -> None:
    bob = tenant.invite_agent("Bob")
    label = tenant.post("/api/tenant/labels", {"name": "Biling"}).ok()["label"]
    conversation_id = a_conversation(tenant, status="CLOSED", agent=bob)
    tenant.put(f"/api/tenant/conversations/{conversation_id}/labels", {"labels": [label["id"]]}).ok()
    by_label = made(tenant, TEAMS, "a", labels=["biling"])
    made(tenant, TEAMS, "b", agentId=bob.id)
    tenant.patch(f"/api/tenant/labels/{label['id']}", {"name": "Billing"}).ok()

    def missing() -> list[list[str]]:
        return [view["missing"] for view in tenant.get(TEAMS).ok()["views"]]

    def found(view: Json) -> int:
        filters = {name: value for name, value in view["filters"].items() if value}
        total: int = tenant.get("/api/tenant/conversations", **filters).ok()["pagination"]["total"]
        return total

    assert missing() == [[], []]
    becomes(lambda: found(by_label), 1)
    tenant.delete(f"/api/tenant/labels/{label['id']}").ok()
    tenant.delete(f"/api/tenant/agents/{bob.id}").ok()
    assert missing() == [["label"], ["agent"]]
    assert found(by_label) == 0
    tenant.post(TEAMS, {"name": "x", "filters": {"labels": [label["id"]]}}).invalid("labels")


def test_typing_errors_are_refused(tenant: Tenant) -> None:
    for body, field in (
        ({"name": "", "filters": {}}, "name"),
        ({"name": "x"}, "filters"),
        ({"name": "x", "filters": {"status": []}}, "filters"),
        ({"name": "x", "filters": {"status": ["OPEN"]}}, "filters"),
        ({"name": "x", "filters": {"agentId": "usr_1"}}, "filters"),
        ({"name": "x", "filters": {"color": "red"}}, "filters"),
        ({"name": "x", "filters": {}, "isShared": True}, "isShared"),
    ):
        tenant.post(TEAMS, body).invalid(field)
