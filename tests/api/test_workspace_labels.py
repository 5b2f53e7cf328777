"""The workspace's labels: the owner manages them, the team sets them, conversations keep their IDs."""

import concurrent.futures

import pytest

from tests.api.builders import a_conversation
from tests.api.client import Agent, Json, Tenant, becomes
from tests.api.sockets import Socket

LABELS, OF_AGENT = "/api/tenant/labels", "/api/agent/labels"


def made(tenant: Tenant, name: str, **more: object) -> Json:
    label: Json = tenant.post(LABELS, {"name": name, **more}).ok("label")["label"]
    return label


def names(person: Tenant | Agent, path: str = LABELS) -> list[str]:
    return [label["name"] for label in person.get(path).ok("labels")["labels"]]


def labelled(tenant: Tenant, *labels: str, by: Tenant | Agent | None = None) -> str:
    """A conversation with these labels."""
    conversation_id = a_conversation(tenant)
    put(by or tenant, conversation_id, *labels)
    return conversation_id


def put(person: Tenant | Agent, conversation_id: str, *labels: str) -> list[str]:
    audience = type(person).__name__.lower()
    path = f"/api/{audience}/conversations/{conversation_id}/labels"
    kept: list[str] = person.put(path, {"labels": labels}).ok("labels")["labels"]
    return kept


def shown(tenant: Tenant, conversation_id: str) -> tuple[list[str], list[str]]:
    """The conversation's tags and the IDs of its labels."""
    found = tenant.conversation(conversation_id)
    return found["tags"], [label["id"] for label in found["labels"]]


def test_a_label_is_what_was_written_and_everybody_of_the_team_sees_it(tenant: Tenant) -> None:
    label = made(tenant, "Billing", color="#2563eb")
    assert label == {
        "id": label["id"],
        "name": "Billing",
        "color": "#2563eb",
        "isArchived": False,
        "conversations": 0,
        "createdAt": label["createdAt"],
        "updatedAt": label["createdAt"],
    }
    assert tenant.get(LABELS).ok() == {"labels": [label]}
    assert tenant.agent.get(OF_AGENT).ok() == {"labels": [label]}


def test_agents_set_labels_by_id_or_name_and_owners_any_text(tenant: Tenant) -> None:
    billing, urgent = made(tenant, "Billing"), made(tenant, "Urgent")
    conversation_id = a_conversation(tenant)
    assert put(tenant.agent, conversation_id, "billing", urgent["id"], billing["id"]) == ["Billing", "Urgent"]
    assert shown(tenant, conversation_id) == (["Billing", "Urgent"], [billing["id"], urgent["id"]])
    assert put(tenant, conversation_id, "old text", "URGENT") == ["old text", "Urgent"]
    assert put(tenant.agent, conversation_id, "old text", "billing") == ["old text", "Billing"]
    answer = tenant.agent.put(f"/api/agent/conversations/{conversation_id}/labels", {"labels": ["new text"]})
    answer.error(400, data={"errors": [{"field": "labels", "message": "Unknown label: new text"}]})


def test_a_label_keeps_its_conversations_when_it_is_renamed(tenant: Tenant) -> None:
    label = made(tenant, "Biling")
    conversation_id = labelled(tenant, label["id"])
    tenant.patch(f"{LABELS}/{label['id']}", {"name": "Billing"}).ok()
    assert shown(tenant, conversation_id) == (["Billing"], [label["id"]])

    def listed(name: str) -> list[list[str]]:
        found = tenant.agent.get("/api/agent/conversations", labels=name).ok()["conversations"]
        return [one["tags"] for one in found]

    becomes(lambda: listed("billing"), [["Billing"]])
    assert listed("biling") == []
    assert listed(label["id"]) == [["Billing"]]


def test_a_label_that_is_renamed_while_it_is_set_is_set(tenant: Tenant) -> None:
    label, conversation_id = made(tenant, "Name 0"), a_conversation(tenant)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        renamed = [threads.submit(tenant.patch, f"{LABELS}/{label['id']}", {"name": f"Name {n}"}) for n in range(1, 7)]
        kept = [threads.submit(put, tenant.agent, conversation_id, *some) for some in ([label["id"]], []) * 3]
        kept.append(threads.submit(put, tenant.agent, conversation_id, label["id"]))
        assert {one.result().status for one in renamed} == {200}
        assert {name.split()[0] for one in kept for name in one.result()} == {"Name"}
    put(tenant.agent, conversation_id, label["id"])
    assert shown(tenant, conversation_id) == (names(tenant), [label["id"]])


def test_a_deleted_label_is_gone_everywhere(tenant: Tenant) -> None:
    gone, stays = made(tenant, "Gone"), made(tenant, "Stays")
    conversation_id = labelled(tenant, gone["id"], stays["id"])
    assert tenant.delete(f"{LABELS}/{gone['id']}").ok() == {"deleted": True, "id": gone["id"]}
    tenant.delete(f"{LABELS}/{gone['id']}").error(404, "Label not found")
    assert shown(tenant, conversation_id) == (["Stays"], [stays["id"]])
    [listed] = tenant.get("/api/tenant/conversations").ok()["conversations"]
    assert (listed["tags"], [label["id"] for label in listed["labels"]]) == (["Stays"], [stays["id"]])
    assert tenant.get("/api/tenant/conversations", labels=gone["id"]).ok()["pagination"]["total"] == 0
    answer = tenant.agent.put(f"/api/agent/conversations/{conversation_id}/labels", {"labels": [gone["id"]]})
    answer.error(400, data={"errors": [{"field": "labels", "message": f"Unknown label: {gone['id']}"}]})
    assert made(tenant, "Gone")["id"] != gone["id"]


def test_an_archived_label_stays_where_it_is_but_is_set_nowhere_else(tenant: Tenant) -> None:
    label = made(tenant, "Old")
    has, has_not = labelled(tenant, label["id"]), a_conversation(tenant)
    assert tenant.patch(f"{LABELS}/{label['id']}", {"isArchived": True}).ok()["label"]["isArchived"] is True
    assert put(tenant.agent, has, label["id"]) == ["Old"]
    tenant.agent.put(f"/api/agent/conversations/{has_not}/labels", {"labels": ["old"]}).error(
        400, "The label is archived", {"code": "LABEL_ARCHIVED"}
    )
    becomes(lambda: tenant.get("/api/tenant/conversations", labels=label["id"]).ok()["pagination"]["total"], 1)


def test_conversations_of_a_label_are_counted(tenant: Tenant) -> None:
    billing, urgent = made(tenant, "Billing"), made(tenant, "Urgent")
    both, one = labelled(tenant, "billing", "urgent"), labelled(tenant, "billing")

    def counts() -> dict[str, int]:
        return {label["name"]: label["conversations"] for label in tenant.agent.get(OF_AGENT).ok()["labels"]}

    becomes(counts, {"Billing": 2, "Urgent": 1})
    put(tenant, both, urgent["id"])
    becomes(counts, {"Billing": 1, "Urgent": 1})
    tenant.delete(f"/api/tenant/conversations/{one}").ok()
    tenant.post(f"/api/tenant/conversations/{both}/resolve").ok()
    becomes(counts, {"Billing": 0, "Urgent": 1})
    assert tenant.patch(f"{LABELS}/{urgent['id']}", {"color": "#111111"}).ok()["label"]["conversations"] == 1
    assert tenant.patch(f"{LABELS}/{billing['id']}", {"color": "#111111"}).ok()["label"]["conversations"] == 0


def test_a_filter_by_name_finds_the_label_and_the_text_from_before(tenant: Tenant) -> None:
    before = labelled(tenant, "billing")
    label = made(tenant, "Billing")
    after = labelled(tenant, label["id"])

    def listed(**query: object) -> list[str]:
        return sorted(one["id"] for one in tenant.get("/api/tenant/conversations", **query).ok()["conversations"])

    becomes(lambda: listed(labels="BILLING"), sorted([before, after]))
    becomes(lambda: listed(labels=label["id"]), [after])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "lbl_01HX5ZZKBKACTAV9WEVGEMMVRZ"}, "name"),
        ({"name": "x", "color": "red"}, "color"),
        ({"name": "x", "color": "#FFFFFF0"}, "color"),
    ],
)
def test_typing_errors_are_refused(tenant: Tenant, body: Json, field: str) -> None:
    tenant.post(LABELS, body).invalid(field)


def test_a_name_is_used_once_however_it_is_spelled_even_by_two_at_once(tenant: Tenant) -> None:
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        spellings = ["Größe", "GRÖSSE", "große"] * 2
        answers = list(threads.map(lambda name: tenant.post(LABELS, {"name": name}).status, spellings))
    other = made(tenant, "Other")
    taken = tenant.patch(f"{LABELS}/{other['id']}", {"name": names(tenant)[0]})
    taken.error(400, "There is a label with this name already", {"code": "LABEL_NAME_TAKEN"})
    assert tenant.patch(f"{LABELS}/{other['id']}", {"name": "OTHER"}).ok()["label"]["name"] == "OTHER"
    assert sorted(answers) == [200] + [400] * 5


def test_open_consoles_hear_of_labels_at_once(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    with Socket(tenant.agent) as socket:
        label = made(tenant, "Billing", color="#2563eb")
        card = {name: label[name] for name in ("id", "name", "color", "isArchived")}
        becomes(lambda: [frame["data"] for frame in socket.told("labels.updated")], [{"labels": [card]}])
        put(tenant, conversation_id, "billing")
        becomes(
            lambda: [frame["data"]["conversation"]["labels"] for frame in socket.told("conversation.updated")], [[card]]
        )
