"""A workspace's owner hands it over to an admin, who accepts."""

from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.events.domain import Change, of_change
from connextlive.identity import ownership, passwords, positions, user
from tests.support.builders import Changes, Clock, Json, a_session, a_tenant, an_agent, an_error, call, consume, project
from tests.unit.identity.test_second_factor import set_up, shown

PASSWORD = "correct horse 1"
HASH = passwords.hash_of(PASSWORD)
NO_OFFER = an_error(404, "Offer not found")


@pytest.fixture
def owner(cloud: None, clock: Clock) -> Caller:
    made = a_tenant()
    user.update(made.tenant_id, made.id, {"password_hash": HASH})
    return made


@pytest.fixture
def admin(owner: Caller) -> Caller:
    made = an_agent(owner, name="Ada Admin", password_hash=HASH)
    positions.update(owner, made.id, {"position": "ADMIN"})
    return made._replace(role="CUSTOMER")


def offered(owner: Caller, admin: Caller) -> Json:
    status, answer = call("tenant_ownership_offer", owner, {"agentId": admin.id, "password": PASSWORD})
    assert status == 200, answer
    found: Json = answer["workspace"]["ownerOffer"]
    return found


def positions_of(*people: Caller) -> list[str]:
    return [user.position_of(user.load(one.tenant_id, one.id).values) for one in people]


def events_of(changes: Changes) -> list[Json]:
    """What the bus is told of a workspace's ownership since the last time."""
    events = [event for record in changes.new() for event in of_change(Change.of(record))]
    return [{"type": event.type} | event.detail for event in events if event.type.startswith("workspace.owner")]


def test_an_admin_accepts_to_be_the_owner_and_the_owner_becomes_an_admin(owner: Caller, admin: Caller) -> None:
    offer = offered(owner, admin)
    assert offer == {
        "agentId": admin.id,
        "offeredAt": "2027-01-15T08:00:00.000Z",
        "expiresAt": "2027-01-22T08:00:00.000Z",
    }
    assert positions_of(owner, admin) == ["OWNER", "ADMIN"]
    team = {"limit": "10"}
    assert [one["id"] for one in call("tenant_agents_list", owner, query=team)[1]["agents"]] == [admin.id]
    status, answer = call("tenant_ownership_accept", admin, {"password": PASSWORD})
    assert (status, answer["workspace"]["ownerOffer"]) == (200, None)
    assert [one["id"] for one in call("tenant_agents_list", owner, query=team)[1]["agents"]] == [owner.id]
    assert positions_of(owner, admin) == ["ADMIN", "OWNER"]
    assert call("tenant_ownership_accept", admin, {"password": PASSWORD}) == NO_OFFER


def test_sessions_stay_and_may_from_then_on_what_their_users_may(owner: Caller, admin: Caller) -> None:
    tokens = [a_session(user.load(one.tenant_id, one.id)) for one in (owner, admin)]
    versions = [user.load(one.tenant_id, one.id).token_version for one in (owner, admin)]
    offered(owner, admin)
    call("tenant_ownership_accept", admin, {"password": PASSWORD})
    assert [user.load(one.tenant_id, one.id).token_version for one in (owner, admin)] == versions
    assert len(set(tokens)) == 2
    made = an_agent(owner)
    status, answer = call("tenant_agents_update", owner, {"position": "ADMIN"}, id=made.id)
    assert (status, answer["data"]) == (403, {"code": "OWNER_ONLY"})
    assert call("tenant_agents_update", admin, {"position": "ADMIN"}, id=made.id)[0] == 200
    assert call("tenant_agents_update", admin, {"name": "Olga Former"}, id=owner.id)[0] == 200
    assert call("tenant_agents_update", owner, {"name": "Mine again"}, id=admin.id)[0] == 404


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_both_confirm_it_by_their_password(owner: Caller, admin: Caller, who: str) -> None:
    wrong = {"errors": [{"field": "password", "message": "The password is wrong"}]}
    if who == "owner":
        answer = call("tenant_ownership_offer", owner, {"agentId": admin.id, "password": "guessed"})
    else:
        offered(owner, admin)
        answer = call("tenant_ownership_accept", admin, {"password": "guessed"})
    assert answer == an_error(400, "Validation failed", wrong)
    assert positions_of(owner, admin) == ["OWNER", "ADMIN"]


def test_who_has_a_second_factor_confirms_it_by_that_as_well(owner: Caller, admin: Caller, clock: Clock) -> None:
    secret, _ = set_up(admin)
    offered(owner, admin)
    status, answer = call("tenant_ownership_accept", admin, {"password": PASSWORD})
    assert (status, answer["data"]["errors"][0]["field"]) == (400, "code")
    clock.advance(30)
    assert call("tenant_ownership_accept", admin, {"password": PASSWORD, "code": shown(secret)})[0] == 200


def test_only_an_admin_who_is_active_can_be_offered_it(owner: Caller, admin: Caller) -> None:
    anna = an_agent(owner)
    refused = an_error(400, "Only an active admin can become the owner", {"code": "NOT_AN_ADMIN"})
    assert call("tenant_ownership_offer", owner, {"agentId": anna.id, "password": PASSWORD}) == refused
    user.update(owner.tenant_id, admin.id, {"status": "INACTIVE"})
    assert call("tenant_ownership_offer", owner, {"agentId": admin.id, "password": PASSWORD}) == refused
    other = call("tenant_ownership_offer", owner, {"agentId": owner.id, "password": PASSWORD})
    assert other == an_error(404, "Agent not found")


def test_admins_offer_it_to_nobody(owner: Caller, admin: Caller) -> None:
    refused = an_error(403, "Only the owner can do this", {"code": "OWNER_ONLY"})
    assert call("tenant_ownership_offer", admin, {"agentId": admin.id, "password": PASSWORD}) == refused


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_the_owner_takes_it_back_and_the_admin_declines(owner: Caller, admin: Caller, who: str) -> None:
    offered(owner, admin)
    other = an_agent(owner)
    positions.update(owner, other.id, {"position": "ADMIN"})
    assert call("tenant_ownership_withdraw", other._replace(role="CUSTOMER")) == NO_OFFER
    by = owner if who == "owner" else admin
    status, answer = call("tenant_ownership_withdraw", by)
    assert (status, answer["workspace"]["ownerOffer"]) == (200, None)
    assert call("tenant_ownership_accept", admin, {"password": PASSWORD}) == NO_OFFER
    assert call("tenant_ownership_withdraw", by) == NO_OFFER


def test_an_offer_expires_after_a_week(owner: Caller, admin: Caller, clock: Clock) -> None:
    offered(owner, admin)
    clock.advance(7 * 24 * 3600 + 1)
    assert call("tenant_workspace_get", owner)[1]["workspace"]["ownerOffer"] is None
    assert call("tenant_ownership_accept", admin, {"password": PASSWORD}) == NO_OFFER


def test_who_is_no_admin_any_more_cannot_accept(owner: Caller, admin: Caller) -> None:
    offered(owner, admin)
    positions.update(owner, admin.id, {"position": "AGENT"})
    with pytest.raises(NotFound):
        ownership.accept(user.load(admin.tenant_id, admin.id), PASSWORD, None)
    assert positions_of(owner, admin) == ["OWNER", "AGENT"]


def test_the_audit_log_has_each_step(owner: Caller, admin: Caller, changes: Changes, clock: Clock) -> None:
    offered(owner, admin)
    project(changes.new())
    clock.advance(1)
    call("tenant_ownership_accept", admin, {"password": PASSWORD})
    project(changes.new())
    entries = call("tenant_audit_log_list", owner, query={"action": "workspace"})[1]["entries"]
    assert [(entry["action"], entry["actor"]["id"]) for entry in entries] == [
        ("workspace.owner_changed", admin.id),
        ("workspace.owner_offered", owner.id),
    ]


def test_the_admin_is_mailed_the_offer_and_the_former_owner_that_it_was_accepted(
    owner: Caller, admin: Caller, changes: Changes, mailbox: Any
) -> None:
    offered(owner, admin)
    (event,) = events_of(changes)
    consume("on_event_account_mail", event)
    call("tenant_ownership_accept", admin, {"password": PASSWORD})
    consume("on_event_account_mail", event)  # once more: it is accepted already
    (event,) = events_of(changes)
    consume("on_event_account_mail", event)
    to = [one.destinations["ToAddresses"][0] for one in mailbox.sent_messages]
    assert to == [user.load(one.tenant_id, one.id).email for one in (admin, owner)]
