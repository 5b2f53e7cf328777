"""Canned replies: the workspace's, which the owner writes and every agent inserts, and each agent's own."""

import concurrent.futures
from urllib.parse import urlsplit

import pytest

from tests.api.builders import PDF, a_conversation, an_upload
from tests.api.client import Agent, Json, Tenant

SHARED, OWN = "/api/tenant/canned-replies", "/api/agent/canned-replies"
REFUND = {"shortcode": "refund", "content": "Hello {{visitor.name|there}}, your refund is on its way."}


def shortcodes(person: Tenant | Agent, path: str) -> list[str]:
    return [reply["shortcode"] for reply in person.get(path).ok()["cannedReplies"]]


def made(person: Tenant | Agent, path: str, **body: object) -> Json:
    reply: Json = person.post(path, REFUND | body).ok()["cannedReply"]
    return reply


def test_a_canned_reply_is_what_was_written(tenant: Tenant) -> None:
    answer = tenant.post(SHARED, REFUND | {"translations": {"de": "Hallo {{visitor.name}}"}}).ok()["cannedReply"]
    assert answer == {
        "id": answer["id"],
        "shortcode": "refund",
        "content": "Hello {{visitor.name|there}}, your refund is on its way.",
        "translations": {"de": "Hallo {{visitor.name}}"},
        "attachments": [],
        "isOwn": False,
        "useCount": 0,
        "lastUsedAt": None,
        "createdAt": answer["createdAt"],
        "updatedAt": answer["createdAt"],
    }
    assert tenant.get(SHARED).ok() == {"cannedReplies": [answer]}


def test_agents_see_the_workspaces_and_their_own_but_not_each_others(tenant: Tenant) -> None:
    jane, bob = tenant.agent, tenant.invite_agent()
    made(tenant, SHARED, shortcode="bye")
    made(jane, OWN, shortcode="about-me")
    made(bob, OWN, shortcode="ciao")
    assert shortcodes(jane, OWN) == ["about-me", "bye"]
    assert shortcodes(bob, OWN) == ["bye", "ciao"]
    assert shortcodes(tenant, SHARED) == ["bye"]
    assert [reply["isOwn"] for reply in jane.get(OWN).ok()["cannedReplies"]] == [True, False]


def test_a_shortcode_is_used_once_by_the_workspace_and_once_by_each_agent(tenant: Tenant) -> None:
    made(tenant, SHARED)
    tenant.post(SHARED, REFUND).error(
        400, "There is a canned reply with this shortcode already", {"code": "SHORTCODE_TAKEN"}
    )
    made(tenant.agent, OWN)
    assert shortcodes(tenant.agent, OWN) == ["refund", "refund"]


def test_of_two_at_once_with_one_shortcode_one_is_kept(tenant: Tenant) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: tenant.post(SHARED, REFUND).status, range(8)))
    assert sorted(answers) == [200] + [400] * 7
    assert shortcodes(tenant, SHARED) == ["refund"]


def test_a_change_keeps_what_it_does_not_name(tenant: Tenant) -> None:
    reply = made(tenant, SHARED, translations={"de": "Hallo"})
    changed = tenant.patch(f"{SHARED}/{reply['id']}", {"content": "Done"}).ok()["cannedReply"]
    assert changed == reply | {"content": "Done", "updatedAt": changed["updatedAt"]}
    errors = [{"field": "shortcode", "message": "Unknown field"}]
    tenant.patch(f"{SHARED}/{reply['id']}", {"shortcode": "other"}).error(400, data={"errors": errors})


def test_agents_change_their_own_only(tenant: Tenant) -> None:
    shared, own = made(tenant, SHARED), made(tenant.agent, OWN)
    for path, person in (
        (f"{OWN}/{shared['id']}", tenant.agent),
        (f"{OWN}/{own['id']}", tenant.invite_agent()),
        (f"{SHARED}/{own['id']}", tenant),
    ):
        person.patch(path, {"content": "Mine now"}).error(404, "Canned reply not found")
        person.delete(path).error(404, "Canned reply not found")
    tenant.agent.patch(f"{OWN}/{own['id']}", {"content": "Better"}).ok()


def test_a_deleted_shortcode_is_free_again(tenant: Tenant) -> None:
    for person, path in ((tenant, SHARED), (tenant.agent, OWN)):
        reply = made(person, path)
        assert person.delete(f"{path}/{reply['id']}").ok() == {"deleted": True, "id": reply["id"]}
        person.delete(f"{path}/{reply['id']}").error(404, "Canned reply not found")
        assert made(person, path)["id"] == reply["id"]


def test_uses_are_counted_by_whomever(tenant: Tenant) -> None:
    shared, own = made(tenant, SHARED), made(tenant.agent, OWN, shortcode="own")
    for agent, reply in ((tenant.agent, shared), (tenant.invite_agent(), shared), (tenant.agent, own)):
        used = agent.post(f"{OWN}/{reply['id']}/use").ok()["cannedReply"]
    assert (used["useCount"], used["lastUsedAt"] is not None) == (1, True)
    assert [reply["useCount"] for reply in tenant.agent.get(OWN).ok()["cannedReplies"]] == [1, 2]
    tenant.invite_agent().post(f"{OWN}/{own['id']}/use").error(404, "Canned reply not found")


def test_a_use_does_not_undo_a_change(tenant: Tenant) -> None:
    reply = made(tenant, SHARED)
    tenant.patch(f"{SHARED}/{reply['id']}", {"content": "New"}).ok()
    assert tenant.agent.post(f"{OWN}/{reply['id']}/use").ok()["cannedReply"]["content"] == "New"


def test_there_are_two_hundred_at_most_even_if_they_come_at_once(tenant: Tenant) -> None:
    def make(number: int) -> int:
        return tenant.post(SHARED, REFUND | {"shortcode": f"r{number}"}).status

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(make, range(205)))
    assert sorted(answers) == [200] * 200 + [400] * 5
    assert len(shortcodes(tenant, SHARED)) == 200


def test_typing_errors_are_refused(tenant: Tenant) -> None:
    for body, field, message in (
        ({"shortcode": "Re fund"}, "shortcode", "Invalid format"),
        ({"shortcode": ""}, "shortcode", "Invalid format"),
        ({"content": ""}, "content", "Must not be empty"),
        ({"content": "Hello {{vistor.name}}"}, "content", "Unknown variable: vistor.name"),
        ({"translations": {"de": "{{x|y}}"}}, "translations.de", "Unknown variable: x"),
    ):
        errors = [{"field": field, "message": message}]
        tenant.post(SHARED, REFUND | body).error(400, data={"errors": errors})


@pytest.mark.parametrize("replies", [SHARED, OWN])
def test_a_canned_replys_files_are_sent_and_outlive_it(tenant: Tenant, replies: str) -> None:
    """The consumer's tests say that the reply's own files go with it."""
    person = tenant if replies == SHARED else tenant.agent
    uploaded = [an_upload(person, f"{replies}/attachments", PDF, "terms.pdf", "application/pdf")]
    reply = made(person, replies, attachmentIds=uploaded)
    path = f"/api/agent/conversations/{a_conversation(tenant)}/messages"
    named = {"cannedReplyIds": [reply["id"]], "attachmentIds": uploaded}
    [sent] = tenant.agent.post(path, {"content": "Here", **named}).ok()["message"]["attachments"]
    [kept] = person.get(replies).ok()["cannedReplies"][0]["attachments"]
    get = tenant.api.get
    assert get(kept["url"]).response.content == get(sent["url"]).response.content == PDF
    assert urlsplit(kept["url"]).path != urlsplit(sent["url"]).path
    person.delete(f"{replies}/{reply['id']}").ok()
    assert get(sent["url"]).response.content == PDF
