"""Whose canned replies count in reports, and that an agent's own end with the agent."""

from datetime import date

from connextlive.chat import canned_reply
from connextlive.events.domain import Change
from connextlive.identity import user
from connextlive.push import departures
from connextlive.reports import rollup
from tests.support.builders import a_tenant, an_agent, call


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


def test_reports_count_the_uses_of_the_workspaces_canned_replies_by_day_and_agent(cloud: None) -> None:
    owner = a_tenant()
    jane = an_agent(owner)
    shared = canned_reply.create(owner.tenant_id, None, "hello", "Hello", {})
    own = canned_reply.create(owner.tenant_id, jane.id, "bye", "Bye", {})
    for reply in (shared, own, shared):
        status, answer = call("agent_canned_replies_use", jane, id=reply.id)
        assert (status, answer["cannedReply"]["shortcode"]) == (200, reply.shortcode)
    assert [(one["shortcode"], one["use_count"]) for one in canned_reply.all_of(owner.tenant_id, jane.id)] == [
        ("bye", 1),
        ("hello", 2),
    ]
    [row] = rollup.of_canned_replies(owner.tenant_id, date(2026, 1, 1), date(2036, 1, 1))
    assert (row.agent_id, row.site_id, row.shortcode, row.counts) == (jane.id, None, "hello", {"uses": 2})
