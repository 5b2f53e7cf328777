"""Online visitors: the head of the visitors' list over time."""

import pytest

from connextlive.chat import conversation, visitor
from connextlive.identity import presences
from tests.support.builders import Changes, Clock, a_conversation, a_tenant, a_visitor, call, project
from tests.support.granted import as_somebody_else

pytestmark = pytest.mark.usefixtures("cloud")


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


def test_a_heartbeat_writes_one_item_outside_every_index(changes: Changes, clock: Clock) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    a_conversation(owner, by=vera)
    changes.new()
    clock.advance(25)
    visitor.seen(owner.tenant_id, vera.id)
    (change,) = changes.new()
    image = change["dynamodb"]["NewImage"]
    assert (change["eventName"], image["kind"]["S"]) == ("MODIFY", presences.KIND)
    assert not [name for name in image if name.startswith("list")]


def test_everybody_is_listed_once_wherever_they_are_on_their_way(clock: Clock, changes: Changes) -> None:
    owner = a_tenant()
    lapsed = a_visitor(owner).id
    clock.advance(30)
    left, back = a_visitor(owner).id, a_visitor(owner).id
    for gone in (left, back):
        visitor.left(owner.tenant_id, gone)
    clock.advance(40)
    here = a_visitor(owner).id
    visitor.seen(owner.tenant_id, back)  # their item is still in the list of those who left
    project(changes.all)

    def pages(**query: str) -> list[str]:
        found: list[str] = []
        query["limit"] = "1"
        while True:
            answer = call("tenant_visitors_list", owner, query=query)[1]
            found += [one["id"] for one in answer["visitors"]]
            if answer["pagination"]["nextCursor"] is None:
                return found
            query["cursor"] = answer["pagination"]["nextCursor"]

    assert set(pages(isOnline="true")) == {back, here}
    assert pages(isOnline="false") == [lapsed, left] or pages(isOnline="false") == [left, lapsed]
    assert (len(pages()), set(pages()[:2])) == (4, {back, here})


def test_a_change_that_meets_a_departure_keeps_the_visitor_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    load, goes = visitor.load, iter([True])

    def loaded(tenant_id: str, visitor_id: str) -> visitor.Visitor:
        found = load(tenant_id, visitor_id)
        if next(goes, False):
            with as_somebody_else():
                visitor.left(tenant_id, visitor_id)
        return found

    monkeypatch.setattr(visitor, "load", loaded)
    assert call("tenant_visitors_update", owner, {"userName": "Vera V."}, id=vera.id)[0] == 200
    (listed,) = call("tenant_visitors_list", owner)[1]["visitors"]
    assert (listed["userName"], listed["isOnline"]) == ("Vera V.", False)


def test_the_page_of_a_heartbeat_is_shown_and_outlives_the_visit() -> None:
    owner = a_tenant()
    vera = a_visitor(owner, current_url="https://acme.example/a")
    visitor.seen(owner.tenant_id, vera.id, "https://acme.example/b")
    assert call("tenant_visitors_get", owner, id=vera.id)[1]["visitor"]["currentUrl"] == "https://acme.example/b"
    visitor.left(owner.tenant_id, vera.id)
    shown = call("tenant_visitors_get", owner, id=vera.id)[1]["visitor"]
    assert (shown["currentUrl"], shown["isOnline"]) == ("https://acme.example/b", False)


@pytest.mark.parametrize("at_most", [1, 1_000])
def test_a_page_of_conversations_tells_who_is_online(at_most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether everybody who is online is read, or, where they are too many, those of the page."""
    monkeypatch.setattr(conversation, "PRESENT_READ", at_most)
    owner = a_tenant()
    here, gone = a_visitor(owner), a_visitor(owner)
    ids = {a_conversation(owner, by=here): True, a_conversation(owner, by=gone): False}
    visitor.left(owner.tenant_id, gone.id)
    listed = call("tenant_conversations_list", owner)[1]["conversations"]
    assert {one["id"]: one["visitor"]["isOnline"] for one in listed} == ids


def test_an_empty_filter_lists_and_counts_everybody(changes: Changes) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    project(changes.all)
    query = {"siteId": "", "tags": "", "isOnline": "", "search": ""}
    answer = call("tenant_visitors_list", owner, query=query)[1]
    assert ([one["id"] for one in answer["visitors"]], answer["pagination"]["total"]) == ([vera.id], 1)
