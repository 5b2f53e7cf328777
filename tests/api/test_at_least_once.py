"""Everything that is delivered to a consumer may come twice. On a stack of its own, where it always does."""

from __future__ import annotations

import json
from pathlib import Path

from tests.receiver import a_receiver

from .client import Api, an_email, becomes, eventually, stays
from .conftest import a_stack


def test_everything_happens_once_although_every_consumer_gets_it_twice(tmp_path: Path) -> None:
    with a_receiver() as receiver, a_stack(tmp_path, DUPLICATES="1") as url, Api(url) as api:
        tenant = api.register()
        hook = {"url": receiver.url, "events": ["conversation.resolved", "message.created"]}
        tenant.post("/api/tenant/webhooks", hook).ok()
        email = an_email("agent")
        tenant.post("/api/tenant/agents", {"name": "Ann", "email": email}).ok()
        agent, visitor = tenant.agent, tenant.visitor("Vera")
        conversation_id = visitor.says("Where is my parcel?")
        agent.sends(conversation_id, "On its way").ok()
        agent.post(f"/api/agent/conversations/{conversation_id}/resolve").ok()

        eventually(lambda: api.mailed_token(email))
        becomes(
            lambda: sorted(json.loads(request.body)["type"] for request in receiver.requests),
            ["conversation.resolved", "message.created", "message.created", "message.created"],
        )
        becomes(lambda: tenant.counts()["closed"], 1)
        stays(lambda: (len(api.mails(email)), len(receiver.requests), tenant.counts()["closed"]), (1, 4, 1))
        assert len(tenant.messages(conversation_id)) == 3
