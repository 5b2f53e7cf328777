"""An agent's own canned replies end with the agent."""

from connextlive.chat import canned_reply
from connextlive.events.domain import Change
from connextlive.identity import user
from connextlive.push import departures
from tests.support.builders import a_tenant, an_agent


def test_a_removed_agents_own_canned_replies_are_deleted(cloud: None) -> None:
    owner = a_tenant()
    jane, bob = an_agent(owner), an_agent(owner)
    for agent_id in (None, jane.id, bob.id):
        canned_reply.create(owner.tenant_id, agent_id, "hello", "Hello", {})
    before = {"kind": "user", "id": jane.id, "status": "ACTIVE"}
    user.remove_agent(owner.tenant_id, jane.id)
    departures.settle([Change("1", "2026-01-31T09:30:00.123Z", f"{owner.tenant_id}#team", before, None)])
    assert [reply.get("agent_id") for reply in canned_reply.all_of(owner.tenant_id, jane.id)] == [None]
    assert len(canned_reply.all_of(owner.tenant_id, bob.id)) == 2
