"""Daily budgets over HTTP: what is over one pauses, and the owner is told by mail, webhook and API."""

from __future__ import annotations

import json

from tests.receiver import a_receiver

from .client import Json, Tenant, an_email, becomes

BUDGETS = "/api/tenant/budgets"


def _mails(tenant: Tenant) -> Json:
    found: list[Json] = tenant.get(BUDGETS).ok()["budgets"]
    return next(one for one in found if one["budget"] == "MAILS")


def test_mails_beyond_the_budget_pause_and_the_owner_is_told(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"budgets": {"mails": 1}}}).ok()
    emails = [an_email("ivy"), an_email("jim")]
    with a_receiver() as receiver:
        receiver.answer = lambda request: (200, b"")
        tenant.post("/api/tenant/webhooks", {"url": receiver.url, "events": ["budget.reached"]}).ok()
        for email in emails:
            tenant.post("/api/tenant/agents", {"name": "New", "email": email}).ok()
        becomes(
            lambda: [mail["subject"] for mail in tenant.api.mails(tenant.email)],
            ["Acme: e-mails are paused until tomorrow"],
        )
        becomes(lambda: len(receiver.requests), 1)
    budget = _mails(tenant)
    until = budget["resumesAt"]
    assert json.loads(receiver.requests[0].body)["data"] == {"budget": "MAILS", "limit": 1, "until": until}
    assert budget == {"budget": "MAILS", "used": 1, "limit": 1, "most": 2000, "isPaused": True, "resumesAt": until}
    assert sum(len(tenant.api.mails(email)) for email in emails) == 1
