"""What holds only after the authorizer's cache has expired, or a visitor has been offline for a minute."""

from __future__ import annotations

import pytest

from .client import Json, Tenant, eventually, stays
from .waiting import AMinuteAgo


@pytest.fixture(scope="module")
def later(a_minute_ago: AMinuteAgo) -> AMinuteAgo:
    a_minute_ago.wait()
    return a_minute_ago


@pytest.mark.parametrize(
    "reason",
    [
        "a deactivated agent",
        "a removed agent",
        "a reset password",
        "a deleted API key",
        "a deleted visitor",
        "an identity bound since",
    ],
)
def test_a_revoked_token_is_refused_within_a_minute(later: AMinuteAgo, reason: str) -> None:
    caller, path = later.revoked[reason]
    caller.get(path).error(401, "Authorization token required")


def test_a_token_issued_after_the_reset_still_works(later: AMinuteAgo) -> None:
    later.after_reset.get("/api/agent/profile").ok("profile")


def test_a_visitor_unseen_for_a_minute_is_offline(later: AMinuteAgo) -> None:
    assert later.tenant.see_visitor(later.idle.id)["isOnline"] is False


def _visitors(tenant: Tenant, is_online: str) -> list[str]:
    listed: list[Json] = tenant.get("/api/tenant/visitors", isOnline=is_online).ok()["visitors"]
    return [visitor["id"] for visitor in listed]


def test_the_online_filter_separates_online_from_offline(later: AMinuteAgo) -> None:
    here = later.tenant.visitor("Hana Here")
    assert _visitors(later.tenant, "true") == [here.id]
    gone = _visitors(later.tenant, "false")
    assert here.id not in gone
    assert later.idle.id in gone


def test_somebody_who_crashed_goes_offline_with_a_frame(later: AMinuteAgo) -> None:
    visitor, agent = later.crashed
    assert later.tenant.see_visitor(visitor.id)["isOnline"] is False
    assert visitor.id not in _visitors(later.tenant, "true")
    assert [one["isOnline"] for one in later.tenant.team() if one["id"] == agent.id] == [False]
    heard, soon = later.watching.hears, 30.0  # a ping comes every 20 s
    heard("presence.changed", where=lambda one: one.get("visitorId") == visitor.id and not one["isOnline"], within=soon)
    heard("presence.changed", where=lambda one: one.get("agentId") == agent.id and not one["isOnline"], within=soon)
    assert later.silent_stand
    for socket in (*later.silent, later.watching):
        socket.close()


def test_the_agents_online_filter_parts_them_too(later: AMinuteAgo) -> None:
    listed = later.tenant.agent.get("/api/agent/visitors", isOnline="false").ok()["visitors"]
    assert later.idle.id in [visitor["id"] for visitor in listed]
    assert {visitor["isOnline"] for visitor in listed} == {False}


def test_an_offline_visitor_is_emailed_when_an_agent_replies(later: AMinuteAgo) -> None:
    address = later.idle.session["visitor"]["userEmail"]
    assert later.tenant.api.mails(address) == []
    later.tenant.agent.sends(later.idle_conversation, "Are you still there?").ok()
    mail = eventually(lambda: later.tenant.api.mails(address)[0] if later.tenant.api.mails(address) else False)
    assert isinstance(mail, dict)
    assert set(mail) >= {"to", "subject", "text", "html", "sentAt"}
    assert "Are you still there?" in mail["text"]
    assert "token=" in mail["text"]
    assert "eyJ" not in mail["text"]  # no session token
    later.tenant.agent.sends(later.idle_conversation, "Hello?").ok()
    stays(lambda: len(later.tenant.api.mails(address)), 1)


def test_no_email_is_sent_about_an_internal_note(later: AMinuteAgo) -> None:
    gone = later.idle.session["visitor"]["userEmail"]
    later.tenant.agent.sends(later.idle_conversation, "Difficult customer", isInternal=True).ok()
    stays(lambda: [mail for mail in later.tenant.api.mails(gone) if "Difficult" in mail["text"]], [])
