"""Routing against a recount, whatever people do and however the stream delivers it: late, twice, or with another
consumer in between two writes."""

from collections import Counter
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from connextlive.chat import conversation, loads
from connextlive.core.caller import Caller
from connextlive.core.queue_places import place_of
from connextlive.generated.values import ConversationValues
from connextlive.identity import availability, user, user_presence
from tests.support.builders import (
    Changes,
    Json,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    everything,
    project,
)
from tests.support.fuzzing import tried
from tests.support.interrupting import before_each_write
from tests.unit.conftest import an_account

AGENTS = st.sampled_from(["Anna", "Bert"])
VISITORS = st.sampled_from(["Vera", "Viktor", "Wanda"])
CAPACITY = 2


class Floor(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.aws = an_account()
        self.owner = a_tenant()
        self.id = self.owner.tenant_id
        routing = {"rule": "least-busy", "capacity": CAPACITY}
        call("tenant_workspace_update", self.owner, {"settings": {"routing": routing}})
        key = a_key(self.owner)[0]
        self.agents = {name: an_agent(self.owner, name) for name in ("Anna", "Bert")}
        self.visitors = {name: a_visitor(self.owner, key, user_name=name) for name in ("Vera", "Viktor", "Wanda")}
        self.changes = Changes()
        self.late: list[Json] = []

    def teardown(self) -> None:
        try:
            self.everything_is_delivered()
        finally:
            self.aws.stop()

    def ids(self) -> list[str]:
        return sorted(one["id"] for one in everything() if one.get("sk") == conversation.SK)

    @rule(who=VISITORS)
    def a_visitor_writes(self, who: str) -> None:
        call("widget_messages_send", self.visitors[who], {"content": "Hello"})

    @rule(who=AGENTS)
    def an_agent_comes(self, who: str) -> None:
        user_presence.seen(self.id, self.agents[who].id, None)

    @rule(who=AGENTS)
    def an_agent_goes(self, who: str) -> None:
        user_presence.left(self.id, self.agents[who].id)

    @rule(who=AGENTS, chosen=st.sampled_from(["AVAILABLE", "BUSY"]))
    def an_agent_says_whether_they_are_available(self, who: str, chosen: str) -> None:
        call("agent_profile_update", self.agents[who], {"availability": chosen})

    @rule(who=AGENTS, status=st.sampled_from(["ACTIVE", "INACTIVE"]))
    def the_owner_turns_an_agent_on_or_off(self, who: str, status: str) -> None:
        call("tenant_agents_update", self.owner, {"status": status}, id=self.agents[who].id)

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), who=AGENTS, how=st.sampled_from(["reply", "assign", "resolve", "reopen", "spam", "delete"]))
    def somebody_does_something_to_a_conversation(self, data: st.DataObject, who: str, how: str) -> None:
        one, agent = data.draw(st.sampled_from(self.ids())), self.agents[who]
        requests: dict[str, tuple[str, Caller, Any]] = {
            "reply": ("agent_messages_send", agent, {"content": "Hi"}),
            "assign": ("tenant_conversations_assign", self.owner, {"agentId": agent.id}),
            "resolve": ("tenant_conversations_resolve", self.owner, None),
            "reopen": ("tenant_conversations_set_status", self.owner, {"status": "WAITING"}),
            "delete": ("tenant_conversations_delete", self.owner, None),
        }
        if how == "spam":
            call("tenant_conversations_bulk", self.owner, {"action": "spam", "conversationIds": [one]})
        else:
            function, by, body = requests[how]
            call(function, by, body, id=one)  # refused or not

    @rule(again=st.booleans(), number=st.integers(0, 6))
    def two_consumers_have_a_batch(self, again: bool, number: int) -> None:
        """The second comes before a write of the first."""
        records, has_come = self.changes.new(), False
        other = records if again else self.late
        self.late = records

        def other_comes(this: int) -> None:
            nonlocal has_come
            if this == number and not has_come:
                has_come = True
                project(other)

        with before_each_write(other_comes):
            project(records)

    @rule()
    def everything_is_delivered(self) -> None:
        self.changes.settle()
        self.nobody_waits_beside_an_agent_with_room()

    def nobody_waits_beside_an_agent_with_room(self) -> None:
        numbers = loads.all_of(self.id)
        free = [
            one["id"]
            for one in user.all_of(self.id)
            if one["role"] == "AGENT"
            and availability.availability_of(one) == "AVAILABLE"
            and (numbers[one["id"]]["open_now"] if one["id"] in numbers else 0) < CAPACITY
        ]
        waiting = [
            one["id"]
            for one in everything()
            if one.get("sk") == conversation.SK
            and loads.waits(one["status"], one.get("agent_id"))
            and not one.get("spam_since")
        ]
        assert not (free and waiting)
        assert sorted(place_of(place)[2] for place in loads.everybody(self.id)) == sorted(waiting)

    @invariant()
    def loads_and_queue_are_what_a_recount_finds(self) -> None:
        found = [cast("ConversationValues", one) for one in everything() if one.get("sk") == conversation.SK]
        counted = Counter(holder for one in found if (holder := loads.counted_of(one)))
        stored = {agent_id: load["open_now"] for agent_id, load in loads.all_of(self.id).items() if load["open_now"]}
        assert stored == counted
        assert sorted(loads.everybody(self.id)) == sorted(filter(None, map(loads.place_in, found)))
        assert not [one["id"] for one in found if one.get("routed") is not None and loads.is_amiss(one)]


def test_loads_and_queue_fit_their_conversations_and_nobody_waits_beside_an_agent_with_room() -> None:
    run_state_machine_as_test(Floor, settings=tried(8, stateful_step_count=20))
