"""Lists: totals come from counters, pages from indexes, and both agree."""

from collections.abc import Iterator
from itertools import product
from time import sleep

import pytest
from moto import mock_aws

from connextlive.chat.conversation import STATUSES
from connextlive.table import pages
from tests.support.builders import (
    Changes,
    Json,
    a_bus,
    a_conversation,
    a_key,
    a_table,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    project,
)


class Desk:
    """Conversations of every status, of two agents and unassigned; another tenant has some, too."""

    def __init__(self, changes: Changes) -> None:
        self.owner = a_tenant()
        self.agents = {"anna": an_agent(self.owner, "Anna"), "bert": an_agent(self.owner, "Bert")}
        self.made: list[tuple[str, str, str]] = []
        holders = {**self.agents, "unassigned": None}
        key, _ = a_key(self.owner)
        for holder, status in [*product(holders, STATUSES), ("anna", "ACTIVE"), ("unassigned", "CLOSED")]:
            sleep(0.002)  # so that no two are of the same millisecond
            by = a_visitor(self.owner, key)
            self.made.append((a_conversation(self.owner, status, holders[holder], by), holder, status))
        a_conversation(a_tenant())
        project(changes.all)

    def ids(self, holder: str | None = None, statuses: tuple[str, ...] = STATUSES) -> list[str]:
        """The IDs that a filter should find, newest first."""
        return [id for id, of, status in self.made[::-1] if holder in (None, of) and status in statuses]

    def lists(self, **query: str) -> Json:
        status, answer = call("tenant_conversations_list", self.owner, query=query)
        assert status == 200, answer
        return answer


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Shared by all of these tests, which only read."""
    with mock_aws():
        a_table()
        a_bus()
        yield Desk(Changes())


FILTERS = [None, *STATUSES, "ACTIVE,WAITING", "WAITING,CLOSED"]


def test_a_total_is_as_many_as_the_list_has_under_every_filter(desk: Desk) -> None:
    for holder, status in product((None, "anna", "bert", "unassigned"), FILTERS):
        query = {"status": status} if status else {}
        if holder:
            query["agentId"] = desk.agents[holder].id if holder in desk.agents else holder
        answer = desk.lists(**query)
        expected = desk.ids(holder, tuple(status.split(",")) if status else STATUSES)
        assert [one["id"] for one in answer["conversations"]] == expected
        assert answer["pagination"]["total"] == len(expected)


def test_figures_are_the_whole_workspaces_whatever_the_filter(desk: Desk) -> None:
    everything, filtered = desk.lists(), desk.lists(status="closed", agentId="unassigned")
    assert (filtered["counts"], filtered["agents"]) == (everything["counts"], everything["agents"])
    assert everything["counts"] == {
        **{status.lower(): len(desk.ids(statuses=(status,))) for status in STATUSES},
        "total": len(desk.made),
        "unread": len(desk.made),
    }


def test_an_agents_figures_are_what_they_hold(desk: Desk) -> None:
    assert desk.lists()["agents"] == [
        {
            "id": agent.id,
            "name": agent.name,
            "avatarUrl": None,
            **{status.lower(): len(desk.ids(name, (status,))) for status in STATUSES},
            "unread": len(desk.ids(name)),
        }
        for name, agent in desk.agents.items()
    ]


@pytest.mark.parametrize("status", ["all", "active,waiting", "closed"])
def test_a_cursor_leads_through_the_whole_list_in_order(desk: Desk, status: str) -> None:
    statuses = STATUSES if status == "all" else tuple(status.upper().split(","))
    found, query = [], {"status": status, "limit": "2"}
    for _ in range(len(desk.made)):
        answer = desk.lists(**query)
        found += [one["id"] for one in answer["conversations"]]
        if answer["pagination"]["nextCursor"] is None:
            break
        query["cursor"] = answer["pagination"]["nextCursor"]
    assert found == desk.ids(statuses=statuses)


def test_an_offset_skips_across_several_statuses(desk: Desk) -> None:
    answer = desk.lists(status="active,closed", offset="2", limit="3")
    assert [one["id"] for one in answer["conversations"]] == desk.ids(statuses=("ACTIVE", "CLOSED"))[2:5]


def test_a_forged_cursor_shows_nothing_of_another_tenant(desk: Desk) -> None:
    answer = desk.lists(cursor=pages.encode_cursor("9999#ten_B#conversations"))
    assert [one["id"] for one in answer["conversations"]] == desk.ids()


def test_an_unknown_agent_is_assigned_nothing(desk: Desk) -> None:
    answer = desk.lists(agentId="usr_nobody#x")
    assert (answer["conversations"], answer["pagination"]["total"]) == ([], 0)


def test_a_page_behind_the_end_is_empty_however_far(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "DEEPEST", 3)
    answer = desk.lists(offset="1000000")
    assert answer["conversations"] == []
    assert answer["pagination"] == {
        "total": len(desk.made),
        "limit": 50,
        "offset": 1_000_000,
        "hasMore": False,
        "nextCursor": None,
    }


def test_a_page_within_the_list_skips_only_so_much(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "DEEPEST", 3)
    assert desk.lists(offset="3")["conversations"]
    status, answer = call("tenant_conversations_list", desk.owner, query={"offset": "4"})
    assert (status, [error["field"] for error in answer["data"]["errors"]]) == (400, ["offset"])
