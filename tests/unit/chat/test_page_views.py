"""The pages that a visitor went through."""

import hashlib
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest

from connextlive.aws import s3
from connextlive.chat import page_views
from connextlive.table import items
from tests.support.builders import Clock, Json, a_key, a_tenant, a_visitor, an_agent, call, consume

pytestmark = pytest.mark.usefixtures("cloud")
SHOP = "https://acme.example"


def _visit(visitor: Any, path: str, title: str | None = None) -> int:
    """The path is of another page, unless there is no title."""
    body = {"currentUrl": SHOP + path} | ({"title": title} if title is not None else {})
    return call("widget_heartbeat", visitor, body)[0]


def _pages(owner: Any, visitor: Any) -> list[Json]:
    pages: list[Json] = call("tenant_visitors_get", owner, id=visitor.id)[1]["pages"]
    return pages


def test_pages_are_shown_to_tenant_and_agent_newest_first(clock: Clock) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    assert _visit(vera, "/", "Acme") == 200
    clock.advance(60)
    assert _visit(vera, "/pricing?plan=pro", "Prices – Acme") == 200
    expected = [
        {"url": f"{SHOP}/pricing?plan=pro", "title": "Prices – Acme", "viewedAt": "2027-01-15T08:01:00.000Z"},
        {"url": f"{SHOP}/", "title": "Acme", "viewedAt": "2027-01-15T08:00:00.000Z"},
    ]
    assert _pages(owner, vera) == expected
    assert call("agent_visitors_get", an_agent(owner), id=vera.id)[1]["pages"] == expected


def test_who_went_nowhere_has_no_pages() -> None:
    owner = a_tenant()
    assert _pages(owner, a_visitor(owner)) == []


def test_the_page_on_which_a_session_begins_is_the_first() -> None:
    owner = a_tenant()
    _, key = a_key(owner)
    body = {"currentUrl": f"{SHOP}/landing", "title": "Welcome"}
    status, answer = call("widget_sessions_create", body=body, headers={"X-API-Key": key, "Origin": SHOP})
    assert status == 200, answer
    pages = call("tenant_visitors_get", owner, id=answer["visitor"]["id"])[1]["pages"]
    assert [(page["url"], page["title"]) for page in pages] == [(f"{SHOP}/landing", "Welcome")]


def test_a_reloaded_page_is_one_view_until_half_an_hour_has_passed(clock: Clock) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    _visit(vera, "/a", "A")
    clock.advance(29 * 60)
    _visit(vera, "/a", "A")
    assert len(_pages(owner, vera)) == 1
    clock.advance(2 * 60)
    _visit(vera, "/a", "A")
    assert len(_pages(owner, vera)) == 2


def test_who_comes_back_to_a_page_has_been_there_twice() -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    for path in ("/a", "/b", "/a"):
        _visit(vera, path, "")
    assert [page["url"] for page in _pages(owner, vera)] == [f"{SHOP}/a", f"{SHOP}/b", f"{SHOP}/a"]


def test_a_heartbeat_that_names_no_other_page_reads_and_writes_nothing_more() -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    _visit(vera, "/a", "A")
    _visit(vera, "/b")
    (stored,) = items.raw_items([page_views.key(owner.tenant_id, vera.id)])
    assert stored["version"]["N"] == "1"
    assert len(_pages(owner, vera)) == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://acme.example@evil.example/", "/relative"])
def test_what_is_no_address_of_a_page_is_no_page(url: str) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    assert call("widget_heartbeat", vera, {"currentUrl": url, "title": "x"})[0] == 200
    assert _pages(owner, vera) == []


def test_the_last_hundred_pages_are_kept() -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    for number in range(page_views.MOST + 2):
        _visit(vera, f"/{number}", f"Page {number}")
    pages = _pages(owner, vera)
    assert (len(pages), pages[0]["title"], pages[-1]["title"]) == (100, "Page 101", "Page 2")


def test_long_addresses_leave_fewer_and_the_last_always() -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    for number in range(4):
        noise = "".join(hashlib.sha256(f"{number} {part}".encode()).hexdigest() for part in range(30))
        _visit(vera, f"/{noise}", f"Page {number}")
    (stored,) = items.raw_items([page_views.key(owner.tenant_id, vera.id)])
    assert len(stored["views"]["S"]) <= page_views.LARGEST
    titles = [page["title"] for page in _pages(owner, vera)]
    assert titles == [f"Page {number}" for number in range(3, 3 - len(titles), -1)]
    assert 1 <= len(titles) < 4


def test_who_may_not_see_the_visitor_sees_no_pages() -> None:
    owner, other = a_tenant(), a_tenant()
    vera = a_visitor(owner)
    _visit(vera, "/a", "A")
    assert call("tenant_visitors_get", other, id=vera.id)[0] == 404
    assert call("agent_visitors_get", an_agent(other), id=vera.id)[0] == 404


def test_a_blocked_visitor_adds_none() -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    assert call("tenant_blocks_create", owner, {"visitorId": vera.id})[0] == 200
    assert _visit(vera, "/a", "A") == 403
    assert _pages(owner, vera) == []


@pytest.mark.usefixtures("bucket")
def test_pages_are_exported_and_deleted_with_their_visitor(mailbox: Any) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    _visit(vera, "/a", "A")
    export = call("tenant_visitors_export", owner, id=vera.id)[1]["export"]
    consume("on_event_export", {"tenantId": owner.tenant_id, "visitorId": vera.id, "exportId": export["id"]})
    content = s3.read(f"{owner.tenant_id}/{vera.id}/{export['id']}.zip")
    assert content is not None
    (page,) = json.loads(zipfile.ZipFile(BytesIO(content)).read("data.json"))["pages"]
    assert (page["url"], page["title"]) == (f"{SHOP}/a", "A")
    call("tenant_visitors_delete", owner, id=vera.id)
    consume("on_visitor_deleted", {"tenantId": owner.tenant_id, "visitorId": vera.id})
    assert items.raw_items([page_views.key(owner.tenant_id, vera.id)]) == []
