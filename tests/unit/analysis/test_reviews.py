"""What people confirm or correct is kept with the analysis, counted, announced, and learned from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from connextlive.analysis import Line, Topic, Transcript, embedded, examples, learned
from connextlive.analysis import resolution as resolutions
from connextlive.aws import s3
from connextlive.chat import conversation, topics
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id, timestamp
from connextlive.events.domain import Change, of_change
from connextlive.reports import facts, figures
from connextlive.reports.schemas.figures import UsageOfAnalyses
from tests.support.builders import (
    Clock,
    Json,
    a_conversation,
    a_tenant,
    an_agent,
    an_error,
    call,
    consume,
    failed,
    wrong,
)

if TYPE_CHECKING:
    from connextlive.chat.conversation import Resolution

BILLING, SHIPPING = Topic("Billing", ["invoice"]), Topic("Shipping", ["parcel"])
ANALYZED = {"outcome": "RESOLVED", "sentiment": "NEUTRAL", "topics": ["Billing"]}


@pytest.fixture(autouse=True)
def files(bucket: Any) -> Iterator[Any]:
    yield bucket
    learned._model.cache_clear()


@pytest.fixture
def tenant(files: Any) -> Caller:
    owner = a_tenant(plan="PRO")
    named: list[topics.Topic] = [
        {"name": topic.name, "keywords": list(topic.keywords)} for topic in (BILLING, SHIPPING)
    ]
    topics.update(owner.tenant_id, named, None)
    return owner


def analyzed(of: Caller, says: str = "Where is my stuff?", **values: Any) -> str:
    """The ID of a conversation with an analysis."""
    one = a_conversation(of, "CLOSED", says=says)
    held = conversation.load(of.tenant_id, one)
    facts_of = {"summary": "A summary", "confidence": 0.8, "model": "test-1", "closed_at": held.closed_at}
    found = {**facts_of, "analyzed_at": "2026-01-31T09:30:00.123Z", **ANALYZED, **values}
    held.resolution, held.topics = cast("Resolution", found), found["topics"]
    held.save()
    return one


def reviewed(by: Caller, one: str, **right: Any) -> tuple[int, Json]:
    audience = "agent" if by.role == "AGENT" else "tenant"
    return call(f"{audience}_resolutions_review", by, right, id=one)


def resolution(of: Caller, one: str) -> Json:
    return {**(conversation.read(of.tenant_id, one)["resolution"] or {})}


def learn(of: Caller, *conversations: str, event: str = "conversation.reviewed") -> Json:
    facts_of = {"type": event, "tenantId": of.tenant_id, "corrected": True}
    return consume("on_event_learning", *(facts_of | {"conversationId": one} for one in conversations))


def taught(of: Caller, says: str, *names: str) -> str:
    """The ID of a conversation that was corrected to these topics and learned from."""
    one = analyzed(of, says)
    assert reviewed(of, one, topics=list(names))[0] == 200
    assert learn(of, one) == failed()
    return one


def about(of: Caller, says: str) -> list[str]:
    """The topics of a conversation in which a visitor says this, by what was learned."""
    model = learned.model(of.tenant_id)
    return list(embedded.analyse(Transcript([Line("VISITOR", says)], "en", [BILLING, SHIPPING], learned=model)).topics)


def stored(files: Any) -> list[str]:
    return [item["Key"] for item in files.list_objects_v2(Bucket=s3.BUCKET).get("Contents", [])]


def changed(of: Caller, one: str, **right: Any) -> Change:
    """The change that a review is."""
    before = dict(conversation.read(of.tenant_id, one))
    assert reviewed(of, one, **right)[0] == 200
    return Change("1", timestamp(), f"{of.tenant_id}#{one}", before, dict(conversation.read(of.tenant_id, one)))


# ── The review


def test_a_confirmed_analysis_stays_as_it_is_and_says_by_whom(tenant: Caller) -> None:
    agent, one = an_agent(tenant), analyzed(tenant)
    status, answer = reviewed(agent, one)
    review = answer["conversation"]["resolution"]["review"]
    assert status == 200
    assert review == {"at": review["at"], "by": agent.id, "corrected": [], "analyzed": ANALYZED}
    assert {name: resolution(tenant, one)[name] for name in ANALYZED} == ANALYZED


def test_a_correction_replaces_what_was_wrong_and_keeps_what_the_analysis_said(tenant: Caller) -> None:
    one = analyzed(tenant)
    _, answer = reviewed(tenant, one, outcome="UNRESOLVED", topics=["shipping", "Shipping"])
    shown = answer["conversation"]
    assert (shown["resolution"]["outcome"], shown["resolution"]["sentiment"]) == ("UNRESOLVED", "NEUTRAL")
    assert shown["topics"] == shown["resolution"]["topics"] == ["Shipping"]
    assert shown["resolution"]["review"]["corrected"] == ["outcome", "topics"]
    assert shown["resolution"]["review"]["analyzed"] == ANALYZED


def test_a_second_review_corrects_the_analysis_and_not_the_first_review(tenant: Caller) -> None:
    one = analyzed(tenant)
    reviewed(tenant, one, outcome="PARTIAL")
    reviewed(tenant, one, outcome="RESOLVED")
    assert resolution(tenant, one)["review"]["corrected"] == []
    assert resolution(tenant, one)["review"]["analyzed"] == ANALYZED


def test_the_same_review_again_changes_nothing(tenant: Caller) -> None:
    one = analyzed(tenant)
    reviewed(tenant, one, sentiment="NEGATIVE")
    before = conversation.read(tenant.tenant_id, one)
    assert reviewed(tenant, one, sentiment="NEGATIVE")[0] == 200
    assert conversation.read(tenant.tenant_id, one) == before


def test_what_was_not_analyzed_cannot_be_reviewed(tenant: Caller) -> None:
    one = a_conversation(tenant, "CLOSED")
    assert reviewed(tenant, one) == an_error(400, "This conversation has not been analyzed", {"code": "NOT_ANALYZED"})


def test_a_topic_is_the_workspaces_or_one_that_the_analysis_proposed(tenant: Caller) -> None:
    one = analyzed(tenant, topics=["Telescope"])
    assert reviewed(tenant, one, topics=["telescope", "Billing"])[0] == 200
    assert resolution(tenant, one)["topics"] == ["Telescope", "Billing"]
    assert reviewed(tenant, one, topics=["Weather"]) == wrong(topics="Weather is not one of the workspace's topics")


def test_a_review_is_announced_and_is_no_new_analysis(tenant: Caller) -> None:
    change = changed(tenant, analyzed(tenant), sentiment="NEGATIVE")
    (event,) = of_change(change)
    assert (event.type, event.facts["sentiment"], event.facts["corrected"]) == (
        "conversation.reviewed",
        "NEGATIVE",
        True,
    )


def test_a_correction_takes_back_from_reports_what_it_replaces(tenant: Caller) -> None:
    one = analyzed(tenant)
    change = changed(tenant, one, outcome="PARTIAL", topics=["Shipping"])
    found = list(facts.of_change(change.before, change.after, change.at))
    assert {fact.at for fact in found} == {"2026-01-31T09:30:00.123Z"}
    assert {fact.topic: fact.counts for fact in found} == {
        None: {"resolved": -1, "partial": 1, "reviewed": 1, "corrected_outcome": 1, "corrected_topics": 1},
        "billing": {"analysed": -1, "resolved": -1, "neutral": -1},
        "shipping": {"analysed": 1, "partial": 1, "neutral": 1},
    }
    back = changed(tenant, one, outcome="RESOLVED", topics=["Billing"])
    assert {fact.topic: fact.counts for fact in facts.of_change(back.before, back.after, back.at)} == {
        None: {"resolved": 1, "partial": -1, "corrected_outcome": -1, "corrected_topics": -1},
        "billing": {"analysed": 1, "resolved": 1, "neutral": 1},
        "shipping": {"analysed": -1, "partial": -1, "neutral": -1},
    }


def test_an_analysis_from_before_its_time_was_stored_counts(tenant: Caller) -> None:
    one = analyzed(tenant)
    after = conversation.read(tenant.tenant_id, one)
    resolved = dict(after["resolution"] or {})
    del resolved["analyzed_at"]
    found = facts.of_change({**after, "resolution": None}, {**after, "resolution": resolved}, timestamp())
    assert {fact.topic: fact.counts["analysed"] for fact in found} == {None: 1, "billing": 1}


def test_what_an_analysis_used_counts_once_in_reports(tenant: Caller) -> None:
    one = analyzed(tenant, usage={"input_tokens": 900, "output_tokens": 90, "cost": 0.0000756})
    held = conversation.read(tenant.tenant_id, one)
    (found,) = (fact for fact in facts.of_change({**held, "resolution": None}, held, timestamp()) if not fact.topic)
    used = {"input_tokens": 900, "output_tokens": 90, "cost": 75_600, "priced": 1}
    assert found.counts == {"analysed": 1, "resolved": 1, "neutral": 1} | used
    assert figures.measures(Counter(found.counts)).usage == UsageOfAnalyses(
        input_tokens=900, output_tokens=90, priced=1, cost=0.000076, cost_per_analysis=0.0000756
    )
    change = changed(tenant, one, outcome="PARTIAL")  # a review costs nothing
    (review,) = (fact for fact in facts.of_change(change.before, change.after, change.at) if not fact.topic)
    assert not used.keys() & review.counts.keys()
    answer: Json = reviewed(tenant, one)[1]
    assert answer["conversation"]["resolution"]["usage"] == {"inputTokens": 900, "outputTokens": 90, "cost": 0.0000756}


def test_of_an_analysis_whose_price_is_not_known_only_the_tokens_count(tenant: Caller) -> None:
    one = analyzed(tenant, usage={"input_tokens": 900, "output_tokens": 90, "cost": None})
    held = conversation.read(tenant.tenant_id, one)
    (found,) = (fact for fact in facts.of_change({**held, "resolution": None}, held, timestamp()) if not fact.topic)
    assert figures.measures(Counter(found.counts)).usage == UsageOfAnalyses(input_tokens=900, output_tokens=90)


# ── What a model is shown


def test_a_model_is_shown_what_people_said_of_other_conversations(
    tenant: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught(tenant, "The courier was late", "Shipping")
    one = taught(tenant, "Your courier lost it", "Shipping")
    held = conversation.load(tenant.tenant_id, one)
    held.resolution, held.is_resolved = None, True
    held.save()
    monkeypatch.setenv("ANALYSER", "openai")
    due = resolutions.due(tenant.tenant_id, one, "en")
    assert due is not None
    (example,) = due.transcript.examples  # and not what was said of this one
    assert list(example.lines) == ["The courier was late"]
    assert (example.outcome, example.sentiment, example.topics) == ("RESOLVED", "NEUTRAL", ["Shipping"])
    assert example.corrected == ["topics"]
    assert due.transcript.learned is None


# ── What is learned


def test_what_was_corrected_three_times_is_found_though_no_keyword_says_it(tenant: Caller) -> None:
    assert about(tenant, "The courier left it with a neighbour") == []
    for says in ("The courier was late", "Your courier lost it", "No courier came", "Which courier is it?"):
        taught(tenant, says, "Shipping")
    for says in ("Wrong sum", "I paid twice", "Too much was charged", "The sum is off"):
        taught(tenant, says, "Billing")
    assert about(tenant, "The courier left it with a neighbour") == ["Shipping"]
    assert about(tenant, "I was charged twice") == ["Billing"]


def test_a_topic_without_examples_is_still_found_by_its_keywords(tenant: Caller) -> None:
    for says in ("The courier was late", "Your courier lost it", "No courier came"):
        taught(tenant, says, "Shipping")
    assert about(tenant, "My invoice is wrong") == ["Billing"]


def test_a_topic_without_examples_is_found_in_the_language_that_is_spoken(tenant: Caller) -> None:
    taught(tenant, "The courier was late", "Shipping")
    spoken = [Line("VISITOR", "Ich habe ein Haus gekauft, und es ist nicht das Haus, das ich bestellt habe")]
    said = Transcript(spoken, "en", [Topic("Immobilien", ["Häuser"])])
    assert embedded.analyse(said).topics == ["Immobilien"]
    model = learned.model(tenant.tenant_id)
    assert model is not None
    assert embedded.analyse(replace(said, learned=model)).topics == ["Immobilien"]


def test_what_was_learned_is_explained_by_its_words(tenant: Caller) -> None:
    assert call("tenant_learned_topics_get", tenant)[1] == {"examples": 0, "learnedAt": None, "topics": []}
    for says in ("The courier was late", "Your courier lost it", "No courier came"):
        taught(tenant, says, "Shipping")
    taught(tenant, "Hello", "Billing")
    found = call("tenant_learned_topics_get", tenant)[1]
    assert found["examples"] == 4
    (topic,) = found["topics"]
    assert (topic["name"], topic["examples"], topic["words"][0]) == ("Shipping", 3, "courier")


def test_only_the_newest_version_is_kept_and_the_same_event_again_makes_none(tenant: Caller, files: Any) -> None:
    taught(tenant, "The courier was late", "Shipping")
    one = taught(tenant, "No courier came", "Shipping")
    before = stored(files)
    assert len(before) == 2
    assert learn(tenant, one) == failed()
    assert stored(files) == before


def test_a_deleted_conversation_is_forgotten(tenant: Caller, files: Any) -> None:
    one = taught(tenant, "My name is Erika Mustermann", "Shipping")
    conversation.delete(tenant.tenant_id, one)
    assert learn(tenant, one, event="conversation.deleted") == failed()
    version = learned.find(tenant.tenant_id)
    assert version is not None
    assert (version.examples, learned.examples(version)) == (0, {})
    assert len(stored(files)) == 2


def test_what_was_learned_stays_when_only_the_answer_was_lost(
    tenant: Caller, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = taught(tenant, "The courier was late", "Shipping")
    save = learned.LearnedTopics.save

    def save_unheard(version: learned.LearnedTopics) -> None:
        save(version)
        version.version = 1  # of the repetition, which comes too late for its own condition
        save(version)

    monkeypatch.setattr(learned.LearnedTopics, "save", save_unheard)
    also = taught(tenant, "No courier came", "Shipping")
    assert learned.examples(learned.find(tenant.tenant_id)).keys() == {kept, also}
    assert len(stored(files)) == 2


def test_files_that_somebody_left_who_was_killed_are_deleted_with_the_next_lesson(
    tenant: Caller, files: Any, clock: Clock
) -> None:
    one = taught(tenant, "The courier was late", "Shipping")
    files.put_object(Bucket=s3.BUCKET, Key=f"{tenant.tenant_id}/learned/{new_id('lrn')}/left", Body=b"texts")
    assert learn(tenant, one) == failed()
    assert len(stored(files)) == 3, "it may be about to become a version"
    clock.advance(examples.LEARNS_FOR + 1)
    assert learn(tenant, one) == failed()
    assert len(stored(files)) == 2


def test_a_deletion_in_a_workspace_without_reviews_writes_nothing(tenant: Caller, files: Any) -> None:
    one = a_conversation(tenant, "CLOSED")
    conversation.delete(tenant.tenant_id, one)
    assert learn(tenant, one, event="conversation.deleted") == failed()
    assert stored(files) == []


def test_of_two_versions_at_once_both_reviews_are_in_the_last(
    tenant: Caller, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = analyzed(tenant, "The courier was late"), analyzed(tenant, "No courier came")
    for one in (first, second):
        reviewed(tenant, one, topics=["Shipping"])
    write = s3.write

    def overtaken(*file: Any) -> None:
        monkeypatch.setattr(s3, "write", write)
        learn(tenant, second)
        write(*file)

    monkeypatch.setattr(s3, "write", overtaken)
    assert learn(tenant, first) == failed()
    assert learned.examples(learned.find(tenant.tenant_id)).keys() == {first, second}
    assert len(stored(files)) == 2
