"""Online visitors: the head of the visitors' list over time."""

import pytest

from connextlive.chat import visitor
from tests.support.builders import Changes, Clock, a_tenant, a_visitor, call, project


def test_who_is_online_is_counted_by_the_minute(changes: Changes, clock: Clock) -> None:
    owner = a_tenant()
    earlier = a_visitor(owner)
    clock.advance(30)
    a_visitor(owner)
    project(changes.all)
    figures = []
    for seconds in (29, 1, 30):
        clock.advance(seconds)
        figures.append(call("tenant_visitors_list", owner)[1]["stats"]["online"])
    assert figures == [2, 1, 0]
    visitor.seen(owner.tenant_id, earlier.id, None)
    assert call("tenant_visitors_list", owner)[1]["stats"] == {"total": 2, "online": 1, "returning": 0}


@pytest.mark.parametrize("online", ["true", "false"])
def test_a_list_of_who_is_or_is_not_here_pages_to_its_end(changes: Changes, clock: Clock, online: str) -> None:
    owner = a_tenant()
    gone = [a_visitor(owner).id for _ in range(3)]
    clock.advance(61)
    here = [a_visitor(owner).id for _ in range(3)]
    project(changes.all)
    found, query = set(), {"isOnline": online, "limit": "2"}
    for _ in range(3):
        answer = call("tenant_visitors_list", owner, query=query)[1]
        found |= {one["id"] for one in answer["visitors"]}
        cursor = answer["pagination"]["nextCursor"]
        if cursor is None:
            break
        query["cursor"] = cursor
    assert found == set(here if online == "true" else gone)


def test_the_cursor_of_an_offline_visitor_ends_the_list_of_online_ones(clock: Clock, changes: Changes) -> None:
    owner = a_tenant()
    for _ in range(3):
        a_visitor(owner)
    project(changes.all)
    cursor = call("tenant_visitors_list", owner, query={"isOnline": "true", "limit": "1"})[1]["pagination"][
        "nextCursor"
    ]
    clock.advance(120)
    status, answer = call("tenant_visitors_list", owner, query={"isOnline": "true", "limit": "1", "cursor": cursor})
    assert (status, answer["visitors"], answer["pagination"]["nextCursor"]) == (200, [], None)
