"""Working together on one conversation, over HTTP and the socket."""

from __future__ import annotations

import json

from tests.api.builders import a_conversation
from tests.api.client import Tenant, eventually
from tests.api.sockets import Socket


def test_a_mention_reaches_the_colleague_and_nothing_of_it_the_visitor(tenant: Tenant) -> None:
    ben, jane = tenant.invite_agent("Ben Bold"), tenant.visitor(userName="Jane")
    here = a_conversation(tenant, visitor=jane, agent=tenant.agent, status="ACTIVE")
    with Socket(ben) as theirs, Socket(jane) as visitors:
        tenant.agent.sends(here, "@Ben Bold SECRET", isInternal=True, mentionIds=[ben.id]).ok()
        told = theirs.hears("message.created", where=lambda data: data["message"]["isInternal"])
        assert told["message"]["mentions"] == [{"id": ben.id, "name": "Ben Bold"}]
        tenant.agent.sends(here, "Hello Jane").ok()
        heard = visitors.hears("message.created")
        assert heard["message"]["content"] == "Hello Jane"
        assert ben.id not in json.dumps(heard)
    listed = eventually(lambda: _one(ben.get("/api/agent/conversations", mentionsMe="true").ok()["conversations"]))
    assert (listed["id"], listed["mentionedIds"]) == (here, [ben.id])
    seen = ben.post(f"/api/agent/conversations/{here}/mark-mention-read").ok()["conversation"]
    assert seen["mentionedIds"] == []


def _one[T](found: list[T]) -> T:
    (one,) = found
    return one


def test_a_resolving_is_undone_unless_the_visitor_has_written_since(tenant: Tenant) -> None:
    jane = tenant.visitor(userName="Jane")
    here = a_conversation(tenant, visitor=jane, agent=tenant.agent, status="ACTIVE")
    for by, path, is_late in (
        (tenant.agent, f"/api/agent/conversations/{here}", False),
        (tenant, f"/api/tenant/conversations/{here}", False),
        (tenant.agent, f"/api/agent/conversations/{here}", True),
    ):
        resolved = by.post(f"{path}/resolve").ok()["conversation"]
        if is_late:
            jane.sends("One more thing").ok()
        answer = by.post(f"{path}/undo", {"version": resolved["version"]})
        if is_late:
            answer.refused("CHANGED_SINCE")
        else:
            assert answer.ok()["conversation"]["status"] == "ACTIVE"
