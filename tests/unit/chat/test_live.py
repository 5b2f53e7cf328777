"""What is going on now: who waits, who is there, targets, and the figures of today."""

import pytest

from connextlive.chat import conversation, message, timers
from connextlive.chat import live as now
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import positions, teams, user, user_presence
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
)

MINUTE = 60


@pytest.fixture
def owner(changes: Changes, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setattr("connextlive.reports.report.datetime", clock.datetime)  # by which it is today
    return a_tenant()


def live(by: Caller, changes: Changes) -> Json:
    changes.settle()
    status, answer = call("agent_live_get" if by.role == "AGENT" else "tenant_live_get", by)
    assert status == 200, answer
    found: Json = answer["live"]
    return found


def a_lead(owner: Caller, *team: Caller) -> Caller:
    """A lead of a team with these members, as the authorizer describes them."""
    made = an_agent(owner, "Lea")
    positions.update(owner, made.id, {"position": "LEAD", "conversation_access": "TEAM"})
    teams.create(owner.tenant_id, "Sales", [made.id, *(member.id for member in team)])
    return user_presence.placed(made, user.load(made.tenant_id, made.id).values)


def test_a_quiet_workspace_has_nothing_and_nobody(owner: Caller, changes: Changes) -> None:
    assert live(owner, changes) == {
        "at": "2027-01-15T08:00:00.000Z",
        "counts": {"waiting": 0, "active": 0, "snoozed": 0},
        "inLine": [],
        "targets": {"atRisk": 0, "missed": 0},
        "agents": [],
        "hasMoreAgents": False,
        "today": {
            "date": "2027-01-15",
            "timezone": "UTC",
            "conversations": 0,
            "closed": 0,
            "firstResponseTime": {"count": 0, "mean": None, "median": None, "p90": None},
            "csat": {"score": None, "count": 0, "good": 0, "average": None, "stars": [0, 0, 0, 0, 0]},
        },
    }


def test_who_waits_for_an_answer_is_in_line_the_longest_wait_first(
    owner: Caller, changes: Changes, clock: Clock
) -> None:
    anna = an_agent(owner)
    vera, theo = a_visitor(owner, user_name="Vera"), a_visitor(owner, user_name="Theo")
    answered = a_conversation(owner, by=a_visitor(owner))
    message.send_as_agent(owner.tenant_id, answered, anna.id, Draft("Here you are"))
    a_conversation(owner, "CLOSED")
    began = timestamp()
    waits = a_conversation(owner, by=vera)
    clock.advance(2 * MINUTE)
    asked = timestamp()
    taken = a_conversation(owner, "ACTIVE", anna, by=theo)
    clock.advance(MINUTE)
    message.send_as_visitor(vera, Draft("Anybody there?"))
    found = live(owner, changes)
    assert found["counts"] == {"waiting": 1, "active": 2, "snoozed": 0}
    assert found["inLine"] == [
        {
            "id": waits,
            "status": "WAITING",
            "waitingSince": began,
            "agentId": None,
            "visitor": {"id": vera.id, "userName": "Vera", "userEmail": None},
        },
        {
            "id": taken,
            "status": "ACTIVE",
            "waitingSince": asked,
            "agentId": anna.id,
            "visitor": {"id": theo.id, "userName": "Theo", "userEmail": None},
        },
    ]


def test_agents_have_their_load_and_where_conversations_are_given_to_them_their_capacity(
    owner: Caller, changes: Changes
) -> None:
    here = {"last_seen_at": timestamp()}
    anna, _ = an_agent(owner, "Anna", **here), an_agent(owner, "Bob", availability="BUSY", capacity=2, **here)
    an_agent(owner, "Carl")
    an_agent(owner, "Dora", status="INACTIVE")
    a_conversation(owner, "ACTIVE", anna)

    def agents() -> list[tuple[str, str, int, int | None]]:
        found = live(owner, changes)["agents"]
        return [(one["name"], one["availability"], one["activeConversations"], one["capacity"]) for one in found]

    assert agents() == [("Anna", "AVAILABLE", 1, None), ("Bob", "BUSY", 0, None), ("Carl", "AWAY", 0, None)]
    routing = {"settings": {"routing": {"rule": "least-busy", "capacity": 4}}}
    assert call("tenant_workspace_update", owner, routing)[0] == 200
    assert agents() == [("Anna", "AVAILABLE", 1, 4), ("Bob", "BUSY", 0, 2), ("Carl", "AWAY", 0, 4)]


def test_the_figures_are_todays_by_the_workspaces_clock(owner: Caller, changes: Changes, clock: Clock) -> None:
    anna = an_agent(owner)
    a_conversation(owner)
    live(owner, changes)
    clock.advance(24 * 60 * MINUTE)
    begun = a_conversation(owner)
    clock.advance(2 * MINUTE)
    message.send_as_agent(owner.tenant_id, begun, anna.id, Draft("Here you are"))
    conversation.set_status(owner.tenant_id, begun, "CLOSED", by=owner.id)
    today = live(owner, changes)["today"]
    assert (today["date"], today["conversations"], today["closed"]) == ("2027-01-16", 1, 1)
    assert (today["firstResponseTime"]["count"], today["firstResponseTime"]["mean"]) == (1, 120)


def test_targets_that_are_at_risk_and_missed_are_counted(owner: Caller, changes: Changes, clock: Clock) -> None:
    targets = {"settings": {"targets": {"firstResponseMinutes": 15, "warningMinutes": 5}}}
    assert call("tenant_workspace_update", owner, targets)[0] == 200

    def passes(minutes: int) -> Json:
        clock.advance(minutes * MINUTE)
        timers.run(1e12)
        found: Json = live(owner, changes)["targets"]
        return found

    a_conversation(owner)
    assert passes(6) == {"atRisk": 0, "missed": 0}
    a_conversation(owner)
    assert passes(5) == {"atRisk": 1, "missed": 0}
    assert passes(5) == {"atRisk": 1, "missed": 1}


def test_a_lead_sees_what_goes_on_in_their_teams_and_what_nobody_has(owner: Caller, changes: Changes) -> None:
    anna, bob = an_agent(owner, "Anna"), an_agent(owner, "Bob")
    lea = a_lead(owner, anna)
    nobodys = a_conversation(owner)
    annas = a_conversation(owner, "ACTIVE", anna)
    bobs = a_conversation(owner, "ACTIVE", bob)
    for conversation_id in (annas, bobs):
        conversation.set_status(owner.tenant_id, conversation_id, "CLOSED", by=owner.id)
    a_conversation(owner, "ACTIVE", bob)
    found = live(lea, changes)
    assert [one["name"] for one in found["agents"]] == ["Anna", "Lea"]
    assert [one["id"] for one in found["inLine"]] == [nobodys]
    assert (found["counts"], found["today"]["closed"]) == ({"waiting": 1, "active": 0, "snoozed": 0}, 1)


def test_who_leads_nobody_sees_no_live_page(owner: Caller) -> None:
    refused = an_error(403, "Only leads see the live page", {"code": "LEADS_ONLY"})
    assert call("agent_live_get", an_agent(owner)) == refused


def test_so_much_is_read_however_many_wait(
    owner: Caller, changes: Changes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(now, "LOOKED_AT", 2)
    opened = []
    for _ in range(3):
        opened.append(a_conversation(owner))
        clock.advance(MINUTE)
    found = live(owner, changes)
    assert (found["counts"]["waiting"], [one["id"] for one in found["inLine"]]) == (3, opened[:2])
