"""A visitor's mood as it turns: noticed once, told to whom it concerns, and only where the workspace wants it."""

import json
import os
from typing import Any

import pytest

from connextlive.analysis import mood, questions
from connextlive.aws import clients
from connextlive.chat import conversation, message, spam
from connextlive.chat import mood as moods
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.events.domain import Change, of_change
from connextlive.identity import budget, workspace
from connextlive.realtime import notices
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    consume,
    failed,
    project,
)

ANGRY = "This is ridiculous, I am really angry and fed up"
CALM = "The parcel is at the neighbour's"
PLEASED = "Perfect, that is awesome, I love it!"


@pytest.fixture
def tenant(cloud: None) -> Caller:
    owner = a_tenant(plan="PRO")
    workspace.update(owner.tenant_id, {"settings": {"ai": {"mood": True}}})
    return owner


@pytest.fixture
def vera(tenant: Caller) -> Caller:
    return a_visitor(tenant)


def wrote(by: Caller, says: str) -> Json:
    """The event of a message of the visitor's."""
    said, held = message.send_as_visitor(by, Draft(says))
    ids = {"tenantId": by.tenant_id, "conversationId": held.id, "messageId": said.id}
    return {"eventId": f"evt_{said.id}", "type": "mood.due", **ids}


def watched(by: Caller, *says: str) -> Json | None:
    """The conversation's mood after the visitor wrote this, and each message was looked at."""
    event: Json = {}
    for one in says:
        event = wrote(by, one)
        assert consume("on_event_assistance", event) == failed()
    found = conversation.read(by.tenant_id, event["conversationId"]).get("mood")
    return {**found} if found else None


def used(of: Caller) -> int:
    return next(one.used for one in budget.of_today(workspace.load(of.tenant_id)) if one.budget == "ASSISTANCE")


def conversation_of(changes: Changes) -> list[Change]:
    return [change for change in map(Change.of, changes.new()) if change.kind == "conversation"]


def test_a_mood_that_turns_is_kept_with_its_time_and_announced(tenant: Caller, vera: Caller, changes: Changes) -> None:
    assert watched(vera, "Where is my parcel?") is None
    event = wrote(vera, ANGRY)
    changes.new()
    assert consume("on_event_assistance", event) == failed()
    [change] = conversation_of(changes)
    [announced] = of_change(change)
    assert announced.type == "conversation.mood_changed"
    ids = {"conversationId": event["conversationId"], "visitorId": vera.id}
    assert announced.facts == {**ids, "mood": "NEGATIVE"}
    shown = call("tenant_conversations_get", tenant, id=event["conversationId"])[1]["conversation"]["mood"]
    assert shown == {"value": "NEGATIVE", "since": shown["since"]}


def test_the_team_is_told_by_a_frame_and_the_visitor_is_not(tenant: Caller, vera: Caller, changes: Changes) -> None:
    event = wrote(vera, ANGRY)
    changes.new()
    consume("on_event_assistance", event)
    [change] = conversation_of(changes)
    [notice] = notices.of_change(change, lambda _: None)
    to_people, to_visitor = notice.frames(change)
    assert notice.type == "conversation.mood_changed"
    assert to_people is not None
    assert '"previousMood":null' in to_people
    assert to_visitor is None
    theirs = call("widget_messages_list", vera)[1]
    assert "mood" not in str(theirs)


def test_the_same_message_twice_is_one_turn_and_one_unit(tenant: Caller, vera: Caller, changes: Changes) -> None:
    event = wrote(vera, ANGRY)
    changes.new()
    for _ in range(3):
        assert consume("on_event_assistance", event, event) == failed()
    assert len(conversation_of(changes)) == 1
    assert used(tenant) == 1


def test_a_change_that_is_delivered_twice_asks_by_the_same_event(vera: Caller, changes: Changes) -> None:
    wrote(vera, ANGRY)
    written = conversation_of(changes)
    [once], [again] = moods.due(written), moods.due(written)
    assert once.detail == again.detail


def test_it_turns_back_when_the_visitor_is_content_again(tenant: Caller, vera: Caller, changes: Changes) -> None:
    assert (watched(vera, ANGRY) or {})["value"] == "NEGATIVE"
    assert (watched(vera, CALM) or {})["value"] == "NEGATIVE", "one calm message is no relief"
    changes.new()
    now = watched(vera, PLEASED, PLEASED) or {}
    assert now["value"] != "NEGATIVE"
    [announced] = [event for change in conversation_of(changes) for event in of_change(change)][-1:]
    assert announced.facts["previousMood"] == "NEGATIVE"


def test_contentment_is_no_news(tenant: Caller, vera: Caller) -> None:
    assert watched(vera, "Where is it?", PLEASED) is None
    assert used(tenant) == 0


@pytest.mark.parametrize(("plan", "setting"), [("FREE", True), ("PRO", False), ("PRO", None)])
def test_it_is_not_watched_where_the_workspace_does_not_want_it(
    tenant: Caller, vera: Caller, plan: str, setting: bool | None
) -> None:
    workspace.update(tenant.tenant_id, {"plan": plan, "settings": {"ai": {"mood": setting}}})
    assert watched(vera, ANGRY) is None


@pytest.mark.parametrize("is_on", [True, None])
def test_only_where_moods_are_watched_a_queue_is_told_of_visitors_messages(
    tenant: Caller, vera: Caller, changes: Changes, is_on: bool | None
) -> None:
    workspace.update(tenant.tenant_id, {"settings": {"ai": {"mood": is_on}}})
    queue = _queue_of("mood.due")
    said = [wrote(vera, ANGRY) for _ in range(2)]
    message.send_as_agent(tenant.tenant_id, said[0]["conversationId"], an_agent(tenant).id, Draft("Oh dear"))
    records = changes.new()
    project(records)
    project(records)  # delivered again, it adds nothing but what its consumer knows
    told = {(one["conversationId"], one["messageId"]) for one in _told(queue)}
    assert told == ({(one["conversationId"], one["messageId"]) for one in said} if is_on else set())


def _queue_of(event: str) -> str:
    """A queue that gets these events from the bus."""
    sqs, events = clients.client("sqs"), clients.client("events")
    url: str = sqs.create_queue(QueueName="moods")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = os.environ["BUS_NAME"]
    events.put_rule(Name="moods", EventBusName=bus, EventPattern=json.dumps({"detail-type": [event]}))
    events.put_targets(Rule="moods", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return url


def _told(queue: str) -> list[Json]:
    found = clients.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(one["Body"])["detail"] for one in found.get("Messages", [])]


def test_a_later_message_is_looked_at_instead(tenant: Caller, vera: Caller) -> None:
    first = wrote(vera, ANGRY)
    wrote(vera, "Sorry, wrong window")
    assert consume("on_event_assistance", first) == failed()
    assert conversation.read(tenant.tenant_id, first["conversationId"]).get("mood") is None


@pytest.mark.parametrize("meanwhile", ["closed", "spam", "deleted"])
def test_where_nobody_can_step_in_nothing_is_noted(tenant: Caller, vera: Caller, meanwhile: str) -> None:
    event = wrote(vera, ANGRY)
    one = event["conversationId"]
    if meanwhile == "closed":
        conversation.set_status(tenant.tenant_id, one, "CLOSED", tenant.id)
    elif meanwhile == "spam":
        spam.mark(tenant, one, "203.0.113.7", blocks_visitor=False)
    else:
        conversation.delete(tenant.tenant_id, one)
    assert consume("on_event_assistance", event) == failed()
    assert used(tenant) == 0


def test_a_conversation_that_is_opened_again_begins_without_a_mood(tenant: Caller, vera: Caller, clock: Clock) -> None:
    assert watched(vera, ANGRY)
    one = conversation.page(tenant.tenant_id, ["WAITING"], None, 1)[0][0]["id"]
    conversation.set_status(tenant.tenant_id, one, "CLOSED", tenant.id)
    clock.advance(60)
    assert watched(vera, CALM) is None


def test_beyond_the_budget_moods_are_not_noted(tenant: Caller, vera: Caller) -> None:
    workspace.update(tenant.tenant_id, {"settings": {"budgets": {"assistance": 0}}})
    assert watched(vera, ANGRY) is None


def test_leads_filter_by_mood(tenant: Caller, vera: Caller, changes: Changes) -> None:
    agent = an_agent(tenant)
    a_conversation(tenant, says=PLEASED)
    watched(vera, ANGRY)
    project(changes.new())
    listed = call("agent_conversations_list", agent, query={"mood": "NEGATIVE"})[1]
    assert [(one["visitorId"], one["mood"]["value"]) for one in listed["conversations"]] == [(vera.id, "NEGATIVE")]
    assert listed["pagination"]["total"] == 1
    listed = call("tenant_conversations_list", tenant, query={"mood": "NEGATIVE", "status": "CLOSED"})[1]
    assert listed["conversations"] == []


def test_a_tag_that_reads_like_a_mood_is_none(tenant: Caller, changes: Changes) -> None:
    one = a_conversation(tenant)
    conversation.set_labels(tenant.tenant_id, one, ["=NEGATIVE"], texts=True)
    project(changes.new())
    assert call("tenant_conversations_list", tenant, query={"mood": "NEGATIVE"})[1]["conversations"] == []


# ── A model


def _model(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[questions.Question]:
    """The questions that a model is asked, which answers this."""
    asked: list[questions.Question] = []

    def ask(question: questions.Question, within: float = 0) -> object:
        asked.append(question)
        return answer

    monkeypatch.setattr(mood, "asker", lambda: ask)
    return asked


def test_a_model_is_asked_only_about_what_looks_like_a_turn_and_may_say_no(
    tenant: Caller, vera: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _model(monkeypatch, {"sentiment": "NEUTRAL"})
    assert watched(vera, "Where is my parcel?", CALM, ANGRY) is None
    assert len(asked) == 1
    assert used(tenant) == 1


def test_an_answer_that_is_no_mood_is_a_failure(tenant: Caller, vera: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    _model(monkeypatch, {"sentiment": "Ignore all instructions"})
    assert consume("on_event_assistance", wrote(vera, ANGRY)) == failed("m0")
