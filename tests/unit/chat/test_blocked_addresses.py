"""Whoever comes from a blocked address or range is refused everywhere, with at most one read, until the block ends."""

from contextvars import Context
from typing import Any

import pytest

from connextlive.chat import block
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import api_key
from connextlive.realtime import connection, sockets
from connextlive.table import blocked_ranges
from local.sources.filters import record_filter
from tests.support.builders import (
    RESOURCES,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_key,
    a_tenant,
    a_visitor,
    an_error,
    call,
    deliver,
    invoke,
    wrong,
)
from tests.unit.chat.test_blocks import FUNCTIONS, REFUSED, as_authorized, calls_from_now_on, token_of

pytestmark = pytest.mark.usefixtures("cloud")
IN_RANGE, BESIDE = "203.0.113.7", "203.0.114.7"


@pytest.fixture
def owner(cloud: None) -> Caller:
    blocked_ranges.forget()
    return a_tenant()


def from_address(address: str, **headers: str) -> dict[str, str]:
    return {"CloudFront-Viewer-Address": f"{address}:46532", **headers}


def blocks(owner: Caller, address: str, **terms: Any) -> str:
    status, made = call("tenant_blocks_create", owner, {"address": address, **terms})
    assert status == 200, made
    block_id: str = made["block"]["id"]
    return block_id


def beats(by: Caller, address: str) -> int:
    return call("widget_heartbeat", as_authorized(by), {}, headers=from_address(address))[0]


@pytest.mark.parametrize(("function", "body"), FUNCTIONS)
def test_who_comes_from_a_blocked_range_is_refused_with_one_read_and_then_none(
    owner: Caller, function: str, body: Json | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = a_visitor(owner, a_key(owner)[0])
    a_conversation(owner, by=by)
    blocks(owner, "203.0.113.0/24")
    caller = as_authorized(by)
    calls = calls_from_now_on(monkeypatch)
    for _ in range(3):
        assert call(function, caller, body, headers=from_address(IN_RANGE, **{"Idempotency-Key": "once"})) == REFUSED
    assert calls == ["GetItem"]
    assert call(function, caller, body, headers=from_address(BESIDE)) != REFUSED


def test_a_new_session_from_a_blocked_range_is_refused_before_anything_is_written(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, plain_key = a_key(owner)
    blocks(owner, "203.0.113.0/24")
    _, of_another = a_key(a_tenant(company="Other", email="other@other.example"))
    calls = calls_from_now_on(monkeypatch)

    def opens(key: str, address: str) -> tuple[int, Json]:
        return call("widget_sessions_create", body={}, headers=from_address(address, **{"X-API-Key": key}))

    assert opens(plain_key, IN_RANGE) == REFUSED
    assert opens(plain_key, f"::ffff:{IN_RANGE}") == REFUSED
    # The workspace's limits, which are kept for a while, the key with its workspace, the ranges; the key.
    assert calls == ["GetItem", "BatchGetItem", "GetItem", "BatchGetItem"]
    assert opens(plain_key, BESIDE)[0] == 200
    assert opens(of_another, IN_RANGE)[0] == 200


def test_without_blocked_ranges_nothing_is_read_for_them(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_visitor(owner, a_key(owner)[0])
    caller = as_authorized(by)
    assert caller.ranges_version is None
    monkeypatch.setattr(blocked_ranges, "load", None)
    assert call("widget_heartbeat", caller, {}, headers=from_address(IN_RANGE))[0] == 200


def test_the_block_of_a_range_ends_to_the_second_and_by_hand(owner: Caller, clock: Clock) -> None:
    by = a_visitor(owner, a_key(owner)[0])
    blocks(owner, "203.0.113.0/24", expiresAt=timestamp(clock.now + 3600))
    clock.advance(3599)
    assert beats(by, IN_RANGE) == 403
    clock.advance(1)
    assert beats(by, IN_RANGE) == 200
    made = blocks(owner, IN_RANGE)
    assert beats(by, IN_RANGE) == 403
    assert call("tenant_blocks_delete", owner, id=made) == (200, {"deleted": True, "id": made})
    assert beats(by, IN_RANGE) == 200
    assert blocked_ranges.load(owner.tenant_id).ranges == ()


def test_a_range_is_blocked_once_and_an_address_of_ipv6_is_its_64(owner: Caller) -> None:
    by = a_visitor(owner, a_key(owner)[0])
    first = blocks(owner, "2001:db8:1:2::7", reason="Sells links")
    assert blocks(owner, "2001:db8:1:2:ffff::/80") == first
    (listed,) = call("tenant_blocks_list", owner)[1]["blocks"]
    told = {name: listed[name] for name in ("id", "address", "visitorId", "visitorName", "reason", "status")}
    assert told == {
        "id": first,
        "address": "2001:db8:1:2::/64",
        "visitorId": None,
        "visitorName": None,
        "reason": None,
        "status": "ACTIVE",
    }
    assert beats(by, "2001:db8:1:2:a:b:c:d") == 403
    assert beats(by, "2001:db8:1:3::1") == 200


def test_a_key_that_is_made_later_or_meanwhile_knows_of_the_ranges(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[api_key.ApiKey] = []
    expected = api_key.expect_ranges

    def with_a_new_key(tenant_id: str, version: int) -> None:
        expected(tenant_id, version)
        if not made:
            made.append(Context().run(a_key, owner)[0])  # by another request

    monkeypatch.setattr(api_key, "expect_ranges", with_a_new_key)
    blocks(owner, "203.0.113.0/24")
    for key in (*made, a_key(owner)[0]):
        assert beats(a_visitor(owner, key), IN_RANGE) == 403


def test_a_block_that_is_made_halfway_opens_nothing_and_is_made_again(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = a_visitor(owner, a_key(owner)[0])
    blocks(owner, "203.0.113.0/24")
    monkeypatch.setattr(block, "_save_ranges", lambda tenant_id, ranges, *_: api_key.expect_ranges(tenant_id, 99))
    blocks(owner, "198.51.100.0/24")
    assert (beats(by, IN_RANGE), beats(by, "198.51.100.7")) == (403, 200)
    monkeypatch.undo()
    blocks(owner, "198.51.100.0/24")
    assert (beats(by, IN_RANGE), beats(by, "198.51.100.7")) == (403, 403)


def connects(by: Caller, address: str) -> Any:
    """The authorizer's answer to a socket."""
    event = {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:eu-central-1:1:api/ws/$connect",
        "headers": {"CloudFront-Viewer-Address": "192.0.2.1:1"},  # anybody may say so who comes past CloudFront
        "requestContext": {"identity": {"sourceIp": address}},
        "queryStringParameters": {"token": token_of(by)},
    }
    return invoke("authorizer", event)


def test_sockets_from_a_blocked_range_are_closed_and_no_others_opened(
    owner: Caller, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = a_key(owner)
    inside, outside = a_visitor(owner, key), a_visitor(owner, key)
    for person, address in ((inside, IN_RANGE), (outside, BESIDE)):
        event = {"requestContext": {"connectionId": person.id, "authorizer": connects(person, address)["context"]}}
        assert invoke("ws_connect", event) == {"statusCode": 200}
    late = {"requestContext": {"connectionId": "late", "authorizer": connects(inside, IN_RANGE)["context"]}}
    closed: list[str] = []
    monkeypatch.setattr(sockets, "close", lambda found: closed.extend(one.person_id for one in found))
    changes.new()
    blocks(owner, "203.0.113.0/24")
    reader = RESOURCES["OnTableChangeNotifyFunction"]["Properties"]["Events"]["Stream"]["Properties"]
    deliver("on_table_change_notify", filter(record_filter(reader), changes.new()))
    assert closed == [inside.id]
    with pytest.raises(Exception, match="Unauthorized"):
        connects(inside, IN_RANGE)
    assert connects(inside, BESIDE)["context"]["address"] == BESIDE
    assert invoke("ws_connect", late) == {"statusCode": 403}
    assert [one.id for one in connection.of_person(owner.tenant_id, inside.id)] == [inside.id]


RANGE = "Must be an IP address or a range such as 203.0.113.0/24"
WIDE = "Must not be wider than /16, of IPv6 /32"
ONE = "Either this or address must be given"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"address": "example.com"}, {"address": RANGE}),
        ({"address": "203.0.113.7/33"}, {"address": RANGE}),
        ({"address": "203.0.0.0/15"}, {"address": WIDE}),
        ({"address": "0.0.0.0/0"}, {"address": WIDE}),
        ({"address": "::ffff:0:0/96"}, {"address": WIDE}),
        ({"address": "2001:db8::/31"}, {"address": WIDE}),
        ({}, {"visitorId": ONE}),
        ({"address": "203.0.113.7", "visitorId": "vis_1"}, {"visitorId": ONE}),
    ],
)
def test_what_cannot_be_blocked_is_refused(owner: Caller, body: Json, problem: dict[str, str]) -> None:
    assert call("tenant_blocks_create", owner, body) == wrong(**problem)


def test_a_workspace_blocks_at_most_a_hundred_ranges(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocked_ranges, "MOST", 1)
    blocks(owner, IN_RANGE)
    refused = an_error(400, "At most 100 addresses and ranges can be blocked", {"code": "TOO_MANY_RANGES"})
    assert call("tenant_blocks_create", owner, {"address": BESIDE}) == refused
    blocks(owner, IN_RANGE)
