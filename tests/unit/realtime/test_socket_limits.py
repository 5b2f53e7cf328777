"""Limits of WebSockets: how many connections and frames, and what is said to who has too many."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.lambdas import limits
from connextlive.realtime import connection, sockets
from connextlive.table import token_bucket
from tests.support.builders import Clock, Json, a_tenant, a_visitor, an_agent, everything, invoke

OFFICE = "203.0.113.7"
TOO_MANY = {"message": "Too many attempts. Please try again later.", "code": "RATE_LIMITED"}


@pytest.fixture(autouse=True)
def fresh(cloud: None, clock: Clock) -> Iterator[None]:
    """A process that has counted nothing."""
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def owner() -> Caller:
    return a_tenant()


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The connections that were closed."""
    gone: list[str] = []

    def request(method: str, connection_id: str) -> int:
        gone.append(connection_id)
        return 200

    monkeypatch.setattr(sockets, "_request", request)
    return gone


def limited(monkeypatch: pytest.MonkeyPatch, rates: str) -> None:
    monkeypatch.setenv("RATE_LIMITS", rates)


def an_event(by: Caller, connection_id: str, frame: Any = None, address: str = OFFICE) -> Json:
    authorizer = by._replace(address=address).context(is_connection=True)
    body = json.dumps(frame) if frame is not None else None
    return {"requestContext": {"connectionId": connection_id, "authorizer": authorizer}, "body": body}


def connects(by: Caller, number: int = 0, address: str = OFFICE) -> int:
    event = an_event(by, f"{by.id}-{number}", address=address)
    return int(invoke("ws_connect", event)["statusCode"])


def told(by: Caller, frame: Any, connection_id: str = "x") -> Json | None:
    """The type and data of the reply to a frame, without those of a pong."""
    answer = invoke("ws_default", an_event(by, connection_id, frame))
    assert answer["statusCode"] == 200
    if "body" not in answer:
        return None
    reply = json.loads(answer["body"])
    return {"type": reply["type"], **reply["data"]}


def pings(by: Caller, times: int, connection_id: str = "x") -> int:
    """How many of so many pings are answered by a pong."""
    return sum(told(by, {"type": "ping"}, connection_id) == {"type": "pong"} for _ in range(times))


TYPING = {"type": "typing"}


# ── Connections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_connects_too_often_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, owner: Caller
) -> None:
    limited(monkeypatch, "socket caller 5/60")
    vera = a_visitor(owner)
    assert [connects(vera, number) for number in range(6)] == [200] * 5 + [429]
    before = everything()
    assert connects(vera, 7) == 429
    assert everything() == before
    clock.advance(12)
    assert [connects(vera, number) for number in (8, 9)] == [200, 429]


def test_an_office_has_a_limit_of_its_own_and_one_person_does_not_use_it_up(
    monkeypatch: pytest.MonkeyPatch, owner: Caller
) -> None:
    limited(monkeypatch, "socket caller 3/60 address 10/60")
    people = [an_agent(owner, f"Agent {number}") for number in range(10)]
    assert [connects(people[0], number) for number in range(20)] == [200] * 3 + [429] * 17
    assert [connects(one) for one in people[1:]] == [200] * 7 + [429] * 2
    assert connects(people[9], address="203.0.113.8") == 200


def test_a_workspace_has_a_limit_and_others_do_not_notice(monkeypatch: pytest.MonkeyPatch, owner: Caller) -> None:
    limited(monkeypatch, "socket tenant 5/60")
    assert [connects(a_visitor(owner)) for _ in range(6)] == [200] * 5 + [429]
    assert connects(a_visitor(a_tenant())) == 200


def test_one_person_may_have_so_many_open_and_a_new_one_when_one_is_closed(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, owner: Caller
) -> None:
    monkeypatch.setenv("OPEN_SOCKETS", "3")
    vera, anna = a_visitor(owner), an_agent(owner)
    for person in (vera, anna):
        assert [connects(person, number) for number in range(4)] == [200, 200, 200, 429]
        invoke("ws_disconnect", an_event(person, f"{person.id}-1"))
        assert [connects(person, number) for number in (4, 5)] == [200, 429]
    assert len(connection.of_people(owner.tenant_id)) == 3
    clock.advance(connection.LIVES)
    assert connects(vera, 6) == 200


# ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_sends_too_many_frames_is_told_when_to_go_on(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, owner: Caller
) -> None:
    limited(monkeypatch, "frame caller 6/60")
    vera = a_visitor(owner)
    assert pings(vera, 6) == 6
    before = everything()
    assert told(vera, {"type": "ping"}) == {"type": "error", **TOO_MANY, "retryAfter": 10}
    assert everything() == before
    clock.advance(10)
    assert pings(vera, 2) == 1


def test_what_is_no_frame_counts_as_well(monkeypatch: pytest.MonkeyPatch, owner: Caller) -> None:
    limited(monkeypatch, "frame caller 3/60")
    vera = a_visitor(owner)
    answers = [told(vera, {"type": "nonsense"}) for _ in range(4)]
    assert [answer.get("code") for answer in answers if answer] == [None] * 3 + ["RATE_LIMITED"]


def test_one_page_that_sends_too_many_does_not_silence_the_others(
    monkeypatch: pytest.MonkeyPatch, owner: Caller
) -> None:
    limited(monkeypatch, "frame connection 5/60 caller 12/60")
    vera = a_visitor(owner)
    assert [pings(vera, 10, page) for page in ("first", "second", "third")] == [5, 5, 2]


def test_typing_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch, owner: Caller) -> None:
    limited(monkeypatch, "frame caller 100/60; typing caller 2/60")
    vera = a_visitor(owner)
    assert [told(vera, TYPING) for _ in range(3)] == [None, None, {"type": "error", **TOO_MANY, "retryAfter": 30}]
    assert pings(vera, 5) == 5


def test_a_client_that_goes_on_nevertheless_is_disconnected(
    monkeypatch: pytest.MonkeyPatch, owner: Caller, ended: list[str]
) -> None:
    limited(monkeypatch, "frame connection 5/60")
    vera = a_visitor(owner)
    assert pings(vera, 5, "x") == 5
    refused = [told(vera, {"type": "ping"}) for _ in range(20)]
    assert [answer["type"] for answer in refused if answer] == ["error"] * 20
    assert ended == []
    assert told(vera, {"type": "ping"}) is None
    assert ended == ["x"]


def test_so_is_one_of_whose_frames_some_are_let_through(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, owner: Caller, ended: list[str]
) -> None:
    limited(monkeypatch, "frame connection 60/60")
    vera = a_visitor(owner)
    for _ in range(12):
        pings(vera, 10, "x")
        clock.advance(1)
    assert ended
    assert {*ended} == {"x"}


def test_pings_of_an_open_page_cost_a_write_in_ten_minutes(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, owner: Caller
) -> None:
    limited(monkeypatch, "frame connection 1200/60 caller 2400/60 tenant 240000/60")
    vera, write, writes = a_visitor(owner), token_bucket._write, []

    def noted(pk: str, *args: Any, **kwargs: Any) -> token_bucket.Taken | None:
        writes.append(pk)
        return write(pk, *args, **kwargs)

    monkeypatch.setattr(token_bucket, "_write", noted)
    for _ in range(96):
        assert pings(vera, 1) == 1
        clock.advance(25)
    assert 1 <= len(writes) <= 5
