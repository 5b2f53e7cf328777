"""Analyses of resolved conversations, and their topics."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Json, Tenant, Visitor, eventually, stays
from .shapes import RESOLUTION, is_time

TOPICS = "/api/tenant/topics"


def _asked(tenant: Tenant, visitor: Visitor, *said: str) -> str:
    """The ID of a conversation in which visitor and agent took turns."""
    conversation_id = ""
    for number, text in enumerate(said):
        if number % 2:
            tenant.agent.sends(conversation_id, text).ok()
        else:
            conversation_id = visitor.says(text)
    return conversation_id


def _resolve(tenant: Tenant, conversation_id: str) -> None:
    answer = tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok("conversation", "analysis")
    assert answer["analysis"] == "QUEUED"


def _resolution(tenant: Tenant, conversation_id: str, after: str = "") -> Json:
    """The analysis written after `after`."""

    def written() -> Json:
        found = tenant.conversation(conversation_id)["resolution"]
        assert found is not None
        assert found["analyzedAt"] > after
        resolution: Json = found
        return resolution

    return eventually(written)


def _put(tenant: Tenant, *topics: Json, **more: Any) -> Json:
    return tenant.put(TOPICS, {"topics": list(topics), **more}).ok("topics", "proposed", "dismissed")


def test_a_resolved_conversation_is_analysed(tenant: Tenant) -> None:
    _put(tenant, {"name": "Billing", "keywords": ["invoice"]}, {"name": "Shipping"})
    visitor = tenant.visitor("Jane Doe")
    said = ("My invoices are wrong, can you help?", "I've sent a corrected one.", "Got it, perfect, thanks so much!")
    conversation_id = _asked(tenant, visitor, *said)
    _resolve(tenant, conversation_id)
    found = _resolution(tenant, conversation_id)
    assert set(found) == RESOLUTION
    assert (found["outcome"], found["sentiment"], found["topics"]) == ("RESOLVED", "POSITIVE", ["Billing"])
    assert "Jane Doe" in found["summary"]
    assert "My invoices are wrong" in found["summary"]
    assert 0 < found["confidence"] <= 1
    assert found["model"].startswith("embedded-")
    is_time(found["analyzedAt"])
    conversation = tenant.conversation(conversation_id)
    assert conversation["topics"] == ["Billing"]
    assert conversation["status"] == "CLOSED"


def test_the_summary_is_in_the_workspaces_language(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"language": "de"}).ok()
    conversation_id = _asked(tenant, tenant.visitor(), "Is it blue?", "Yes it is.", "thanks")
    _resolve(tenant, conversation_id)
    assert _resolution(tenant, conversation_id)["summary"].startswith("Der Besucher schrieb: „Is it blue?“")


def test_what_agents_note_among_themselves_is_not_in_it(tenant: Tenant) -> None:
    conversation_id = _asked(tenant, tenant.visitor(), "Hello there, is it open?")
    note = "The telescope customer again, the telescope man"
    tenant.agent.sends(conversation_id, note, isInternal=True).ok()
    _resolve(tenant, conversation_id)
    found = _resolution(tenant, conversation_id)
    assert "telescope" not in found["summary"].lower()
    assert found["outcome"] == "UNRESOLVED"  # nobody answered the visitor


def test_resolving_again_after_reopening_is_analysed_again(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    conversation_id = _asked(tenant, visitor, "It does not start", "Please try now.", "Works now, great!")
    _resolve(tenant, conversation_id)
    first = _resolution(tenant, conversation_id)
    visitor.says("It is broken again, still not working. This is ridiculous!")
    _resolve(tenant, conversation_id)
    second = _resolution(tenant, conversation_id, after=first["analyzedAt"])
    assert (first["outcome"], second["outcome"]) == ("RESOLVED", "UNRESOLVED")
    stays(lambda: tenant.conversation(conversation_id)["resolution"], second)


def test_a_new_topic_is_proposed_and_counted_once_for_each_conversation(tenant: Tenant) -> None:
    for visitor in (tenant.visitor(), tenant.visitor()):
        said = ("My telescope is foggy", "Is the telescope cold?", "Telescopes get cold, yes")
        conversation_id = _asked(tenant, visitor, *said)
        _resolve(tenant, conversation_id)
        assert _resolution(tenant, conversation_id)["topics"] == ["Telescope"]
    (proposed,) = tenant.get(TOPICS).ok("topics", "proposed", "dismissed")["proposed"]
    assert set(proposed) == {"name", "count", "lastSeenAt"}
    assert (proposed["name"], proposed["count"]) == ("Telescope", 2)
    is_time(proposed["lastSeenAt"])
    assert _put(tenant, dismissed=["telescope"])["proposed"] == []
    assert _put(tenant, dismissed=[])["proposed"] == [proposed]
    assert _put(tenant, {"name": "telescope"})["proposed"] == []


def test_there_are_no_topics_at_first(tenant: Tenant) -> None:
    assert tenant.get(TOPICS).ok() == {"topics": [], "proposed": [], "dismissed": []}


def test_topics_are_replaced(tenant: Tenant) -> None:
    first = _put(tenant, {"name": " Billing ", "keywords": ["invoice", "Invoice", "refund"]}, {"name": "Versand"})
    assert first["topics"] == [
        {"name": "Billing", "keywords": ["invoice", "refund"]},
        {"name": "Versand", "keywords": []},
    ]
    assert tenant.get(TOPICS).ok() == first
    assert _put(tenant, {"name": "Kargo"}, dismissed=["Weather"])["topics"] == [{"name": "Kargo", "keywords": []}]
    assert _put(tenant)["dismissed"] == ["Weather"]
    assert tenant.get(TOPICS).ok()["topics"] == []


def test_a_hundred_topics_are_the_most(shared_tenant: Tenant) -> None:
    topics = [{"name": f"Topic {number}"} for number in range(101)]
    shared_tenant.put(TOPICS, {"topics": topics}).invalid("topics")
    assert len(_put(shared_tenant, *topics[:100])["topics"]) == 100


@pytest.mark.parametrize(
    "topic",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "n" * 51},
        {"name": None},
        {"name": "A", "keywords": [""]},
        {"name": "A", "keywords": ["k" * 41]},
        {"name": "A", "keywords": [f"k{number}" for number in range(21)]},
        {"name": "A", "color": "red"},
        "A",
    ],
    ids=str,
)
def test_a_wrong_topic_is_refused(shared_tenant: Tenant, topic: object) -> None:
    shared_tenant.put(TOPICS, {"topics": [topic]}).invalid("topics")


def test_two_topics_of_one_name_are_refused(shared_tenant: Tenant) -> None:
    shared_tenant.put(TOPICS, {"topics": [{"name": "İade"}, {"name": "iade"}]}).invalid("topics")


def test_topics_are_a_tenants_own(tenant: Tenant, shared_tenant: Tenant) -> None:
    _put(shared_tenant, {"name": "Secret"})
    assert tenant.get(TOPICS).ok()["topics"] == []


def test_an_agent_corrects_an_analysis_and_later_ones_know_it(tenant: Tenant) -> None:
    _put(tenant, {"name": "Shipping"}, {"name": "Billing"})
    assert tenant.agent.get("/api/agent/topics").ok() == {"topics": ["Shipping", "Billing"]}
    for said in ("The courier was late", "Your courier lost it", "No courier came"):
        conversation_id = _asked(tenant, tenant.visitor(), said, "I am sorry to hear that.")
        _resolve(tenant, conversation_id)
        analyzed = _resolution(tenant, conversation_id)
        answer = tenant.agent.put(
            f"/api/agent/conversations/{conversation_id}/resolution", {"topics": ["Shipping"]}
        ).ok()
        review = answer["conversation"]["resolution"]["review"]
        assert (review["by"], review["corrected"]) == (tenant.agent.id, ["topics"])
        assert review["analyzed"]["topics"] == analyzed["topics"]

    def learned() -> None:
        assert tenant.get("/api/tenant/topics/learned").ok("examples", "learnedAt", "topics")["examples"] == 3

    eventually(learned)
    conversation_id = _asked(tenant, tenant.visitor(), "A courier broke my lamp", "I am sorry to hear that.")
    _resolve(tenant, conversation_id)
    assert _resolution(tenant, conversation_id)["topics"] == ["Shipping"]
