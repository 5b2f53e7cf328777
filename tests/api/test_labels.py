"""Labels of a conversation: the tenant sets them, lists show them, and filter by them."""

from tests.api.builders import a_conversation
from tests.api.client import Tenant, becomes


def test_labels_are_what_was_set_last(tenant: Tenant) -> None:
    path = f"/api/tenant/conversations/{a_conversation(tenant)}/labels"
    assert tenant.get(path).ok("labels") == {"labels": []}
    assert tenant.put(path, {"labels": ["billing", " urgent ", "billing"]}).ok("labels") == {
        "labels": ["billing", "urgent"]
    }
    assert tenant.put(path, {"labels": ["VIP"]}).ok("labels") == {"labels": ["VIP"]}
    assert tenant.get(path).ok("labels") == {"labels": ["VIP"]}


def test_lists_and_details_show_labels_as_tags(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    tenant.put(f"/api/tenant/conversations/{conversation_id}/labels", {"labels": ["billing"]}).ok()
    shown = tenant.get(f"/api/tenant/conversations/{conversation_id}").ok()["conversation"]
    listed = tenant.get("/api/tenant/conversations").ok()["conversations"]
    assert shown["tags"] == ["billing"]
    assert [one["tags"] for one in listed if one["id"] == conversation_id] == [["billing"]]


def test_there_are_fifty_labels_at_most(tenant: Tenant) -> None:
    path = f"/api/tenant/conversations/{a_conversation(tenant)}/labels"
    tenant.put(path, {"labels": [f"label {number}" for number in range(50)]}).ok()
    answer = tenant.put(path, {"labels": [f"label {number}" for number in range(51)]})
    answer.error(400, data={"errors": [{"field": "labels", "message": "Must have at most 50 entries"}]})


def test_labels_stay_when_the_conversation_goes_on(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = a_conversation(tenant, visitor=visitor)
    path = f"/api/tenant/conversations/{conversation_id}/labels"
    tenant.put(path, {"labels": ["billing"]}).ok()
    visitor.says("And another thing")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    assert tenant.get(path).ok("labels") == {"labels": ["billing"]}


def test_a_conversation_that_is_not_there_has_no_labels(tenant: Tenant) -> None:
    tenant.get("/api/tenant/conversations/cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ/labels").error(404, "Conversation not found")


def test_lists_are_filtered_by_labels_which_must_all_match(tenant: Tenant) -> None:
    both, billing, other = a_conversation(tenant), a_conversation(tenant), a_conversation(tenant)
    for conversation_id, labels in ((both, ["Billing", "urgent"]), (billing, ["Billing"]), (other, ["urgent"])):
        tenant.put(f"/api/tenant/conversations/{conversation_id}/labels", {"labels": labels}).ok()

    def listed(**query: object) -> list[str]:
        answer = tenant.get("/api/tenant/conversations", **query).ok()
        assert answer["pagination"]["total"] == len(answer["conversations"])
        return sorted(one["id"] for one in answer["conversations"])

    becomes(lambda: listed(labels="billing"), sorted([both, billing]))
    becomes(lambda: listed(labels=["urgent", "billing"]), [both])
    becomes(lambda: listed(labels=["urgent", "vip"]), [])
    becomes(lambda: listed(labels="billing", status="CLOSED"), [])
    tenant.put(f"/api/tenant/conversations/{billing}/labels", {"labels": []}).ok()
    becomes(lambda: listed(labels="billing"), [both])


def test_agents_filter_their_list_by_labels_too(tenant: Tenant) -> None:
    agent, conversation_id = tenant.agent, a_conversation(tenant)
    tenant.put(f"/api/tenant/conversations/{conversation_id}/labels", {"labels": ["vip"]}).ok()
    becomes(
        lambda: [one["id"] for one in agent.get("/api/agent/conversations", labels="vip").ok()["conversations"]],
        [conversation_id],
    )
