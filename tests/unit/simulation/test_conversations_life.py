"""A conversation's life against a plain model: whatever people do, in any order, the API answers as the model says, and
afterwards counters, ratings and roll-ups are what the model counts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from connextlive.core.caller import Caller
from connextlive.identity import user_presence
from connextlive.reports import rollup
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    project,
)
from tests.support.fuzzing import tried
from tests.unit.conftest import an_account

AGENTS = st.sampled_from(["Anna", "Bert"])
VISITORS = st.sampled_from(["Vera", "Viktor"])
STATUSES = st.sampled_from(["ACTIVE", "WAITING", "CLOSED"])
# What roll-ups have of the model's numbers.
FIGURES = ("conversations", "reopened", "visitor_messages", "agent_messages", "closed", "ratings", "stars", "unread")


@dataclass
class Model:
    """A conversation as the contract tells of it."""

    status: str = "WAITING"
    agent: str | None = None
    unread: int = 0
    unread_by_visitor: int = 0
    messages: int = 0
    reopened: int = 0
    is_resolved: bool = False
    is_rated: bool = False
    score: int | None = None
    credited: str | None = None  # whom a rating is for

    def reopen(self) -> None:
        if self.status == "CLOSED":
            self.reopened += 1
            self.is_resolved = self.is_rated = False

    def close(self) -> None:
        if self.status != "CLOSED":
            self.status, self.credited = "CLOSED", self.agent


class Life(RuleBasedStateMachine):
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.aws = an_account()
        self.owner = a_tenant()
        key = a_key(self.owner)[0]
        self.agents = {name: an_agent(self.owner, name) for name in ("Anna", "Bert")}
        self.visitors = {name: a_visitor(self.owner, key, user_name=name) for name in ("Vera", "Viktor")}
        self.active, self.online = {"Anna", "Bert"}, set[str]()
        self.ids: dict[str, str] = {}  # of the visitors' conversations
        self.models: dict[str, Model] = {}
        self.counted: Counter[str] = Counter()
        self.ratings: dict[str | None, list[int]] = {}
        self.changes = Changes()

    def teardown(self) -> None:
        try:
            self.counters_and_rollups_are_the_models()
        finally:
            self.aws.stop()

    # ── What people do ───────────────────────────────────────────────────────────────────────────────────────────────

    @rule(who=VISITORS)
    def a_visitor_writes(self, who: str) -> None:
        answer = self.ask("widget_messages_send", self.visitors[who], {"content": "Hello"})
        if who not in self.models:
            self.ids[who], self.models[who] = answer["conversation"]["id"], Model()
            self.counted["conversations"] += 1
        model = self.models[who]
        if model.status == "CLOSED":
            model.reopen()
            self.counted["reopened"] += 1
            model.status = "WAITING"
            if model.agent not in self.online & self.active:
                model.agent = None
        elif model.agent is None:
            model.status = "WAITING"
        model.messages += 1
        model.unread += 1
        self.counted["visitor_messages"] += 1

    @precondition(lambda self: self.models)
    @rule(data=st.data(), who=AGENTS)
    def an_agent_replies(self, data: st.DataObject, who: str) -> None:
        whose = self.some(data)
        if who not in self.active:
            return
        self.ask("agent_messages_send", self.agents[who], {"content": "Hi"}, id=self.ids[whose])
        model = self.models[whose]
        if model.status == "CLOSED":
            model.reopen()
            self.counted["reopened"] += 1
        if model.agent is None or (model.agent != who and model.agent not in self.active):
            model.agent = who
        model.status, model.unread = "ACTIVE", 0
        model.messages += 1
        model.unread_by_visitor += 1
        self.counted["agent_messages"] += 1

    @precondition(lambda self: self.models)
    @rule(data=st.data(), who=AGENTS)
    def an_agent_notes(self, data: st.DataObject, who: str) -> None:
        whose = self.some(data)
        if who in self.active:
            note = {"content": "Careful", "isInternal": True}
            self.ask("agent_messages_send", self.agents[who], note, id=self.ids[whose])
            self.models[whose].messages += 1

    @precondition(lambda self: self.models)
    @rule(data=st.data(), to=AGENTS)
    def the_owner_assigns(self, data: st.DataObject, to: str) -> None:
        whose = self.some(data)
        body = {"agentId": self.agents[to].id}
        if to not in self.active:
            self.refused(400, "AGENT_INACTIVE", "tenant_conversations_assign", self.owner, body, id=self.ids[whose])
            return
        self.ask("tenant_conversations_assign", self.owner, body, id=self.ids[whose])
        self.assigned(self.models[whose], to)

    @precondition(lambda self: self.models)
    @rule(data=st.data(), by=AGENTS, to=AGENTS)
    def an_agent_transfers(self, data: st.DataObject, by: str, to: str) -> None:
        whose = self.some(data)
        model, request = (
            self.models[whose],
            ("agent_conversations_assign", self.agents[by], {"agentId": self.agents[to].id}),
        )
        if model.agent != by:
            self.refused(403, "NOT_ASSIGNEE", *request, id=self.ids[whose])
        elif model.status == "CLOSED":
            self.refused(400, "CONVERSATION_CLOSED", *request, id=self.ids[whose])
        elif to not in self.active:
            self.refused(400, "AGENT_INACTIVE", *request, id=self.ids[whose])
        else:
            self.ask(*request, id=self.ids[whose])
            self.assigned(model, to)

    @precondition(lambda self: self.models)
    @rule(data=st.data(), status=STATUSES)
    def the_owner_sets_the_status(self, data: st.DataObject, status: str) -> None:
        whose = self.some(data)
        self.ask("tenant_conversations_set_status", self.owner, {"status": status}, id=self.ids[whose])
        model = self.models[whose]
        if status == "CLOSED":
            self.closed(model)
        elif model.status != status:
            if model.status == "CLOSED":
                model.reopen()
                self.counted["reopened"] += 1
                if model.agent not in self.active:
                    model.agent = None
            model.status = status

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def the_owner_resolves(self, data: st.DataObject) -> None:
        whose = self.some(data)
        self.ask("tenant_conversations_resolve", self.owner, id=self.ids[whose])
        self.resolved(self.models[whose])

    @precondition(lambda self: self.models)
    @rule()
    def the_owner_resolves_all_at_once(self) -> None:
        ids = list(self.ids.values())
        answer = self.ask("tenant_conversations_bulk", self.owner, {"action": "resolve", "conversationIds": ids})
        assert [(one["conversationId"], one["error"]) for one in answer["results"]] == [(one, None) for one in ids]
        for model in self.models.values():
            self.resolved(model)

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def the_owner_reads(self, data: st.DataObject) -> None:
        whose = self.some(data)
        answer = self.ask("tenant_conversations_mark_read", self.owner, id=self.ids[whose])
        assert answer["markedCount"] == self.models[whose].unread
        self.models[whose].unread = 0

    @precondition(lambda self: self.models)
    @rule(data=st.data(), who=AGENTS)
    def an_agent_reads(self, data: st.DataObject, who: str) -> None:
        whose = self.some(data)
        if who in self.active:
            answer = self.ask("agent_conversations_mark_read", self.agents[who], id=self.ids[whose])
            assert answer["markedCount"] == self.models[whose].unread
            self.models[whose].unread = 0

    @rule(who=VISITORS)
    def a_visitor_reads(self, who: str) -> None:
        answer = self.ask("widget_conversations_mark_read", self.visitors[who])
        model = self.models.get(who, Model())
        marked = {"conversationId": self.ids.get(who), "markedCount": model.unread_by_visitor}
        assert answer == marked | {"unreadCount": 0}
        model.unread_by_visitor = 0

    @rule(who=VISITORS, score=st.integers(1, 5))
    def a_visitor_rates(self, who: str, score: int) -> None:
        request: Any = ("widget_conversations_rate", self.visitors[who], {"score": score})
        model = self.models.get(who)
        if model is None:
            assert call(*request)[0] == 404
        elif model.status != "CLOSED":
            self.refused(400, "CONVERSATION_NOT_CLOSED", *request)
        elif model.is_rated:
            self.refused(400, "ALREADY_RATED", *request)
        else:
            self.ask(*request)
            model.is_rated, model.score = True, score
            self.counted.update(ratings=1, stars=score)
            self.ratings.setdefault(model.credited, []).append(score)

    @precondition(lambda self: self.models)
    @rule(data=st.data())
    def the_owner_deletes(self, data: st.DataObject) -> None:
        whose = self.some(data)
        self.ask("tenant_conversations_delete", self.owner, id=self.ids[whose])
        assert call("tenant_conversations_get", self.owner, id=self.ids.pop(whose))[0] == 404
        del self.models[whose]

    @rule(who=AGENTS)
    def an_agent_is_here(self, who: str) -> None:
        if who in self.active:
            user_presence.seen(self.owner.tenant_id, self.agents[who].id, None)
            self.online.add(who)

    @rule()
    def everybody_leaves(self) -> None:
        self.clock.advance(120)
        self.online.clear()

    @rule(who=AGENTS)
    def an_agent_is_deactivated_or_activated(self, who: str) -> None:
        status = "INACTIVE" if who in self.active else "ACTIVE"
        self.ask("tenant_agents_update", self.owner, {"status": status}, id=self.agents[who].id)
        self.active ^= {who}
        for model in self.models.values():
            if status == "INACTIVE" and model.agent == who and model.status != "CLOSED":
                model.agent, model.status = None, "WAITING"

    @rule()
    def the_stream_is_read(self) -> None:
        project(self.changes.new())

    # ── What is so, always and at the end ────────────────────────────────────────────────────────────────────────────

    def ask(self, function: str, by: Caller, body: Any = None, **path: str) -> Json:
        self.clock.advance(0.01)  # nobody lapses meanwhile
        status, answer = call(function, by, body, **path)
        assert status == 200, (function, answer)
        return answer

    def refused(self, status: int, code: str, function: str, by: Caller, body: Any = None, **path: str) -> None:
        answered, answer = call(function, by, body, **path)
        assert (answered, (answer["data"] or {}).get("code")) == (status, code)

    def some(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.models)))

    def assigned(self, model: Model, to: str) -> None:
        if model.agent != to:
            model.agent = to
            model.status = "ACTIVE" if model.status == "WAITING" else model.status

    def resolved(self, model: Model) -> None:
        if not model.is_resolved:
            self.closed(model)
            model.is_resolved = True
            model.messages += 1
            model.unread_by_visitor += 1

    def closed(self, model: Model) -> None:
        self.counted["closed"] += model.status != "CLOSED"
        model.close()

    @invariant()
    def conversations_are_as_the_model_says(self) -> None:
        names = {caller.id: name for name, caller in self.agents.items()}
        for whose, model in self.models.items():
            shown = self.ask("tenant_conversations_get", self.owner, id=self.ids[whose])["conversation"]
            agent = names.get(shown["agentId"])
            score = (shown["rating"] or {}).get("score")
            counts = {"messages": shown["messageCount"], "reopened": shown["reopenCount"]}
            told = Model(shown["status"], agent, shown["unreadCount"], **counts)
            assert (told.__dict__ | of_the_past(model), score) == (model.__dict__, model.score)
            assert (shown["waitingSince"] is None) <= (model.status != "WAITING")

    def counters_and_rollups_are_the_models(self) -> None:
        project(self.changes.new())
        project(self.changes.all[-3:])  # some come twice
        models = self.models.values()
        of_status = Counter(model.status for model in models)
        listed = self.ask("tenant_conversations_list", self.owner)
        assert listed["counts"] == {
            "active": of_status["ACTIVE"],
            "waiting": of_status["WAITING"],
            "closed": of_status["CLOSED"],
            "total": len(self.models),
            "unread": sum(model.unread for model in models),
        }
        assert {one["id"] for one in listed["conversations"]} == set(self.ids.values())
        figures = {one["id"]: one for one in listed["agents"]}
        team = {one["id"]: one for one in self.ask("tenant_agents_list", self.owner)["agents"]}
        for name, caller in self.agents.items():
            held = [model for model in models if model.agent == name]
            found = figures.get(caller.id, {"active": 0, "waiting": 0, "closed": 0, "unread": 0})
            for status in ("active", "waiting", "closed"):
                assert found[status] == sum(model.status == status.upper() for model in held), (name, status)
            assert found["unread"] == sum(model.unread for model in held), name
        # A deletion is counted on the day of its record, which is not of this clock.
        rows = rollup.of_workspace(self.owner.tenant_id, date(2026, 1, 1), date(2036, 1, 1))
        added = Counter[str]()
        for row in rows:
            added.update(row.counts)
        self.counted["unread"] = sum(model.unread for model in models)
        assert {name: added[name] for name in FIGURES} == {name: self.counted[name] for name in FIGURES}
        for name, caller in self.agents.items():
            scores = self.ratings.get(name, [])
            if team[caller.id]["csatCount"] != len(scores):
                # A rating goes with its conversation.
                assert team[caller.id]["csatCount"] < len(scores)


def of_the_past(model: Model) -> Json:
    """What an answer does not show."""
    return {
        name: model.__dict__[name] for name in ("is_resolved", "is_rated", "score", "credited", "unread_by_visitor")
    }


def test_a_conversation_is_as_a_plain_model_says_whatever_people_do(clock: Clock) -> None:
    class LifeNow(Life):
        pass

    LifeNow.clock = clock
    run_state_machine_as_test(LifeNow, settings=tried(15, stateful_step_count=25))
