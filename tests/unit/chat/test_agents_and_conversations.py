"""Removed agents release their conversations, and concurrent agents do not lose each other's messages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pynamodb.transactions import TransactWrite

from connextlive import counters
from connextlive.chat import conversation, message
from connextlive.chat.conversation import STATUSES
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.events.domain import Change, of_change
from connextlive.identity import user
from connextlive.push import subscription as push_subscription
from connextlive.reports import rollup
from connextlive.table import codec, writes
from tests.support.builders import (
    Changes,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    project,
)


class Desk:
    """Anna is assigned a conversation of every status."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.held = {status: a_conversation(self.owner, status, self.anna) for status in STATUSES}

    def states(self) -> dict[str, tuple[str, str | None]]:
        """The status and assignee of each."""
        found = {status: conversation.load(self.owner.tenant_id, id) for status, id in self.held.items()}
        return {status: (held.status, held.agent_id) for status, held in found.items()}

    def left_to(self, agent: Caller) -> list[str]:
        values, _ = conversation.page(self.owner.tenant_id, ["ACTIVE", "WAITING"], agent.id, 10)
        return [one["id"] for one in values]


@pytest.fixture
def desk(cloud: None) -> Desk:
    return Desk()


def test_an_agent_who_is_removed_leaves_open_conversations_waiting_and_keeps_closed_ones(desk: Desk) -> None:
    answer = call("tenant_agents_remove", desk.owner, id=desk.anna.id)
    assert answer == (200, {"deleted": True, "id": desk.anna.id})
    assert desk.states() == {
        "ACTIVE": ("WAITING", None),
        "WAITING": ("WAITING", None),
        "CLOSED": ("CLOSED", desk.anna.id),
    }


def test_an_agent_who_is_deactivated_leaves_the_same(desk: Desk) -> None:
    assert call("tenant_agents_update", desk.owner, {"status": "INACTIVE"}, id=desk.anna.id)[0] == 200
    assert desk.left_to(desk.anna) == []


def test_a_conversation_deleted_a_moment_ago_does_not_keep_an_agent_from_being_removed(desk: Desk) -> None:
    # GIVEN an index that still shows a conversation that is gone
    gone = "cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ"
    lists = f"{desk.owner.tenant_id}#conversations#{desk.anna.id}#ACTIVE"
    item = codec.typed({"pk": "ghost", "sk": "ghost", "id": gone, "list_owner_state": lists, "listed": "9"})
    writes.write_all([{"PutRequest": {"Item": item}}])
    # WHEN the agent is removed THEN the rest is freed
    assert call("tenant_agents_remove", desk.owner, id=desk.anna.id)[0] == 200
    assert desk.left_to(desk.anna) == [gone]


def test_more_conversations_than_a_page_are_released(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    for _ in range(5):
        a_conversation(owner, "ACTIVE", anna)
    page = conversation.page
    monkeypatch.setattr(
        conversation,
        "page",
        lambda tenant_id, statuses, agent_id, _, cursor: page(tenant_id, statuses, agent_id, 2, cursor=cursor),
    )
    conversation.release_all(owner.tenant_id, anna.id)
    assert page(owner.tenant_id, STATUSES, anna.id, 10) == ([], None)


def test_two_concurrent_replies_assign_one_agent_and_keep_both_messages(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a second agent whose answer is written after the first has read and before it writes
    owner = a_tenant()
    anna, bert = an_agent(owner, "Anna"), an_agent(owner, "Bert")
    id = a_conversation(owner)
    make, answers = message._new, iter([bert])

    def after_the_other(*args: Any) -> message.Message:
        for other in answers:
            message.send_as_agent(owner.tenant_id, id, other.id, Draft("second"))
        return make(*args)

    monkeypatch.setattr(message, "_new", after_the_other)
    # WHEN both answer
    message.send_as_agent(owner.tenant_id, id, anna.id, Draft("first"))
    # THEN
    held = conversation.load(owner.tenant_id, id)
    said = [values["content"] for values in message.page(owner.tenant_id, id, 10)[0]]
    assert (held.agent_id, held.message_count, said) == (bert.id, 3, ["Hello", "second", "first"])


# ── Who is gone holds nothing ────────────────────────────────────────────────────────────────────────────────────────

GONE: dict[str, tuple[str, Json | None]] = {
    "deactivated": ("tenant_agents_update", {"status": "INACTIVE"}),
    "made an admin": ("tenant_agents_update", {"position": "ADMIN"}),
    "removed": ("tenant_agents_remove", None),
}
REFUSED = {
    "deactivated": an_error(400, "The agent is not active", {"code": "AGENT_INACTIVE"}),
    "made an admin": an_error(404, "Agent not found"),
    "removed": an_error(404, "Agent not found"),
}
UNAUTHORIZED = an_error(401, "Authorization token required")


def leaves(agent: Caller, owner: Caller, how: str) -> None:
    function, body = GONE[how]
    assert call(function, owner, body, id=agent.id)[0] == 200


def between_reading_and_writing(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Runs something between a conversation's next read and its write."""
    decided, once = user.check_active, iter([happens])

    def check_active(tenant_id: str, user_id: str, write: TransactWrite) -> None:
        decided(tenant_id, user_id, write)
        for happen in once:
            happen()

    monkeypatch.setattr(user, "check_active", check_active)


@pytest.mark.parametrize("how", GONE)
@pytest.mark.parametrize("status", STATUSES)
def test_nobody_is_assigned_a_conversation_while_being_removed(
    cloud: None, monkeypatch: pytest.MonkeyPatch, how: str, status: conversation.Status
) -> None:
    owner = a_tenant()
    anna, bert = an_agent(owner, "Anna"), an_agent(owner, "Bert")
    id = a_conversation(owner, status, bert)
    between_reading_and_writing(monkeypatch, lambda: leaves(anna, owner, how))
    assert call("tenant_conversations_assign", owner, {"agentId": anna.id}, id=id) == REFUSED[how]
    assert conversation.load(owner.tenant_id, id).agent_id == bert.id


def test_no_colleague_can_transfer_a_conversation_to_an_agent_being_removed(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    anna, bert = an_agent(owner, "Anna"), an_agent(owner, "Bert")
    id = a_conversation(owner, "ACTIVE", bert)
    between_reading_and_writing(monkeypatch, lambda: leaves(anna, owner, "deactivated"))
    answer = call("agent_conversations_assign", bert, {"agentId": anna.id}, id=id)
    assert answer == REFUSED["deactivated"]
    assert conversation.load(owner.tenant_id, id).agent_id == bert.id


@pytest.mark.parametrize("how", GONE)
def test_a_reply_that_would_claim_a_conversation_comes_too_late(
    cloud: None, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    owner = a_tenant()
    anna, id = an_agent(owner), a_conversation(owner)
    between_reading_and_writing(monkeypatch, lambda: leaves(anna, owner, how))
    assert call("agent_messages_send", anna, {"content": "Hello"}, id=id) == UNAUTHORIZED
    held = conversation.load(owner.tenant_id, id)
    assert (held.status, held.agent_id, held.message_count) == ("WAITING", None, 1)


@pytest.mark.parametrize("how", GONE)
@pytest.mark.parametrize("note", [False, True])
def test_a_token_that_the_gateway_still_remembers_claims_nothing(cloud: None, how: str, note: bool) -> None:
    owner = a_tenant()
    anna, id = an_agent(owner), a_conversation(owner)
    leaves(anna, owner, how)
    assert call("agent_messages_send", anna, {"content": "Hello", "isInternal": note}, id=id) == UNAUTHORIZED
    subscription = {"endpoint": "https://push.example.com/1", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}
    assert call("agent_push_subscriptions_create", anna, subscription) == UNAUTHORIZED
    assert push_subscription.all_of(owner.tenant_id, anna.id) == []


def test_what_was_given_just_before_and_no_index_showed_yet_is_freed_by_the_stream(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN an index that shows nothing yet when the agent goes
    owner = a_tenant()
    anna = an_agent(owner)
    id = a_conversation(owner, "ACTIVE", anna)
    with monkeypatch.context() as late:
        late.setattr(conversation, "page", lambda *_, **__: ([], None))
        leaves(anna, owner, "removed")
    assert conversation.load(owner.tenant_id, id).agent_id == anna.id
    # WHEN the stream brings the departure
    project(changes.new())
    # THEN
    held = conversation.load(owner.tenant_id, id)
    assert (held.status, held.agent_id) == ("WAITING", None)


def test_an_agent_who_is_back_when_the_stream_brings_the_departure_keeps_what_they_hold(changes: Changes) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    leaves(anna, owner, "deactivated")
    assert call("tenant_agents_update", owner, {"status": "ACTIVE"}, id=anna.id)[0] == 200
    id = a_conversation(owner, "ACTIVE", anna)
    project(changes.new())
    assert conversation.load(owner.tenant_id, id).agent_id == anna.id


def test_the_subscriptions_of_an_agent_who_is_removed_go_with_them(changes: Changes) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    push_subscription.register(owner.tenant_id, anna.id, "https://push.example.com/1", "B" * 87, "a" * 22)
    leaves(anna, owner, "removed")
    project(changes.new())
    assert push_subscription.all_of(owner.tenant_id, anna.id) == []


# ── Opening again ────────────────────────────────────────────────────────────────────────────────────────────────────

OPENING: dict[str, tuple[str, Json | None, str, str | None]] = {
    # who opens it: with what, and whether it is ACTIVE or WAITING then, held by whom
    "a colleague's answer": ("agent_messages_send", {"content": "Any news?"}, "ACTIVE", "colleague"),
    "a status, ACTIVE": ("tenant_conversations_set_status", {"status": "ACTIVE"}, "ACTIVE", None),
    "a status, WAITING": ("tenant_conversations_set_status", {"status": "WAITING"}, "WAITING", None),
    "the visitor's message": ("widget_messages_send", {"content": "Still broken"}, "WAITING", None),
    "an assignment and a status": ("tenant_conversations_assign", None, "ACTIVE", "colleague"),
}


@pytest.mark.parametrize("how", GONE)
@pytest.mark.parametrize("opening", OPENING)
@pytest.mark.parametrize("in_that_moment", [False, True])
def test_a_reopened_conversation_is_not_assigned_to_a_removed_agent(
    cloud: None, monkeypatch: pytest.MonkeyPatch, how: str, opening: str, in_that_moment: bool
) -> None:
    # GIVEN a conversation that Anna held when it was closed
    owner = a_tenant()
    anna, colleague, vera = an_agent(owner, "Anna", last_seen_at=timestamp()), an_agent(owner), a_visitor(owner)
    id = a_conversation(owner, "CLOSED", anna, by=vera)
    function, body, status, holder = OPENING[opening]
    # WHEN she goes, and it opens
    if in_that_moment and body is not None:
        between_reading_and_writing(monkeypatch, lambda: leaves(anna, owner, how))
    else:
        leaves(anna, owner, how)
    if body is None:
        assert call(function, owner, {"agentId": colleague.id}, id=id)[0] == 200
        function, body = "tenant_conversations_set_status", {"status": "ACTIVE"}
    by = {"agent": colleague, "tenant": owner, "widget": vera}[function.partition("_")[0]]
    code, answer = call(function, by, body, **({} if by is vera else {"id": id}))
    # THEN
    assert code == 200, answer
    shown, held = answer["conversation"], conversation.load(owner.tenant_id, id)
    assert (shown["status"], shown["agentId"]) == (held.status, held.agent_id)
    assert (held.status, held.agent_id) == (status, colleague.id if holder else None)
    assert (held.status == "WAITING") == (shown["waitingSince"] is not None)


def test_a_colleague_can_take_over_the_conversation_of_a_removed_agent(cloud: None) -> None:
    # GIVEN a conversation of before, which nobody freed
    owner = a_tenant()
    anna, bert = an_agent(owner, "Anna"), an_agent(owner, "Bert")
    id = a_conversation(owner, "ACTIVE", anna)
    user.update(owner.tenant_id, anna.id, {"status": "INACTIVE"})
    # WHEN
    code, answer = call("agent_messages_send", bert, {"content": "Hello"}, id=id)
    # THEN
    assert (code, answer["conversation"]["agentId"]) == (200, bert.id)


# ── One closing, one rating ──────────────────────────────────────────────────────────────────────────────────────────


class Scores:
    """A conversation that Anna closed and the visitor can rate, and the ratings as shown in every place."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.owner = a_tenant("PRO")
        self.anna, self.bert = an_agent(self.owner, "Anna"), an_agent(self.owner, "Bert")
        self.vera = a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.vera)
        self.closes(self.anna)

    def closes(self, agent: Caller) -> None:
        conversation.assign(self.owner.tenant_id, self.id, agent.id)
        assert call("agent_messages_send", agent, {"content": "Done"}, id=self.id)[0] == 200
        assert call("agent_conversations_resolve", agent, id=self.id)[0] == 200

    def rates(self, score: int, **more: str) -> int:
        return call("widget_conversations_rate", self.vera, {"score": score} | more)[0]

    def reopens(self) -> None:
        assert call("widget_messages_send", self.vera, {"content": "One more thing"})[0] == 200

    def of_everybody(self) -> dict[str, tuple[int, float | None]]:
        """Each agent's number of ratings and score, checked to agree in counters, report and events."""
        project(self.changes.new())
        agents = call("tenant_agents_list", self.owner, query={})[1]["agents"]
        today = date.fromisoformat(timestamp()[:10])
        rows = rollup.of_agents(self.owner.tenant_id, today, today)
        for agent in agents:
            counts = [row.counts for row in rows if row.agent_id == agent["id"]]
            assert agent["csatCount"] == sum(one.get("ratings", 0) for one in counts)
        [workspace] = counters.read(self.owner.tenant_id, counters.WORKSPACE)
        in_report = sum(row.counts.get("ratings", 0) for row in rollup.of_workspace(self.owner.tenant_id, today, today))
        assert workspace.get("ratings", 0) == in_report
        return {agent["name"]: (agent["csatCount"], agent["csatScore"]) for agent in agents}

    def rated_events(self) -> list[tuple[str | None, int]]:
        """The credited agents and scores in the events."""
        events = [event for record in self.changes.all for event in of_change(Change.of(record))]
        details = [event.detail for event in events if event.type == "conversation.rated"]
        return [(detail.get("agentId"), detail["score"]) for detail in details]


@pytest.fixture
def scores(changes: Changes) -> Scores:
    return Scores(changes)


def test_a_colleagues_rating_leaves_earlier_ones_unchanged(scores: Scores) -> None:
    assert scores.rates(5) == 200
    scores.reopens()
    scores.closes(scores.bert)
    assert scores.rates(1) == 200
    assert scores.of_everybody() == {"Anna": (1, 100.0), "Bert": (1, 0.0)}
    assert scores.rated_events() == [(scores.anna.id, 5), (scores.bert.id, 1)]


def test_the_same_agent_has_a_rating_for_each_closing(scores: Scores) -> None:
    for score in (5, 2):
        assert scores.rates(score) == 200
        scores.reopens()
        scores.closes(scores.anna)
    assert scores.of_everybody() == {"Anna": (2, 50.0), "Bert": (0, None)}


def test_a_rating_is_credited_to_the_assignee_at_the_closing(scores: Scores) -> None:
    conversation.assign(scores.owner.tenant_id, scores.id, scores.bert.id)
    assert scores.rates(1) == 200
    assert scores.of_everybody() == {"Anna": (1, 0.0), "Bert": (0, None)}
    assert scores.rated_events() == [(scores.anna.id, 1)]


def test_a_rating_without_an_assignee_is_credited_to_nobody(changes: Changes) -> None:
    scores = Scores(changes)
    scores.reopens()
    leaves(scores.anna, scores.owner, "deactivated")
    assert call("tenant_conversations_resolve", scores.owner, id=scores.id)[0] == 200
    conversation.assign(scores.owner.tenant_id, scores.id, scores.bert.id)
    assert scores.rates(4) == 200
    assert scores.of_everybody() == {"Anna": (0, None), "Bert": (0, None)}
    assert scores.rated_events() == [(None, 4)]


def test_a_comment_that_follows_is_no_second_rating(scores: Scores) -> None:
    assert scores.rates(5) == 200
    conversation.comment(scores.owner.tenant_id, scores.id, "Thanks")
    assert scores.of_everybody() == {"Anna": (1, 100.0), "Bert": (0, None)}


def test_a_rating_of_before_the_counts_were_kept_counts_on(scores: Scores) -> None:
    assert scores.rates(5) == 200
    held = conversation.load(scores.owner.tenant_id, scores.id)
    held.rated_before = held.closed_agent_id = None
    held.save()
    scores.reopens()
    scores.closes(scores.bert)
    assert scores.rates(1) == 200
    assert scores.of_everybody() == {"Anna": (1, 100.0), "Bert": (1, 0.0)}


def test_resolving_what_was_closed_by_hand_is_the_same_closing(changes: Changes) -> None:
    owner = a_tenant("PRO")
    vera, anna = a_visitor(owner), an_agent(owner)
    id = a_conversation(owner, "ACTIVE", anna, by=vera)
    _, closed = call("tenant_conversations_set_status", owner, {"status": "CLOSED"}, id=id)
    assert call("widget_conversations_rate", vera, {"score": 5})[0] == 200
    code, resolved = call("agent_conversations_resolve", anna, id=id)
    # The sentence and the analysis follow; when and by whom it was closed stays.
    assert (code, resolved["analysis"]) == (200, "QUEUED")
    assert resolved["conversation"]["lastMessage"]["senderType"] == "SYSTEM"
    for name in ("closedAt", "closedBy"):
        assert resolved["conversation"][name] == closed["conversation"][name]
    again = call("widget_conversations_rate", vera, {"score": 1})
    assert again == an_error(400, "This conversation has been rated already", {"code": "ALREADY_RATED"})
