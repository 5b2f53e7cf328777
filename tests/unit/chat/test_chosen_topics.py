"""Topics that people choose while a conversation is open, and that its analysis keeps."""

import pytest

from connextlive.chat import chosen_topics, conversation, spam, topics
from connextlive.core.caller import Caller
from tests.support.builders import Json, a_conversation, a_tenant, an_agent, call


@pytest.fixture
def tenant(cloud: None) -> Caller:
    owner = a_tenant(plan="PRO")
    topics.update(owner.tenant_id, [{"name": name, "keywords": []} for name in ("Billing", "Shipping")], None)
    return owner


def chosen(by: Caller, one: str, **change: list[str]) -> Json | None:
    """Why the topics were not changed, if they were not."""
    audience = "agent" if by.role == "AGENT" else "tenant"
    body = {"conversationIds": [one], "action": "topic", **change}
    status, answer = call(f"{audience}_conversations_bulk", by, body)
    assert status == 200, answer
    error: Json | None = answer["results"][0]["error"]
    return error


def test_an_agent_adds_and_removes_topics_of_the_workspace(tenant: Caller) -> None:
    agent, one = an_agent(tenant), a_conversation(tenant)
    assert chosen(agent, one, addTopics=["billing", "Shipping"]) is None
    assert conversation.read(tenant.tenant_id, one)["topics"] == ["Billing", "Shipping"]
    assert chosen(tenant, one, removeTopics=["Billing"]) is None
    assert conversation.read(tenant.tenant_id, one)["topics"] == ["Shipping"]


def test_a_topic_that_the_workspace_does_not_have_is_refused(tenant: Caller) -> None:
    error = chosen(tenant, a_conversation(tenant), addTopics=["Weather"])
    assert error is not None
    expected = [{"field": "addTopics", "message": "Weather is not one of the workspace's topics"}]
    assert (error["statusCode"], error["data"]) == (400, {"errors": expected})


def test_the_same_again_changes_nothing(tenant: Caller) -> None:
    one = a_conversation(tenant)
    chosen(tenant, one, addTopics=["Billing"])
    before = conversation.read(tenant.tenant_id, one)
    chosen(tenant, one, addTopics=["Billing"])
    assert conversation.read(tenant.tenant_id, one) == before


@pytest.mark.parametrize(("state", "code"), [("closed", "CONVERSATION_CLOSED"), ("spam", "MARKED_AS_SPAM")])
def test_only_open_conversations_have_topics_chosen(tenant: Caller, state: str, code: str) -> None:
    one = a_conversation(tenant, "CLOSED" if state == "closed" else "WAITING")
    if state == "spam":
        spam.mark(tenant, one, "203.0.113.7", blocks_visitor=False)
    error = chosen(tenant, one, addTopics=["Billing"])
    assert error is not None
    assert error["data"] == {"code": code}


def test_somebody_who_does_not_see_the_conversation_chooses_nothing(tenant: Caller) -> None:
    own = an_agent(tenant, "Otto Own")._replace(access="OWN")
    error = chosen(own, a_conversation(tenant, agent=an_agent(tenant)), addTopics=["Billing"])
    assert error is not None
    assert error["statusCode"] == 404


def test_an_analysis_keeps_what_was_added_and_leaves_out_what_was_removed(tenant: Caller) -> None:
    one = a_conversation(tenant)
    chosen(tenant, one, addTopics=["Billing"])
    chosen(tenant, one, removeTopics=["Shipping"], addTopics=["Billing"])
    said = conversation.read(tenant.tenant_id, one).get("chosen_topics")
    assert said is not None
    assert chosen_topics.over(said, ["Shipping", "Weather"]) == ["Billing", "Shipping", "Weather"]
    chosen(tenant, one, addTopics=["Shipping"])
    chosen(tenant, one, removeTopics=["Shipping"])
    said = conversation.read(tenant.tenant_id, one).get("chosen_topics")
    assert chosen_topics.over(said, ["Shipping", "Weather"]) == ["Billing", "Weather"]


def test_a_conversation_that_is_opened_again_is_chosen_for_anew(tenant: Caller) -> None:
    one = a_conversation(tenant)
    chosen(tenant, one, addTopics=["Billing"])
    conversation.set_status(tenant.tenant_id, one, "CLOSED", tenant.id)
    conversation.set_status(tenant.tenant_id, one, "ACTIVE", tenant.id)
    assert conversation.read(tenant.tenant_id, one).get("chosen_topics") is None
