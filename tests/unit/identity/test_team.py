"""What lists show of a team follows its changes at once; counters from before go on counting."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from connextlive import counters
from connextlive.chat import conversation
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id
from connextlive.identity import team, user
from connextlive.table import codec, items, writes
from connextlive.table.codec import Values
from tests.support.builders import Changes, Json, TeamReads, a_conversation, a_team, a_tenant, an_agent, call, project

# ── What changes shows at once ───────────────────────────────────────────────────────────────────────────────────────


class Desk:
    """A small team with a conversation, seen in the list again and again."""

    def __init__(self, changes: Changes) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner, "Anna")
        self.conversation = a_conversation(self.owner, "ACTIVE", self.anna)
        project(changes.all)

    def names(self) -> tuple[list[str], str]:
        """The names in the list: of the team, and of the conversation's agent."""
        answer = call("tenant_conversations_list", self.owner)[1]
        return [one["name"] for one in answer["agents"]], answer["conversations"][0]["agent"]["name"]


@pytest.fixture
def desk(changes: Changes) -> Desk:
    return Desk(changes)


def test_a_new_name_is_in_the_next_list(desk: Desk) -> None:
    assert desk.names() == (["Anna"], "Anna")
    call("tenant_agents_update", desk.owner, {"name": "Anne"}, id=desk.anna.id)
    assert desk.names() == (["Anne"], "Anne")


def test_who_joins_is_in_the_next_list(desk: Desk) -> None:
    desk.names()
    an_agent(desk.owner, "Bert")
    assert desk.names() == (["Anna", "Bert"], "Anna")


def test_who_is_removed_is_not_but_their_name_stays_with_their_conversations(desk: Desk) -> None:
    desk.names()
    conversation.set_status(desk.owner.tenant_id, desk.conversation, "CLOSED", by=desk.owner.id)
    call("tenant_agents_remove", desk.owner, id=desk.anna.id)
    assert desk.names() == ([], "Anna")


def test_a_page_continues_behind_somebody_who_was_removed(desk: Desk) -> None:
    for name in ("Bert", "Cora"):
        an_agent(desk.owner, name)
    first = call("tenant_agents_list", desk.owner, query={"limit": "1"})[1]
    call("tenant_agents_remove", desk.owner, id=desk.anna.id)
    second = call("tenant_agents_list", desk.owner, query={"limit": "1", "cursor": first["pagination"]["nextCursor"]})[
        1
    ]
    assert [one["name"] for one in second["agents"]] == ["Bert"]


def test_figures_are_complete_though_many_have_left(desk: Desk) -> None:
    pk = counters.team_pk(desk.owner.tenant_id)
    gone = [{"pk": pk, "sk": f"count#{new_id('usr')}", "c": 1} for _ in range(team.LISTED + 50)]
    writes.write_all([{"PutRequest": {"Item": codec.typed(item)}} for item in gone])
    assert [one["active"] for one in call("tenant_conversations_list", desk.owner)[1]["agents"]] == [1]


def test_a_large_team_looks_for_who_is_gone_less_often(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_tenant()
    a_team(owner, 200)
    reads = TeamReads(monkeypatch)
    for _ in range(3):
        user.note_lapsed(owner.tenant_id)
    assert sum(reads.new().values()) == 0  # projected, without keys
    assert 1 < user._look_again_at[owner.tenant_id] - time.monotonic() < 2.1


# ── Counters from before ─────────────────────────────────────────────────────────────────────────────────────────────

WHOLE_NAMES = {name: name for name in counters.STORED}


def stored(tenant_id: str) -> list[Json]:
    found = items.query(counters.team_pk(tenant_id), prefix="count#", limit=10_000)
    return sorted((codec.plain(raw) for raw in found), key=lambda item: str(item["sk"]))


def an_old_workspace() -> Caller:
    owner = Caller(new_id("ten"), new_id("usr"), "CUSTOMER", "Olga")
    a_team(owner, 5, WHOLE_NAMES)
    return owner


def test_counters_from_before_count_with_those_since(cloud: None) -> None:
    owner = an_old_workspace()
    agent_id = next(iter(counters.of_agents(owner.tenant_id)))
    counters.settle([(f"{owner.tenant_id}#{new_id('cnv')}", an_image(agent_id)) for _ in range(3)])
    figures = counters.figures(owner.tenant_id, 10)
    assert (figures.workspace("active"), figures.agent(agent_id, "active")) == (13, 3)
    assert figures.unassigned("waiting") == 7


def test_a_migration_changes_no_figure_and_counts_what_is_assigned(cloud: None) -> None:
    owner = an_old_workspace()
    before = counters.of_agents(owner.tenant_id)
    # An agent's conversation is counted before, one while, and one after the migration.
    agent_id = list(before)[-1]
    counters.settle([(f"{owner.tenant_id}#{new_id('cnv')}", an_image(agent_id))])
    assert counters.migrate(owner.tenant_id) == 6
    counters.settle([(f"{owner.tenant_id}#{new_id('cnv')}", an_image(agent_id)), (owner.tenant_id, an_image(None))])
    figures = counters.figures(owner.tenant_id, 10)
    assert figures.state["counts_assigned"] is True
    assert figures.workspace("active") == 13
    assert figures.agent(agent_id, "active") == before[agent_id]["active"] + 2
    assert (figures.unassigned("active"), figures.unassigned("waiting")) == (1, 7)


def test_a_migration_again_finds_nothing_to_do(cloud: None) -> None:
    owner = an_old_workspace()
    counters.migrate(owner.tenant_id)
    before = stored(owner.tenant_id)
    assert counters.migrate(owner.tenant_id) == 0
    assert stored(owner.tenant_id) == before


def test_a_migration_can_be_interrupted_anywhere(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = an_old_workspace()
    whole = writes.transact
    for survives in range(7):
        left = iter(range(survives))

        def transact(actions: list[Values], left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            whole(actions)

        monkeypatch.setattr(writes, "transact", transact)
        with suppress(KeyboardInterrupt):
            counters.migrate(owner.tenant_id)
        figures = counters.figures(owner.tenant_id, 10)
        assert (figures.workspace("active"), figures.unassigned("active"), figures.unassigned("waiting")) == (10, 0, 7)
    assert figures.state["counts_assigned"] is True


def an_image(agent_id: str | None) -> Values:
    return {"kind": "conversation", "status": "ACTIVE", "unread_count": 0, "agent_id": agent_id, "version": 1}
