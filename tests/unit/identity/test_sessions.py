"""A user's sessions: listed with their last use, and ended one by one."""

from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.core.ids import new_ulid, timestamp
from connextlive.events.domain import Change
from connextlive.identity import passwords, tokens, user, user_session
from connextlive.realtime import connection, fan_out, presence, sockets
from connextlive.table import items
from tests.support import builders
from tests.support.builders import Changes, Clock, Json, a_tenant, an_agent, an_error, call, counted_calls, invoke

ARN = "arn:aws:execute-api:eu-central-1:000000000000:example/live/GET/api/auth/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOT_FOUND = an_error(404, "Session not found")


def a_session(of: Caller, user_agent: str = FIREFOX, address: str = "203.0.113.7") -> str:
    """The token of somebody who has just logged in."""
    return builders.a_session(user.load(of.tenant_id, of.id), address, user_agent)


def used(token: str) -> Json:
    """The authorizer's context for the token."""
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": ARN}
    context: Json = invoke("authorizer", event)["context"]
    return context


def caller(token: str) -> Caller:
    context = used(token)
    return Caller(context["tenantId"], context["userId"], context["role"], context["name"])._replace(
        session_id=context["sessionId"]
    )


def sessions(of: Caller) -> list[Json]:
    status, answer = call("auth_sessions_list", of)
    assert status == 200
    listed: list[Json] = answer["sessions"]
    return listed


def test_a_session_is_listed_with_what_and_where_it_was_begun(cloud: None, clock: Clock) -> None:
    anna = caller(a_session(an_agent(a_tenant())))
    assert sessions(anna) == [
        {
            "id": anna.session_id,
            "browser": "Firefox",
            "os": "Linux",
            "userAgent": FIREFOX,
            "address": "203.0.113.7",
            "createdAt": timestamp(),
            "lastUsedAt": timestamp(),
            "isCurrent": True,
        }
    ]


def test_the_last_use_is_recorded_by_the_authorizers_one_write(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = a_session(an_agent(a_tenant()))
    clock.advance(3600)
    calls = counted_calls(monkeypatch)
    anna = caller(token)
    assert calls == ["UpdateItem"]
    assert [one["lastUsedAt"][:19] for one in sessions(anna)] == [timestamp()[:19]]


def test_last_uses_move_to_the_sessions_when_there_are_many(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant())
    expected = []
    for _ in range(9):
        token = a_session(anna)
        clock.advance(60)
        used(token)
        expected.append(timestamp()[:19])
    kept = user.load(anna.tenant_id, anna.id).used or {}
    assert len(kept) <= user_session.IN_USE
    assert [one["lastUsedAt"][:19] for one in sessions(anna)] == expected[::-1]


def test_a_user_from_before_there_were_sessions_has_them_from_their_next_login(cloud: None) -> None:
    anna = an_agent(a_tenant(), used=None)
    assert caller(a_session(anna)).id == anna.id


def test_a_token_from_before_there_were_sessions_is_valid_and_none_is_its_own(cloud: None) -> None:
    anna = an_agent(a_tenant())
    a_session(anna)
    token = tokens.issue(tokens.Claims(anna.tenant_id, anna.id, anna.role))[0]
    assert "sessionId" not in used(token)
    assert [one["isCurrent"] for one in sessions(anna)] == [False]
    assert call("auth_sessions_delete", anna, id="current") == NOT_FOUND


def test_an_ended_session_is_refused_and_gone_and_others_go_on(cloud: None) -> None:
    anna = an_agent(a_tenant())
    lost, kept = a_session(anna), a_session(anna)
    lost_id = used(lost)["sessionId"]
    assert call("auth_sessions_delete", caller(kept), id=lost_id) == (200, {"deleted": True, "id": lost_id})
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        used(lost)
    assert [one["id"] for one in sessions(caller(kept))] == [used(kept)["sessionId"]]
    assert call("auth_sessions_delete", caller(kept), id=lost_id) == NOT_FOUND


def test_the_current_session_is_ended_by_that_name(cloud: None) -> None:
    token = a_session(an_agent(a_tenant()))
    anna = caller(token)
    assert call("auth_sessions_delete", anna, id="current") == (200, {"deleted": True, "id": anna.session_id})
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        used(token)


def test_somebody_elses_session_is_not_found(cloud: None) -> None:
    owner = a_tenant()
    anna, bea = an_agent(owner), an_agent(owner, "Bea")
    theirs = used(token := a_session(bea))["sessionId"]
    assert call("auth_sessions_delete", caller(a_session(anna)), id=theirs) == NOT_FOUND
    assert used(token)["userId"] == bea.id


def test_sessions_end_with_their_tokens(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant())
    a_session(anna)
    clock.advance(tokens.USER_LIVES)
    newer = caller(a_session(anna))
    assert [one["id"] for one in sessions(newer)] == [newer.session_id]
    user.update(anna.tenant_id, anna.id, {}, revoke=True)
    assert sessions(anna) == []


def test_ended_sessions_are_kept_until_their_tokens_expire(cloud: None) -> None:
    anna = an_agent(a_tenant())
    expired = [f"{number:026}" for number in range(user_session.ENDED)]  # of 1970
    user.update(anna.tenant_id, anna.id, {"ended": expired})
    last = caller(a_session(anna))
    assert call("auth_sessions_delete", last, id="current")[0] == 200
    assert user.load(anna.tenant_id, anna.id).ended == [str(last.session_id).removeprefix("ses_")]


def test_a_user_who_has_ended_many_sessions_ends_all_with_the_next(
    cloud: None, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN somebody who has logged out as often as is kept, and is logged in on two devices
    anna = an_agent(a_tenant())
    user.update(anna.tenant_id, anna.id, {"ended": [new_ulid() for _ in range(user_session.ENDED)]})
    here, there = a_session(anna), a_session(anna)
    connection.opened(caller(there), "there")
    closed: list[str] = []
    monkeypatch.setattr(sockets, "close", lambda listeners: closed.extend(one.id for one in listeners))
    changes.new()
    # WHEN they log out once more
    me = caller(here)
    assert call("auth_sessions_delete", me, id="current") == (200, {"deleted": True, "id": me.session_id})
    # THEN neither token is valid, no connection is left, and nothing is kept
    for token in (here, there):
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            used(token)
    fan_out.revoked([Change.of(record) for record in changes.new()])
    assert closed == ["there"]
    assert user.load(anna.tenant_id, anna.id).ended == []
    assert len(sessions(caller(a_session(anna)))) == 1


def test_a_change_that_ends_a_session_closes_its_websockets_only(
    cloud: None, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = an_agent(a_tenant())
    lost, kept = caller(a_session(anna)), caller(a_session(anna))
    connection.opened(lost, "lost")
    connection.opened(kept, "kept")
    closed: list[str] = []
    monkeypatch.setattr(sockets, "close", lambda listeners: closed.extend(one.id for one in listeners))
    changes.new()
    assert call("auth_sessions_delete", kept, id=str(lost.session_id))[0] == 200
    fan_out.revoked([Change.of(record) for record in changes.new()])
    assert closed == ["lost"]


def test_a_websocket_of_an_ended_session_is_not_opened(cloud: None) -> None:
    anna = caller(a_session(an_agent(a_tenant())))
    assert presence.admitted(anna)
    assert call("auth_sessions_delete", anna, id="current")[0] == 200
    assert not presence.admitted(anna)


def test_a_user_in_use_is_written_by_one_unit(cloud: None, clock: Clock) -> None:
    """With all that a usual agent's item has: it is written at each renewal of their presence."""
    owner = a_tenant()
    anna = an_agent(owner, email="anna.agent@company.example", password_hash=passwords.hash_of("correct horse 1"))
    assert call("tenant_agents_update", owner, {"name": "Anna Agent"}, id=anna.id)[0] == 200
    user.update(anna.tenant_id, anna.id, {"preferences": {"sound": True, "desktop": True}})
    for _ in range(9):
        used(a_session(anna))
    raw = items.raw_items([user.key(anna.tenant_id, anna.id)])[0]
    size = sum(len(name) + _size(value) for name, value in raw.items())
    assert size <= 1024, size


def _size(value: Any) -> int:
    """DynamoDB's size of a value, roughly."""
    ((kind, inner),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name) + _size(one) for name, one in inner.items())
    if kind == "L":
        return 3 + sum(1 + _size(one) for one in inner)
    return len(inner) // 2 + 2 if kind == "N" else len(str(inner)) if kind == "S" else 1
