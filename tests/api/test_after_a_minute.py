"""What holds only after the authorizer's cache has run out, or a visitor has been gone for a minute."""

from __future__ import annotations

import pytest

from .client import Json, Tenant
from .waiting import AMinuteAgo


@pytest.fixture(scope="module")
def later(a_minute_ago: AMinuteAgo) -> AMinuteAgo:
    a_minute_ago.wait()
    return a_minute_ago


@pytest.mark.parametrize(
    "reason",
    ["a deactivated agent", "a removed agent", "a reset password", "a deleted API key", "a deleted visitor"],
)
def test_a_revoked_token_is_refused_within_a_minute(later: AMinuteAgo, reason: str) -> None:
    caller, path = later.revoked[reason]
    caller.get(path).error(401, "Authorization token required")


def test_a_token_from_after_the_reset_goes_on_working(later: AMinuteAgo) -> None:
    later.after_reset.get("/api/agent/profile").ok("profile")


def test_a_visitor_unseen_for_a_minute_is_offline(later: AMinuteAgo) -> None:
    assert later.tenant.see_visitor(later.idle.id)["isOnline"] is False


def _visitors(tenant: Tenant, is_online: str) -> list[str]:
    listed: list[Json] = tenant.get("/api/tenant/visitors", isOnline=is_online).ok()["visitors"]
    return [visitor["id"] for visitor in listed]


def test_the_online_filter_parts_those_here_from_those_gone(later: AMinuteAgo) -> None:
    here = later.tenant.visitor("Hana Here")
    assert _visitors(later.tenant, "true") == [here.id]
    gone = _visitors(later.tenant, "false")
    assert here.id not in gone
    assert later.idle.id in gone


def test_the_agents_online_filter_parts_them_too(later: AMinuteAgo) -> None:
    listed = later.tenant.agent.get("/api/agent/visitors", isOnline="false").ok()["visitors"]
    assert later.idle.id in [visitor["id"] for visitor in listed]
    assert {visitor["isOnline"] for visitor in listed} == {False}
