"""Things with an expiry: invitations, reset links, and a site's previous secret."""

from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.core.errors import Refused
from connextlive.identity import invitation, password_reset, passwords, site, user
from connextlive.identity.site import Site
from connextlive.table import orm
from tests.support.builders import Clock, Json, a_tenant, an_agent, an_error, call

HOUR = 3600
DAY = 24 * HOUR
INVITE_EXPIRED = an_error(400, "This invitation has expired or was used already", {"code": "INVITE_EXPIRED"})
RESET_EXPIRED = an_error(400, "This link has expired or was used already", {"code": "RESET_EXPIRED"})


class Invited:
    """A person invited at the start of the test."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.invitation = invitation.invite(self.owner.tenant_id, "Ivy Invited", "Ivy@Example.com")

    @property
    def token(self) -> str:
        return invitation.token(self.owner.tenant_id, self.invitation.id, self.invitation.nonce)

    def accepts(self, token: str | None = None) -> tuple[int, Json]:
        return call("auth_accept_invite", body={"token": token or self.token, "password": "open sesame"})

    @property
    def listed(self) -> list[Json]:
        found: list[Json] = call("tenant_agents_list", self.owner)[1]["invitations"]
        return found


def test_an_invitation_is_pending_to_the_end_of_its_seventh_day(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(7 * DAY - 0.001)
    assert ivy.listed == [
        {
            "id": ivy.invitation.id,
            "name": "Ivy Invited",
            "email": "ivy@example.com",
            "status": "PENDING",
            "expiresAt": "2027-01-22T08:00:00.000Z",
            "createdAt": "2027-01-15T08:00:00.000Z",
        }
    ]


def test_then_it_is_listed_as_expired(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(7 * DAY)
    assert [listed["status"] for listed in ivy.listed] == ["EXPIRED"]


def test_it_can_be_accepted_to_the_end_of_its_seventh_day(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(7 * DAY - 0.001)
    status, answer = ivy.accepts()
    assert status == 200
    assert answer["user"] == {
        "id": answer["user"]["id"],
        "email": "ivy@example.com",
        "name": "Ivy Invited",
        "role": "AGENT",
        "position": "AGENT",
        "tenantId": ivy.owner.tenant_id,
        "avatarUrl": None,
    }


def test_then_it_cannot(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(7 * DAY + 0.001)
    assert ivy.accepts() == INVITE_EXPIRED


def test_who_is_invited_again_has_another_seven_days(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(6 * DAY)
    again = invitation.invite(ivy.owner.tenant_id, "Ivy", "ivy@example.com")
    assert (again.id, again.expires_at) == (ivy.invitation.id, "2027-01-28T08:00:00.000Z")


def test_the_link_of_before_stops_working_when_invited_again(cloud: None, clock: Clock) -> None:
    ivy = Invited()
    clock.advance(1)
    invitation.invite(ivy.owner.tenant_id, "Ivy", "ivy@example.com")
    assert ivy.accepts() == INVITE_EXPIRED


def test_it_is_accepted_once(cloud: None) -> None:
    ivy = Invited()
    ivy.accepts()
    assert ivy.accepts() == INVITE_EXPIRED


def test_an_invitee_who_joined_elsewhere_meanwhile_cannot_accept(cloud: None) -> None:
    ivy = Invited()
    a_tenant(email="ivy@example.com")
    assert ivy.accepts() == INVITE_EXPIRED


@pytest.mark.parametrize("token", ["x", "..", "a.b.c", "ten_.inv_.x", "é.ü.ß"])
def test_what_is_no_token_is_refused_like_one_that_expired(cloud: None, token: str) -> None:
    assert Invited().accepts(token) == INVITE_EXPIRED


def test_another_secret_of_the_same_invitation_is_refused(cloud: None) -> None:
    ivy = Invited()
    assert ivy.accepts(ivy.token[:-1] + ("0" if ivy.token[-1] != "0" else "1")) == INVITE_EXPIRED


def test_the_table_does_not_hold_what_the_link_carries(cloud: None) -> None:
    ivy = Invited()
    secret = ivy.token.rpartition(".")[2]
    assert secret not in repr(ivy.invitation.attribute_values)


# ── Reset links ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Forgetful:
    """An agent who requested a reset at the start of the test."""

    def __init__(self) -> None:
        self.caller = an_agent(a_tenant())
        call("auth_forgot_password", body={"email": self.user.email})
        self.token = password_reset.token(self.user, self.user.reset_nonce or "")

    @property
    def user(self) -> user.User:
        return user.load(self.caller.tenant_id, self.caller.id)

    def resets(self, token: str | None = None) -> tuple[int, Json]:
        return call("auth_reset_password", body={"token": token or self.token, "password": "open sesame"})


def test_a_reset_link_works_for_an_hour(cloud: None, clock: Clock) -> None:
    fred = Forgetful()
    clock.advance(HOUR)
    assert fred.resets() == (200, {"ok": True})


def test_then_it_has_expired(cloud: None, clock: Clock) -> None:
    fred = Forgetful()
    clock.advance(HOUR + 0.001)
    assert fred.resets() == RESET_EXPIRED


def test_it_works_once(cloud: None) -> None:
    fred = Forgetful()
    fred.resets()
    assert fred.resets() == RESET_EXPIRED


def test_a_reset_revokes_the_tokens_of_before(cloud: None) -> None:
    fred = Forgetful()
    before = fred.user.token_version
    fred.resets()
    assert fred.user.token_version == before + 1


def test_another_request_does_not_end_a_link_that_was_mailed(cloud: None, clock: Clock) -> None:
    fred = Forgetful()
    clock.advance(1)
    call("auth_forgot_password", body={"email": fred.user.email.upper()})
    newer = password_reset.token(fred.user, fred.user.reset_nonce or "")
    assert newer != fred.token
    assert fred.resets() == (200, {"ok": True})
    assert fred.resets(newer) == RESET_EXPIRED


def test_each_link_has_an_hour_of_its_own(cloud: None, clock: Clock) -> None:
    fred = Forgetful()
    for _ in range(2):
        clock.advance(HOUR - 1)
        call("auth_forgot_password", body={"email": fred.user.email})
    assert fred.resets() == RESET_EXPIRED
    assert len(fred.user.resets_before) == 1
    assert fred.resets(password_reset.token(fred.user, fred.user.reset_nonce or "")) == (200, {"ok": True})


def test_a_request_does_as_much_whoever_it_is_for(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    dispatch = orm.connection().dispatch

    def noted(operation: str, request: Json, **more: Any) -> Any:
        calls.append(operation)
        return dispatch(operation, request, **more)

    owner = a_tenant()
    addresses = [user.load(*of).email for of in ((owner.tenant_id, owner.id), _ids(an_agent(owner, status="INACTIVE")))]
    monkeypatch.setattr(orm.connection(), "dispatch", noted)
    made = []
    for email in (*addresses, "nobody@example.com"):
        calls.clear()
        assert call("auth_forgot_password", body={"email": email}) == (200, {"ok": True})
        made.append(tuple(calls))
    assert len(set(made)) == 1, made
    assert made[0].count("PutItem") == 1


def _ids(of: Caller) -> tuple[str, str]:
    return of.tenant_id, of.id


def test_a_made_up_token_is_not_worth_hashing_for(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: str) -> str:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords, "hash_of", never)
    assert Forgetful().resets("x") == RESET_EXPIRED
    assert Invited().accepts("x") == INVITE_EXPIRED


def test_without_a_request_there_is_no_link(cloud: None) -> None:
    anna = an_agent(a_tenant())
    with pytest.raises(Refused):
        password_reset.complete(password_reset.token(user.load(anna.tenant_id, anna.id), ""), "hash")


@pytest.mark.parametrize("token", ["x", "a.b.c", "é.ü.ß"])
def test_what_is_no_reset_token_is_refused_like_one_that_expired(cloud: None, token: str) -> None:
    assert Forgetful().resets(token) == RESET_EXPIRED


def test_a_deactivated_agent_is_answered_the_same_and_gets_no_link(cloud: None) -> None:
    idle = an_agent(a_tenant(), status="INACTIVE")
    held = user.load(idle.tenant_id, idle.id)
    assert call("auth_forgot_password", body={"email": held.email}) == (200, {"ok": True})
    assert user.load(idle.tenant_id, idle.id).reset_nonce is None


# ── A site's secret ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop(cloud: None) -> Site:
    made = site.new(a_tenant().tenant_id, "Shop", [])
    made.save()
    return made


def rotated(of: Site) -> Site:
    return site.rotate_secret(of.tenant_id, of.id)


def test_a_site_can_verify_nobody_before_its_first_secret(shop: Site) -> None:
    assert shop.generations == []


def test_the_first_secret_has_none_before_it(shop: Site, clock: Clock) -> None:
    assert rotated(shop).generations == [1]


def test_the_former_secret_counts_for_another_hour(shop: Site, clock: Clock) -> None:
    rotated(shop)
    clock.advance(DAY)
    newest = rotated(shop)
    clock.advance(HOUR - 0.001)
    assert newest.generations == [2, 1]


def test_then_only_the_newest_does(shop: Site, clock: Clock) -> None:
    rotated(shop)
    newest = rotated(shop)
    clock.advance(HOUR)
    assert newest.generations == [2]


def test_of_several_rotations_within_an_hour_the_last_two_secrets_count(shop: Site, clock: Clock) -> None:
    rotated(shop)
    rotated(shop)
    assert rotated(shop).generations == [3, 2]


def test_each_generation_and_each_site_has_its_own_secret(shop: Site) -> None:
    other = site.new(shop.tenant_id, "Other", [])
    assert len({shop.secret(1), shop.secret(2), other.secret(1), other.secret(2)}) == 4
