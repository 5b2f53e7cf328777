"""Agents change the profile of visitors whom they see, as the owner does of all."""

import pytest

from connextlive.core.caller import Caller
from tests.support.builders import (
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cloud")
CHANGES: Json = {
    "userName": "Vera V.",
    "userEmail": "vera@example.com",
    "userPhone": "+1 555 0100",
    "notes": "Prefers to be called",
    "tags": ["vip"],
}


class Desk:
    """Anna, who sees her own conversations, and Ben, who sees all; Vera is Ben's, Kim is nobody's."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna, self.ben = an_agent(self.owner, "Anna", conversation_access="OWN"), an_agent(self.owner, "Ben")
        self.anna = self.anna._replace(access="OWN")
        self.vera, self.kim = a_visitor(self.owner), a_visitor(self.owner)
        self.id = a_conversation(self.owner, "ACTIVE", self.ben, by=self.vera)
        a_conversation(self.owner, by=self.kim)

    def edits(self, agent: Caller, visitor: Caller, **changes: object) -> tuple[int, Json]:
        return call("agent_visitors_update", agent, changes, id=visitor.id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_agent_changes_a_visitors_profile_and_null_clears_a_field(desk: Desk) -> None:
    status, answer = desk.edits(desk.ben, desk.vera, **CHANGES)
    assert (status, {name: answer["visitor"][name] for name in CHANGES}) == (200, CHANGES)
    assert desk.edits(desk.ben, desk.vera, notes=None)[1]["visitor"]["notes"] is None
    shown = call("agent_conversations_get", desk.ben, id=desk.id)[1]["conversation"]["visitor"]
    assert (shown["userName"], shown["userEmail"]) == ("Vera V.", "vera@example.com")


def test_a_visitor_whom_an_agent_does_not_see_is_as_one_that_never_was(desk: Desk) -> None:
    assert desk.edits(desk.anna, desk.vera, notes="Mine") == an_error(404, "Visitor not found")
    assert call("tenant_visitors_get", desk.owner, id=desk.vera.id)[1]["visitor"]["notes"] is None
    assert desk.edits(desk.anna, desk.kim, notes="Nobody's")[0] == 200


def test_what_is_no_field_of_a_profile_is_refused(desk: Desk) -> None:
    assert desk.edits(desk.ben, desk.vera, onHold=True) == wrong(onHold="Unknown field")
