"""One change to many conversations: each is changed, or says why not."""

import concurrent.futures

from tests.api.builders import a_conversation
from tests.api.client import Agent, Json, Tenant

MISSING = "cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ"
GONE = {"statusCode": 404, "statusMessage": "Conversation not found", "data": None}


def bulk(person: Tenant | Agent, ids: list[str], action: str, **more: object) -> list[Json | None]:
    """The errors, in order."""
    path = f"/api/{type(person).__name__.lower()}/conversations/bulk"
    results = person.post(path, {"conversationIds": ids, "action": action, **more}).ok("results")["results"]
    assert [one["conversationId"] for one in results] == list(dict.fromkeys(ids))
    return [one["error"] for one in results]


def test_each_conversation_is_changed_or_says_why_not(tenant: Tenant) -> None:
    bob = tenant.invite_agent("Bob")
    own = a_conversation(tenant, status="ACTIVE")
    foreign, waiting = a_conversation(tenant, agent=bob, status="ACTIVE"), a_conversation(tenant)
    not_theirs = {
        "statusCode": 403,
        "statusMessage": "Only the assigned agent can transfer this conversation",
        "data": {"code": "NOT_ASSIGNEE"},
    }
    assert bulk(tenant.agent, [own, foreign, own, MISSING], "assign", agentId=bob.id) == [None, not_theirs, GONE]
    assert bulk(tenant, [own, waiting, "nonsense"], "assign", agentId=tenant.agent.id) == [None, None, GONE]
    assert [tenant.conversation(one)["agentId"] for one in (own, waiting)] == [tenant.agent.id] * 2
    assert bulk(tenant.agent, [waiting, MISSING], "mark-read") == [None, GONE]
    assert tenant.conversation(waiting)["unreadCount"] == 0
    assert bulk(tenant.agent, [own, waiting], "resolve") == [None, None]
    assert bulk(tenant, [own, foreign], "resolve") == [None, None]
    closed = [tenant.conversation(one) for one in (own, foreign, waiting)]
    assert [(one["status"], one["lastMessage"]["senderType"]) for one in closed] == [("CLOSED", "SYSTEM")] * 3


def test_labels_are_added_and_removed_beside_others_even_at_once(tenant: Tenant) -> None:
    ids = [tenant.post("/api/tenant/labels", {"name": name}).ok()["label"]["id"] for name in "abcdef"]
    conversations = [a_conversation(tenant) for _ in range(3)]
    tenant.put(f"/api/tenant/conversations/{conversations[0]}/labels", {"labels": ["text", "A"]}).ok()
    with concurrent.futures.ThreadPoolExecutor(5) as threads:
        work = [threads.submit(bulk, tenant.agent, conversations, "label", addLabels=[one]) for one in ids[1:]]
        assert [one.result() for one in work] == [[None] * 3] * 5
    assert bulk(tenant.agent, conversations, "label", removeLabels=["F", "text"], addLabels=["a"]) == [None] * 3
    assert [sorted(tenant.conversation(one)["tags"]) for one in conversations] == [list("abcde")] * 3
    unknown = {"errors": [{"field": "labels", "message": "Unknown label: new"}]}
    [error] = bulk(tenant.agent, conversations[:1], "label", addLabels=["new"])
    assert error == {"statusCode": 400, "statusMessage": "Validation failed", "data": unknown}
    assert bulk(tenant, conversations[:1], "label", addLabels=["new"]) == [None]


def test_a_hundred_are_changed_and_no_more_and_a_foreign_tenants_are_not_found(tenant: Tenant) -> None:
    other = tenant.api.register()
    path, foreign = "/api/tenant/conversations/bulk", a_conversation(tenant)
    assert bulk(other, [foreign], "resolve") == [GONE]
    assert tenant.conversation(foreign)["status"] == "WAITING"
    ids = [f"cnv_01HX5ZZKBKACTAV9WEVGEM{number:04}" for number in range(101)]
    assert bulk(tenant, ids[:100], "mark-read") == [GONE] * 100
    for body, field in (
        ({"conversationIds": ids, "action": "resolve"}, "conversationIds"),
        ({"conversationIds": [], "action": "resolve"}, "conversationIds"),
        ({"conversationIds": ids[:1], "action": "delete"}, "action"),
        ({"conversationIds": ids[:1], "action": "assign"}, "agentId"),
        ({"conversationIds": ids[:1], "action": "resolve", "agentId": "x"}, "agentId"),
        ({"conversationIds": ids[:1], "action": "label"}, "addLabels"),
    ):
        tenant.post(path, body).invalid(field)
