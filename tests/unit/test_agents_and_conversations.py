"""Agents who go leave their conversations to others, and agents who come at once do not lose each other's messages."""

from typing import Any

import pytest

from connextlive.http import Caller
from connextlive.models import base, conversation, message
from connextlive.models.conversation import STATUSES
from connextlive.models.message import Draft
from tests.unit.builders import a_conversation, a_tenant, an_agent, call


class Desk:
    """Anna holds a conversation of every status."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.held = {status: a_conversation(self.owner, status, self.anna) for status in STATUSES}

    def states(self) -> dict[str, tuple[str, str | None]]:
        """What became of each: its status, and who holds it."""
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
    item = base.typed({"pk": "ghost", "sk": "ghost", "id": gone, "list_owner_state": lists, "listed": "9"})
    base.write_all([{"PutRequest": {"Item": item}}])
    # WHEN the agent is removed THEN the rest is freed
    assert call("tenant_agents_remove", desk.owner, id=desk.anna.id)[0] == 200
    assert desk.left_to(desk.anna) == [gone]


def test_more_conversations_than_a_page_holds_are_freed(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_of_two_agents_who_answer_at_once_one_holds_it_and_both_messages_stay(
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
