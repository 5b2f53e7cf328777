"""A visitor in several tabs, whatever they write where, in any order and with somebody else in between two writes: each
message is said once, and the visitor has the conversations that there are."""

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from connextlive.chat import conversation, visitor
from tests.support.builders import Clock, a_tenant, a_visitor, call, everything
from tests.support.fuzzing import tried
from tests.support.interrupting import before_each_write
from tests.unit.conftest import an_account

DAY = 24 * 3600
MOST_OPEN = 2
RULES: dict[str, dict[str, Any]] = {
    "one": {"rule": "one"},
    "new-after-days": {"rule": "new-after-days", "days": 1},
    "several": {"rule": "several", "mostOpen": MOST_OPEN},
}


class Tabs(RuleBasedStateMachine):
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.aws = an_account()
        self.owner = a_tenant()
        self.vera = a_visitor(self.owner)
        self.rule_name = "one"
        self.drafts: list[dict[str, Any]] = []
        self.accepted: set[str] = set()

    def teardown(self) -> None:
        self.aws.stop()

    @initialize(name=st.sampled_from(sorted(RULES)))
    def the_owner_chooses_a_rule(self, name: str) -> None:
        self.rule_name = name
        call("tenant_workspace_update", self.owner, {"settings": {"conversations": RULES[name]}})

    @property
    def ids(self) -> list[str]:
        return visitor.load(self.owner.tenant_id, self.vera.id).conversation_ids

    def send(self, draft: dict[str, Any]) -> None:
        if call("widget_messages_send", self.vera, draft)[0] == 200:
            self.accepted.add(draft["clientMessageId"])

    @rule(data=st.data(), begins=st.booleans(), number=st.integers(0, 2), other=st.sampled_from(["", "write", "close"]))
    def a_tab_writes(self, data: st.DataObject, begins: bool, number: int, other: str) -> None:
        """In a conversation, in none in particular, or in a new one; another tab or the owner comes before a write."""
        where = data.draw(st.sampled_from([None, *self.ids]))
        draft: dict[str, Any] = {"content": "Hello", "clientMessageId": f"c-{len(self.drafts)}"}
        draft |= {"beginsNew": True} if begins else {"conversationId": where} if where else {}
        self.drafts.append(draft)

        def somebody_comes(this: int) -> None:
            if this != number:
                return
            if other == "write":
                again = {**draft, "clientMessageId": f"c-{len(self.drafts)}"}
                self.drafts.append(again)
                self.send(again)
            elif other == "close":
                self.close(self.ids[:1])

        with before_each_write(somebody_comes):
            self.send(draft)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def a_message_is_sent_again(self, data: st.DataObject) -> None:
        self.send(data.draw(st.sampled_from(self.drafts)))

    @rule()
    def the_owner_closes_all(self) -> None:
        self.close(self.ids)

    def close(self, ids: list[str]) -> None:
        for one in ids:
            call("tenant_conversations_set_status", self.owner, {"status": "CLOSED"}, id=one)

    @rule()
    def a_day_passes(self) -> None:
        self.clock.advance(DAY)

    @invariant()
    def each_message_is_said_once(self) -> None:
        said = Counter(one["client_message_id"] for one in everything() if one.get("kind") == "message")
        assert said == dict.fromkeys(self.accepted, 1)

    @invariant()
    def the_visitor_has_the_conversations_that_there_are(self) -> None:
        found = [one for one in everything() if one.get("sk") == conversation.SK]
        assert sorted(self.ids) == sorted(one["id"] for one in found)
        is_open = sum(one["status"] != "CLOSED" for one in found)
        assert (is_open <= 1 and (self.rule_name != "one" or len(found) <= 1)) or self.rule_name == "several"


def test_each_message_is_said_once_and_no_conversation_is_lost(clock: Clock) -> None:
    class TabsNow(Tabs):
        pass

    TabsNow.clock = clock
    run_state_machine_as_test(TabsNow, settings=tried(10, stateful_step_count=15))
