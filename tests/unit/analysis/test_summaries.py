"""Summaries of open conversations: one for each state of a conversation, when asked for and on assignment, and never in
the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connextlive.analysis import Line, Transcript, briefing, learned, questions, summaries
from connextlive.chat import conversation, message, message_edit, spam, summary, topics
from connextlive.chat.message import Draft
from connextlive.chat.summary import Points, Summary
from connextlive.core.caller import Caller
from connextlive.events.domain import Change, is_of
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
    an_error,
    call,
    consume,
    everything_under,
    failed,
)
from tests.support.granted import as_somebody_else

SAID = Points(["A refund"], ["A new card"], ["The money by Friday"], ["Billing"], "test-1")


@pytest.fixture(autouse=True)
def files(bucket: Any) -> Iterator[Any]:
    """Where what was learned would be."""
    yield bucket
    learned._model.cache_clear()


@pytest.fixture
def tenant(files: Any) -> Caller:
    return a_tenant(plan="PRO")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Transcript]:
    """What summaries are made of, by one who says the same of all."""
    read: list[Transcript] = []

    def brief(transcript: Transcript) -> Points:
        read.append(transcript)
        return SAID

    monkeypatch.setattr(briefing, "brief", brief)
    return read


@pytest.fixture
def vera(tenant: Caller) -> Caller:
    return a_visitor(tenant)


def turned(of: Caller, **settings: bool | None) -> None:
    """Has the workspace want this help, or not."""
    workspace.update(of.tenant_id, {"settings": {"ai": settings}})


def asked(by: Caller, one: str) -> tuple[int, Json]:
    return call(f"{'agent' if by.role == 'AGENT' else 'tenant'}_conversations_summarize", by, id=one)


def wrote(by: Caller, says: str = "And one more thing") -> str:
    return str(message.send_as_visitor(by, Draft(says))[0].id)


def used(of: Caller) -> int:
    return next(one.used for one in budget.of_today(workspace.load(of.tenant_id)) if one.budget == "ASSISTANCE")


def stored(of: Caller, one: str) -> Summary | None:
    found = Summary.find(*summary.key(of.tenant_id, one))
    return found if isinstance(found, Summary) else None


def an_assignment(of: Caller, agent: Caller, by: Caller, messages: int = 3) -> Json:
    """The event of a conversation with that many messages that was assigned to an agent."""
    one = a_conversation(of, by=by, agent=agent)
    for _ in range(messages - 1):
        wrote(by)
    ids = {"tenantId": of.tenant_id, "conversationId": one, "visitorId": by.id, "agentId": agent.id}
    return {"eventId": "evt_1", "type": "conversation.assigned", **ids}


# ── On demand


def test_an_agent_gets_a_summary_which_is_kept_as_of_the_last_message(
    tenant: Caller, vera: Caller, seen: list[Transcript]
) -> None:
    agent, one = an_agent(tenant), a_conversation(tenant, by=vera, says="I want my money back")
    last = wrote(vera, "The card was declined")
    status, answer = asked(agent, one)
    assert status == 200
    assert answer["summary"] == {
        "asked": ["A refund"],
        "tried": ["A new card"],
        "promised": ["The money by Friday"],
        "suggestedTopics": ["Billing"],
        "messageId": last,
        "model": "test-1",
        "createdAt": answer["summary"]["createdAt"],
    }
    assert call("agent_conversations_get", agent, id=one)[1]["conversation"]["summary"] == answer["summary"]
    assert [line.text for line in seen[0].lines] == ["I want my money back", "The card was declined"]


def test_without_new_messages_it_is_the_same_and_costs_nothing(
    tenant: Caller, vera: Caller, seen: list[Transcript]
) -> None:
    one = a_conversation(tenant, by=vera)
    first = asked(tenant, one)
    message.send_as_agent(tenant.tenant_id, one, an_agent(tenant).id, Draft("A note", is_internal=True))
    assert asked(tenant, one) == first
    assert (len(seen), used(tenant)) == (1, 1)
    wrote(vera)
    assert asked(tenant, one) != first
    assert (len(seen), used(tenant)) == (2, 2)


def test_in_another_language_it_is_another_summary(tenant: Caller, vera: Caller, seen: list[Transcript]) -> None:
    one = a_conversation(tenant, by=vera)
    asked(tenant, one)
    workspace.update(tenant.tenant_id, {"language": "de"})
    asked(tenant, one)
    assert [transcript.language for transcript in seen] == ["en", "de"]


@pytest.mark.parametrize("plan", ["FREE", "PRO", "ENTERPRISE"])
def test_the_plan_decides_and_the_conversation_says_so(vera: Caller, seen: list[Transcript], plan: str) -> None:
    owner = a_tenant(plan=plan)
    one = a_conversation(owner)
    detail = call("tenant_conversations_get", owner, id=one)[1]["conversation"]
    assert detail["workspace"]["offersSummaries"] == (plan != "FREE")
    if plan == "FREE":
        refused = an_error(400, "This workspace's plan does not include AI", {"code": "NOT_IN_PLAN"})
        assert asked(owner, one) == refused
    else:
        assert asked(owner, one)[0] == 200


def test_a_workspace_can_turn_them_off(tenant: Caller, seen: list[Transcript]) -> None:
    one = a_conversation(tenant)
    turned(tenant, summaries=False)
    refused = an_error(400, "Summaries are turned off in this workspace", {"code": "TURNED_OFF"})
    assert asked(tenant, one) == refused
    detail = call("tenant_conversations_get", tenant, id=one)[1]["conversation"]
    assert not detail["workspace"]["offersSummaries"]


def test_somebody_who_does_not_see_the_conversation_gets_none(tenant: Caller, seen: list[Transcript]) -> None:
    anna, own = an_agent(tenant), an_agent(tenant, "Otto Own", conversation_access="OWN")
    one = a_conversation(tenant, agent=anna)
    assert asked(own._replace(access="OWN"), one) == an_error(404, "Conversation not found")
    assert asked(a_tenant(plan="PRO"), one) == an_error(404, "Conversation not found")
    assert seen == []


def test_of_a_closed_conversation_or_spam_none_is_made(tenant: Caller, seen: list[Transcript]) -> None:
    closed, marked = a_conversation(tenant, "CLOSED"), a_conversation(tenant)
    spam.mark(tenant, marked, "203.0.113.7", blocks_visitor=False)
    assert asked(tenant, closed) == an_error(400, "The conversation is closed", {"code": "CONVERSATION_CLOSED"})
    refused = an_error(400, "This conversation is marked as spam", {"code": "MARKED_AS_SPAM"})
    assert asked(tenant, marked) == refused
    assert seen == []


def test_beyond_the_budget_it_is_refused_until_the_next_day(
    tenant: Caller, vera: Caller, seen: list[Transcript], clock: Clock
) -> None:
    workspace.update(tenant.tenant_id, {"settings": {"budgets": {"assistance": 1}}})
    one = a_conversation(tenant, by=vera)
    first = asked(tenant, one)
    wrote(vera)
    refused = an_error(429, "Today's budget for this is used up", {"code": "RATE_LIMITED"})
    assert [asked(tenant, one) for _ in range(2)] == [refused] * 2
    assert len(seen) == 1
    detail = call("tenant_conversations_get", tenant, id=one)[1]["conversation"]
    assert detail["summary"] == first[1]["summary"], "the former one stays"
    assert everything_under(f"{tenant.tenant_id}#postponed") == []
    clock.advance(24 * 3600)
    assert asked(tenant, one)[0] == 200


def test_whatever_a_model_fails_with_somebody_may_ask_again(
    tenant: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = a_conversation(tenant, says="My secret is 1234")

    def fail(transcript: Transcript) -> Points:
        raise questions.NoAnalysisError("The model stopped for max_tokens")

    monkeypatch.setattr(briefing, "brief", fail)
    assert asked(tenant, one) == an_error(503, "AI did not answer. Please try again.", {"code": "AI_UNAVAILABLE"})
    assert stored(tenant, one) is None


def test_topics_are_suggested_only_where_the_workspace_wants_it(tenant: Caller, seen: list[Transcript]) -> None:
    topics.update(tenant.tenant_id, [{"name": "Billing", "keywords": ["invoice"]}], None)
    asked(tenant, a_conversation(tenant))
    turned(tenant, suggestedTopics=True)
    asked(tenant, a_conversation(tenant))
    assert [[topic.name for topic in transcript.topics] for transcript in seen] == [[], ["Billing"]]


# ── What happens meanwhile


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_it_goes_with_a_message_that_is_changed(
    tenant: Caller, vera: Caller, seen: list[Transcript], change: str
) -> None:
    one = a_conversation(tenant, by=vera)
    said = wrote(vera, "My password is hunter2")
    asked(tenant, one)
    if change == "edited":
        message_edit.edit(vera, one, said, "My password is …")
    else:
        message_edit.delete(vera, one, said)
    assert stored(tenant, one) is None


def _meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Has something happen once while a summary is made."""
    brief = briefing.brief

    def slowly(transcript: Transcript) -> Points:
        monkeypatch.setattr(briefing, "brief", brief)
        with as_somebody_else():
            do()
        return Points(["What is no more said"], [], [], [], "test-1")

    monkeypatch.setattr(briefing, "brief", slowly)


def test_what_is_deleted_while_it_is_made_is_not_in_it(
    tenant: Caller, vera: Caller, seen: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_conversation(tenant, by=vera)
    said = wrote(vera)
    _meanwhile(monkeypatch, lambda: message_edit.delete(vera, one, said))
    assert asked(tenant, one)[1]["summary"]["asked"] == ["A refund"]
    assert len(seen) == 1


def test_a_message_that_comes_while_it_is_made_neither_waits_nor_makes_it_again(
    tenant: Caller, vera: Caller, seen: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_conversation(tenant, by=vera)
    _meanwhile(monkeypatch, lambda: wrote(vera))
    assert asked(tenant, one)[1]["summary"]["asked"] == ["What is no more said"]
    assert conversation.read(tenant.tenant_id, one)["message_count"] == 2
    assert seen == []


def test_of_a_conversation_that_is_deleted_meanwhile_nothing_is_left(
    tenant: Caller, vera: Caller, seen: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_conversation(tenant, by=vera)
    _meanwhile(monkeypatch, lambda: conversation.delete(tenant.tenant_id, one))
    assert asked(tenant, one) == an_error(404, "Conversation not found")
    assert stored(tenant, one) is None


def test_two_at_once_keep_one(
    tenant: Caller, vera: Caller, seen: list[Transcript], monkeypatch: pytest.MonkeyPatch, changes: Changes
) -> None:
    one = a_conversation(tenant, by=vera)
    changes.new()
    _meanwhile(monkeypatch, lambda: asked(tenant, one))
    assert asked(tenant, one)[1]["summary"]["asked"] == ["A refund"], "the faster one's"
    assert [change.kind for change in map(Change.of, changes.new())].count("summary") == 1


# ── On assignment


def test_whom_a_conversation_is_assigned_to_finds_a_summary_and_is_told_once(
    tenant: Caller, vera: Caller, seen: list[Transcript], changes: Changes
) -> None:
    turned(tenant, summariesOnAssignment=True)
    event = an_assignment(tenant, an_agent(tenant), vera)
    changes.new()
    for _ in range(3):
        assert consume("on_event_assistance", event) == failed()
    [change] = [change for change in map(Change.of, changes.new()) if is_of(change, "summary")]
    [notice] = notices.of_change(change, lambda _: None)
    assert notice.type == "conversation.summarized"
    assert notice.sight == notices.Sight(conversation_id=event["conversationId"]), "whoever sees the conversation"
    assert (notice.visitor_id, notice.to_visitor) == (None, None), "but not its visitor"
    assert (len(seen), used(tenant)) == (1, 1)


@pytest.mark.parametrize("setting", [None, False])
def test_on_assignment_none_is_made_unless_the_workspace_wants_it(
    tenant: Caller, vera: Caller, seen: list[Transcript], setting: bool | None
) -> None:
    turned(tenant, summariesOnAssignment=setting)
    assert consume("on_event_assistance", an_assignment(tenant, an_agent(tenant), vera)) == failed()
    assert (seen, used(tenant)) == ([], 0)


def test_what_is_short_or_somebody_elses_by_now_needs_none(
    tenant: Caller, vera: Caller, seen: list[Transcript]
) -> None:
    turned(tenant, summariesOnAssignment=True)
    event = an_assignment(tenant, an_agent(tenant), vera)
    short = an_assignment(tenant, an_agent(tenant), a_visitor(tenant), messages=2)
    claimed, gone = event | {"claimed": True}, event | {"agentId": "usr_" + "0" * 26}
    assert consume("on_event_assistance", short, claimed, gone) == failed()
    assert seen == []


def test_beyond_the_budget_an_assignment_goes_without(tenant: Caller, vera: Caller, seen: list[Transcript]) -> None:
    turned(tenant, summariesOnAssignment=True)
    workspace.update(tenant.tenant_id, {"settings": {"budgets": {"assistance": 0}}})
    assert consume("on_event_assistance", an_assignment(tenant, an_agent(tenant), vera)) == failed()
    assert seen == []
    assert everything_under(f"{tenant.tenant_id}#postponed") == []


def test_a_model_that_fails_has_the_assignment_delivered_again(
    tenant: Caller, vera: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned(tenant, summariesOnAssignment=True)
    monkeypatch.setattr(briefing, "brief", lambda transcript: 1 / 0)
    assert consume("on_event_assistance", an_assignment(tenant, an_agent(tenant), vera)) == failed("m0")


def test_it_may_be_made_of_a_workspace_that_has_no_settings(tenant: Caller, seen: list[Transcript]) -> None:
    """Its item was deleted, or is older than settings."""
    one = a_conversation(tenant)
    assert summaries.on_demand(tenant, one).model == "test-1"
    assert Line("VISITOR", "Hello") in seen[0].lines
