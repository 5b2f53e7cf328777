"""A resolved conversation is analyzed once per time it was resolved, whatever is delivered twice or late."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from connextlive.analysis import Analysis, Transcript, learned, transcripts
from connextlive.chat import conversation, message, topics
from connextlive.chat.conversation import Conversation
from connextlive.chat.message import Message
from connextlive.core.ids import new_id, timestamp
from connextlive.events.domain import Change, of_change
from connextlive.identity import workspace
from connextlive.table import items
from tests.support.builders import a_table, consume, failed
from tests.support.granted import as_somebody_else
from tools.generate.operations import module

TENANT = new_id("ten")
APP = module("on_conversation_resolved")


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The template's table, with a workspace in it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        a_table()
        workspace.new(TENANT, plan="PRO", language="de").save()
        yield


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Transcript]:
    """The analyzed transcripts, with an analyzer that returns the same for all."""
    analyzed: list[Transcript] = []

    def analyse(transcript: Transcript) -> Analysis:
        analyzed.append(transcript)
        return Analysis("A summary", "RESOLVED", "POSITIVE", ["Billing"], ["Telescope"], 0.876, "test-1")

    monkeypatch.setattr(APP, "analyse", analyse)
    return analyzed


def _opened() -> Conversation:
    held = conversation.begin(TENANT, {"id": new_id("vis"), "user_name": "Jane Doe"}, new_id("site"), timestamp())
    held.save()
    return held


def _resolved(*said: str) -> str:
    """The ID of a resolved conversation. The first letter is the sender; # is an internal note."""
    held = _opened()
    for text in said:
        _say(held, text)
    _resolve(held.id)
    return held.id


def _say(held: Conversation, text: str) -> None:
    message_id = new_id("msg", after=held.last_message_id)
    written = Message(
        held.pk,
        message.PREFIX + message_id,
        id=message_id,
        conversation_id=held.id,
        sender_type="VISITOR" if text[0] == "V" else "AGENT",
        content=text[2:],
        message_type="TEXT",
        is_internal=text[0] == "#",
        created_at=timestamp(),
    )
    held.add(written)
    held.save()
    written.save()


def _resolve(conversation_id: str) -> None:
    message.resolve(TENANT, conversation_id, new_id("usr"), "Geschlossen.")


def _deliver(*conversation_ids: str) -> Any:
    return consume(
        "on_conversation_resolved", *({"tenantId": TENANT, "conversationId": one} for one in conversation_ids)
    )


def _happens(act: Callable[[], object], conversation_id: str) -> list[tuple[str, dict[str, Any]]]:
    before = conversation.read(TENANT, conversation_id)
    act()
    change = Change(
        "1", timestamp(), f"{TENANT}#{conversation_id}", dict(before), dict(conversation.read(TENANT, conversation_id))
    )
    return [(event.type, event.detail) for event in of_change(change)]


def _analysis(conversation_id: str) -> dict[str, Any]:
    return {**(conversation.read(TENANT, conversation_id).get("resolution") or {})}


def _proposed() -> list[tuple[str, int]]:
    return [(one["name"], one["count"]) for one in topics.load(TENANT).open]


def test_the_analysis_is_written_and_announced(seen: list[Transcript]) -> None:
    topics.update(TENANT, [{"name": "Billing", "keywords": ["invoice"]}], None)
    one = _resolved("V Where is my invoice?", "A Here it is.")
    happened = _happens(lambda: _deliver(one), one)
    held: dict[str, Any] = dict(conversation.read(TENANT, one))
    analyzed_at = held["resolution"].pop("analyzed_at")
    assert held["resolution"].pop("closed_at") == held["closed_at"]
    assert held["resolution"] == {
        "summary": "A summary",
        "outcome": "RESOLVED",
        "sentiment": "POSITIVE",
        "topics": ["Billing", "Telescope"],
        "confidence": 0.88,
        "is_unsure": False,
        "model": "test-1",
    }
    assert held["topics"] == ["Billing", "Telescope"]
    assert held["updated_at"] == analyzed_at
    assert [kind for kind, _ in happened] == ["conversation.analyzed"]
    assert happened[0][1]["conversationId"] == one
    assert (happened[0][1]["outcome"], happened[0][1]["sentiment"]) == ("RESOLVED", "POSITIVE")
    assert "A summary" not in json.dumps(happened)


def test_notes_among_agents_and_the_systems_words_are_not_read(seen: list[Transcript]) -> None:
    topics.update(TENANT, [{"name": "Billing", "keywords": ["invoice"]}], None)
    _deliver(_resolved("V Where is my invoice?", "# he is a difficult one", "A Here it is."))
    (transcript,) = seen
    assert [line.text for line in transcript.lines] == ["Where is my invoice?", "Here it is."]
    assert transcript.language == "de"
    assert transcript.visitor == "Jane Doe"
    assert [(topic.name, list(topic.keywords)) for topic in transcript.topics] == [("Billing", ["invoice"])]


def test_what_was_learned_is_read_for_the_analyser_that_uses_it(
    seen: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(learned, "model", read.append)
    for analyser in ("embedded", "bedrock"):
        monkeypatch.setenv("ANALYSER", analyser)
        _deliver(_resolved("V Hello"))
    assert (read, len(seen)) == ([TENANT], 2)


def test_delivered_twice_it_is_analysed_once(seen: list[Transcript]) -> None:
    one = _resolved("V Hello")
    _deliver(one, one)
    first = conversation.read(TENANT, one)
    assert _deliver(one) == failed()
    assert len(seen) == 1
    assert conversation.read(TENANT, one) == first
    assert _proposed() == [("Telescope", 1)]


def test_two_deliveries_at_once_write_once(seen: list[Transcript], monkeypatch: pytest.MonkeyPatch) -> None:
    one = _resolved("V Hello")
    analyse = APP.analyse

    def overtaken(transcript: Transcript) -> Analysis:
        monkeypatch.setattr(APP, "analyse", analyse)
        _deliver(one)
        return Analysis("The slower one", "PARTIAL", "NEUTRAL", [], ["Telescope"], 0.5, "test-1")

    monkeypatch.setattr(APP, "analyse", overtaken)
    assert _deliver(one) == failed()
    assert _analysis(one)["summary"] == "A summary"
    assert _proposed() == [("Telescope", 1)]


@pytest.mark.parametrize("meanwhile", ["reopened", "deleted", "resolved again"])
def test_what_changes_during_the_analysis_drops_it(
    seen: list[Transcript], monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    one = _resolved("V Hello")
    analyse = APP.analyse

    def slowly(transcript: Transcript) -> Analysis:
        with as_somebody_else():
            if meanwhile == "deleted":
                conversation.delete(TENANT, one)
            else:
                conversation.set_status(TENANT, one, "ACTIVE", "usr")
            if meanwhile == "resolved again":
                _resolve(one)
        found: Analysis = analyse(transcript)
        return found

    monkeypatch.setattr(APP, "analyse", slowly)
    assert _deliver(one) == failed()
    assert _proposed() == []
    left = [raw.get("resolution") for raw in items.raw_items([(f"{TENANT}#{one}", "conversation")])]
    assert left == ([] if meanwhile == "deleted" else [None])
    if meanwhile == "resolved again":
        monkeypatch.setattr(APP, "analyse", analyse)
        _deliver(one)
        assert _analysis(one)["summary"] == "A summary"


def test_resolved_again_after_reopening_it_is_analysed_again(seen: list[Transcript]) -> None:
    one = _resolved("V Hello")
    _deliver(one)
    conversation.set_status(TENANT, one, "ACTIVE", "usr")
    _deliver(one)
    assert len(seen) == 1
    _resolve(one)
    assert [kind for kind, _ in _happens(lambda: _deliver(one), one)] == ["conversation.analyzed"]
    assert len(seen) == 2


def test_deleting_nothing_is_not_an_error(seen: list[Transcript]) -> None:
    assert _deliver(new_id("cnv")) == failed()
    assert seen == []


@pytest.mark.parametrize(("plan", "analysed"), [("FREE", 0), ("PRO", 1), ("ENTERPRISE", 1)])
def test_the_plan_decides(seen: list[Transcript], plan: str, analysed: int) -> None:
    workspace.update(TENANT, {"plan": plan})
    _deliver(_resolved("V Hello"))
    assert len(seen) == analysed


def test_an_analyser_that_fails_has_the_event_delivered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(transcript: Transcript) -> Analysis:
        raise RuntimeError("No")

    one = _resolved("V Hello")
    monkeypatch.setattr(APP, "analyse", refuse)
    assert _deliver(one) == failed("m0")
    assert conversation.read(TENANT, one).get("resolution") is None


def test_a_proposal_by_another_spelling_is_the_topic_or_the_older_proposal(seen: list[Transcript]) -> None:
    first, second, third = (_resolved("V Hello") for _ in range(3))
    _deliver(first)
    assert topics.load(TENANT).propose(["Telescopes", "telescope"], "en") == ([], ["Telescope"])
    _deliver(second)
    assert _proposed() == [("Telescope", 2)]
    topics.update(TENANT, [{"name": "Billing", "keywords": []}, {"name": "telescopes", "keywords": []}], [])
    _deliver(third)
    assert conversation.read(TENANT, third)["topics"] == ["Billing", "telescopes"]


def test_a_dismissed_name_is_never_proposed_again(seen: list[Transcript]) -> None:
    topics.update(TENANT, [], ["telescope"])
    one = _resolved("V Hello")
    _deliver(one)
    assert conversation.read(TENANT, one)["topics"] == []
    assert _proposed() == []


def test_no_more_than_a_hundred_proposals_are_kept_and_the_newest_among_them() -> None:
    known = topics.load(TENANT)
    known.propose(["often"], "en")
    known.propose(["often"], "en")
    names = [f"{chr(97 + n // 10) * 4}{chr(107 + n % 10) * 4}" for n in range(120)]
    for name in names:
        known.propose([name], "en")
    kept = {one["name"] for one in known.proposed.names}
    assert len(kept) == topics.MOST_PROPOSED
    assert {"often", names[-1]} <= kept


def test_of_a_long_conversation_beginning_and_end_are_read(
    seen: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcripts, "FIRST", 10)
    monkeypatch.setattr(transcripts, "LAST", 20)
    held = _opened()
    for number in range(45):
        _say(held, f"V {number}")
    _resolve(held.id)
    _deliver(held.id)
    numbers = [int(line.text) for line in seen[0].lines]
    assert numbers == [*range(10), *range(26, 45)]  # the system's closing words were among the last twenty
