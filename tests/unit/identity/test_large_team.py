"""Teams of any size: everybody is listed, counted and assignable, and a list of conversations costs the same."""

from collections.abc import Iterator
from itertools import count

import pytest
from moto import mock_aws

from connextlive import counters
from connextlive.core.caller import Caller
from connextlive.identity import team
from connextlive.table import pages
from tests.support.builders import Json, TeamReads, a_bus, a_table, a_team, a_tenant, call

MANY = 1_500


class Company:
    """A workspace with a large team."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.ids = a_team(self.owner, MANY)

    def agents(self, **query: str) -> Json:
        status, answer = call("tenant_agents_list", self.owner, query=query)
        assert status == 200, answer
        return answer

    def conversations(self, **query: str) -> Json:
        status, answer = call("tenant_conversations_list", self.owner, query=query)
        assert status == 200, answer
        return answer


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Shared by the tests that only read."""
    with mock_aws():
        a_table()
        a_bus()
        yield Company()


def test_everybody_is_listed_with_their_figures(company: Company) -> None:
    answer = company.agents()
    assert [(one["id"], one["activeConversations"]) for one in answer["agents"]] == list(zip(company.ids, count()))
    assert answer["pagination"] == {
        "total": MANY,
        "limit": MANY,
        "hasMore": False,
        "nextCursor": None,
        "nextInvitationCursor": None,
    }


def test_pages_lead_through_everybody_in_the_same_order(company: Company) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while len(found) <= MANY:
        answer = company.agents(limit="100", **cursor)
        assert [one["activeConversations"] for one in answer["agents"]] == list(range(len(found), len(found) + 100))
        found += [one["id"] for one in answer["agents"]]
        if not answer["pagination"]["hasMore"]:
            break
        cursor = {"cursor": answer["pagination"]["nextCursor"]}
    assert found == company.ids


@pytest.mark.parametrize(("search", "number"), [("AGENT 01499", 1), ("agent1499@", 1), ("0149", 11), ("nobody", 0)])
def test_a_search_finds_parts_of_names_and_addresses(company: Company, search: str, number: int) -> None:
    assert company.agents(search=search, limit="20")["pagination"]["total"] == number
    assert len(company.agents(search=search)["agents"]) == number


def test_colleagues_are_paged_as_well(company: Company) -> None:
    anna = Caller(company.owner.tenant_id, company.ids[0], "AGENT", "Agent 00000")
    first = call("agent_agents_list", anna, query={"limit": "2"})[1]
    second = call("agent_agents_list", anna, query={"limit": "2", "cursor": first["pagination"]["nextCursor"]})[1]
    assert [one["id"] for one in first["agents"] + second["agents"]] == company.ids[:4]
    assert len(call("agent_agents_list", anna)[1]["agents"]) == MANY


def test_a_response_has_as_many_as_fit_and_a_cursor_for_the_rest(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "ROOM", 400_000)
    first = company.agents()
    assert 100 < len(first["agents"]) < MANY
    second = company.agents(cursor=first["pagination"]["nextCursor"])
    shown = [one["id"] for one in first["agents"] + second["agents"]]
    assert shown == company.ids[: len(shown)]
    assert first["pagination"]["total"] == MANY


@pytest.mark.parametrize("cursor", ["no cursor", pages.encode_cursor("usr_01HX5ZZKBKACTAV9WEVGEMMVRZ")])
def test_a_cursor_of_another_list_is_refused(company: Company, cursor: str) -> None:
    assert call("tenant_agents_list", company.owner, query={"cursor": cursor, "limit": "2"})[0] == 400


def test_a_conversation_list_reads_the_same_of_a_team_of_any_size(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.conversations()
    reads = TeamReads(monkeypatch)
    answer = company.conversations()
    assert reads.new() == {"count": counters.SHARDS + 1 + team.LISTED}
    assert answer["counts"]["active"] == sum(range(MANY))
    assert answer["hasMoreAgents"] is True
    newest = company.ids[-team.LISTED :]
    assert [(one["id"], one["active"]) for one in answer["agents"]] == [(one, company.ids.index(one)) for one in newest]


def test_the_unassigned_are_counted_without_reading_every_agents_counters(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = TeamReads(monkeypatch)
    company.conversations(agentId="unassigned")
    assert reads.new() == {"count": counters.SHARDS + 1 + team.LISTED}


def test_an_agents_list_has_their_own_total_however_many_joined_since(company: Company) -> None:
    assert company.conversations(agentId=company.ids[3])["pagination"]["total"] == 3
