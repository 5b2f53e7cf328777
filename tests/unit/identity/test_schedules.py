"""Working hours: who is available by them, what a choice by hand is worth against them, and until when."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from connextlive.chat import timers
from connextlive.core import zones
from connextlive.core.caller import Caller
from connextlive.identity import user_presence
from connextlive.identity.hours import DAYS
from connextlive.table import timers as entries
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_tenant,
    an_agent,
    call,
    everything_under,
    project,
    wrong,
)

ZONE = "Europe/Berlin"  # clocks go forward on 28 March 2027 at 02:00, back on 31 October at 03:00
OFFICE = ("09:00", "17:00")
WEEK: Json = {"monday": [{"from": "09:00", "to": "17:00"}]}


def a_schedule(*shifts: tuple[str, str], days: Sequence[str] = DAYS[:5], off: Sequence[str] = ()) -> Json:
    """The same shifts on each of the days."""
    of_day = [{"from": begin, "to": end} for begin, end in shifts or (OFFICE,)]
    holidays = {"holidays": [{"date": day, "shifts": []} for day in off]} if off else {}
    return {"timezone": ZONE, "week": dict.fromkeys(days, of_day), **holidays}


def utc(local: str) -> str:
    """A moment of Berlin's clock, as the API says it."""
    at = datetime.fromisoformat(local).replace(tzinfo=zones.of(ZONE)).astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


class Agent:
    """An agent who is there, on a clock in Berlin."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self.owner = a_tenant()
        self.caller: Caller = an_agent(self.owner)
        self._clock, self._changes = clock, changes

    def at(self, local: str) -> "Agent":
        """Goes on to that moment; their console has been open all the time."""
        now = datetime.fromisoformat(local).replace(tzinfo=zones.of(ZONE)).timestamp()
        while self._clock.now < now:
            self._clock.now = min(now, max(self._clock.now + 50, now - 100))
            self.is_seen()
        return self

    def is_seen(self) -> None:
        user_presence.seen(self.caller.tenant_id, self.caller.id, 0)
        self._changes.new()

    def says(self, **fields: object) -> None:
        status, answer = call("agent_profile_update", self.caller, fields)
        assert status == 200, answer

    @property
    def standing(self) -> tuple[str, str | None, bool]:
        profile = call("agent_profile_get", self.caller)[1]["profile"]
        return profile["availability"], profile["availabilityUntil"], profile["isBySchedule"]


@pytest.fixture
def agent(clock: Clock, changes: Changes) -> Agent:
    return Agent(clock, changes)


def test_without_a_schedule_an_agent_is_what_they_say(agent: Agent) -> None:
    agent.at("2027-01-18 03:00")
    assert agent.standing == ("AVAILABLE", None, False)
    agent.says(availability="BUSY")
    assert agent.at("2027-01-25 03:00").standing == ("BUSY", None, False)


@pytest.mark.parametrize(
    ("schedule", "local", "availability", "until"),
    [
        (a_schedule(), "2027-01-18 08:59:59", "AWAY", "2027-01-18 09:00"),
        (a_schedule(), "2027-01-18 09:00:00", "AVAILABLE", "2027-01-18 17:00"),
        (a_schedule(), "2027-01-18 16:59:59", "AVAILABLE", "2027-01-18 17:00"),
        (a_schedule(), "2027-01-22 17:00:00", "AWAY", "2027-01-25 09:00"),  # a Friday
        (a_schedule(("09:00", "12:00"), ("13:00", "17:00")), "2027-01-18 12:00:00", "AWAY", "2027-01-18 13:00"),
        (a_schedule(("09:00", "12:00"), ("13:00", "17:00")), "2027-01-18 13:00:00", "AVAILABLE", "2027-01-18 17:00"),
        (a_schedule(off=["2027-01-18"]), "2027-01-18 10:00:00", "AWAY", "2027-01-19 09:00"),
        # Over midnight, in the night of each change of clocks: the clock's hour counts, not how long it was.
        (a_schedule(("22:00", "06:00"), days=["saturday"]), "2027-03-28 05:59:59", "AVAILABLE", "2027-03-28 06:00"),
        (a_schedule(("22:00", "06:00"), days=["saturday"]), "2027-03-28 06:00:00", "AWAY", "2027-04-03 22:00"),
        (a_schedule(("22:00", "06:00"), days=["saturday"]), "2027-10-31 05:59:59", "AVAILABLE", "2027-10-31 06:00"),
        (a_schedule(("22:00", "06:00"), days=["saturday"]), "2027-10-31 06:00:00", "AWAY", "2027-11-06 22:00"),
    ],
)
def test_by_their_schedule_an_agent_is_available_during_shifts_and_away_outside(
    agent: Agent, schedule: Json, local: str, availability: str, until: str
) -> None:
    agent.says(schedule=schedule)
    assert agent.at(local).standing == (availability, utc(until), True)


@pytest.mark.parametrize("choice", ["BUSY", "AWAY"])
@pytest.mark.parametrize("chosen_at", ["2027-01-18 10:00", "2027-01-17 20:00"])
def test_busy_or_away_by_hand_holds_until_the_next_end_of_a_shift(agent: Agent, choice: str, chosen_at: str) -> None:
    agent.says(schedule=a_schedule())
    agent.at(chosen_at).says(availability=choice)
    assert agent.at("2027-01-18 16:59:59").standing == (choice, utc("2027-01-18 17:00"), False)
    assert agent.at("2027-01-18 17:00:00").standing == ("AWAY", utc("2027-01-19 09:00"), True)
    assert agent.at("2027-01-19 09:00:00").standing == ("AVAILABLE", utc("2027-01-19 17:00"), True)


def test_available_by_hand_outside_of_shifts_holds_until_the_next_end_of_one(agent: Agent) -> None:
    agent.says(schedule=a_schedule())
    agent.at("2027-01-18 17:00").says(availability="AVAILABLE")  # the moment at which one ends
    assert agent.at("2027-01-19 16:59:59").standing == ("AVAILABLE", utc("2027-01-19 17:00"), False)
    assert agent.at("2027-01-19 17:00:00").standing == ("AWAY", utc("2027-01-20 09:00"), True)


@pytest.mark.parametrize(("gone_for", "availability"), [(60, "AVAILABLE"), (61, "AWAY")])
def test_available_by_hand_outside_of_shifts_ends_by_going_but_not_by_loading_the_page_again(
    agent: Agent, clock: Clock, changes: Changes, gone_for: int, availability: str
) -> None:
    agent.says(schedule=a_schedule())
    agent.at("2027-01-18 20:00").says(availability="AVAILABLE")
    changes.new()
    user_presence.left(agent.caller.tenant_id, agent.caller.id)
    clock.advance(gone_for)
    user_presence.seen(agent.caller.tenant_id, agent.caller.id, 0)
    project(changes.new())
    assert agent.standing[0] == availability


def test_who_takes_their_choice_back_is_what_their_schedule_says(agent: Agent) -> None:
    agent.says(schedule=a_schedule())
    agent.at("2027-01-18 10:00").says(availability="BUSY")
    agent.says(availability=None)
    assert agent.standing == ("AVAILABLE", utc("2027-01-18 17:00"), True)


def test_the_owner_sets_an_agents_schedule_and_removes_it(agent: Agent) -> None:
    agent.at("2027-01-18 20:00")
    for schedule, availability in ((a_schedule(), "AWAY"), (None, "AVAILABLE")):
        status, answer = call("tenant_agents_update", agent.owner, {"schedule": schedule}, id=agent.caller.id)
        assert (status, answer["agent"]["schedule"], answer["agent"]["availability"]) == (200, schedule, availability)


@pytest.mark.parametrize(
    ("schedule", "refusal"),
    [
        ({"week": {"monday": [{"from": "09:00", "to": "17:00"}]}}, wrong(**{"schedule.timezone": "Required"})),
        ({"timezone": ZONE, "week": {"monday": []}}, wrong(schedule="Must not be empty")),
        ({"timezone": ZONE, "week": {**WEEK, "tuesdya": []}}, wrong(**{"schedule.week.tuesdya": "Unknown field"})),
        ({"timezone": ZONE, "week": WEEK, "note": "x" * 100_000}, wrong(**{"schedule.note": "Unknown field"})),
    ],
)
def test_a_schedule_has_a_time_zone_and_shifts_alone(agent: Agent, schedule: Json, refusal: tuple[int, Json]) -> None:
    assert call("agent_profile_update", agent.caller, {"schedule": schedule}) == refusal


def test_who_has_a_schedule_is_looked_at_when_their_shifts_begin_and_end_and_nobody_else(
    agent: Agent, clock: Clock, changes: Changes
) -> None:
    def looks() -> list[str]:
        project(changes.new())
        return [sk.split("#")[0] for sk in everything_under(entries.PK)]

    agent.says(availability="BUSY")
    assert looks() == []
    agent.says(schedule=a_schedule())
    assert looks() == [utc("2027-01-15 17:00")]
    clock.advance(8 * 3600)
    timers.run(1e12)
    assert looks() == [utc("2027-01-18 09:00")]
    agent.says(schedule=None)
    clock.advance(3 * 86400)
    timers.run(1e12)
    assert looks() == []
