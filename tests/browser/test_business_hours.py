"""Who comes while it is closed is told when somebody answers, and is answered by itself once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.api.client import Tenant, eventually

from .conftest import Site
from .widget import a_page, visit


def found_by(tenant: Tenant, word: str) -> str:
    """The ID of the conversation that a search finds."""
    found = tenant.get(f"/api/tenant/conversations?search={word}").ok()["conversations"]
    assert found
    return str(found[0]["id"])


def test_the_widget_says_when_somebody_answers_and_the_automatic_reply_comes_once(
    stack: str, tenant: Tenant, page: Page, site: Site, axe: Callable[..., None]
) -> None:
    opens = datetime.now(UTC) + timedelta(days=3)
    hours = {
        "timezone": "UTC",
        "week": {f"{opens:%A}".lower(): [{"from": "09:00", "to": "17:00"}]},
        "autoReply": {"enabled": True, "text": {"en": "Back at nine!"}},
    }
    tenant.put("/api/tenant/workspace", {"settings": {"hours": hours}}).ok()
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    expect(widget.panel.get_by_text("We answer again from")).to_contain_text(f"{opens:%a, %b} {opens.day}")
    axe(page)
    widget.say("Is anybody there?")
    expect(widget.log.get_by_text("Back at nine!")).to_be_visible()
    widget.say("I would like to order")
    widget.say("Two of them")
    # What could answer the last message has seen it once a search finds it.
    path = f"/api/tenant/conversations/{eventually(lambda: found_by(tenant, 'two'))}/messages"
    said = [one["content"] for one in tenant.get(path).ok()["messages"]]
    assert said == ["Is anybody there?", "Back at nine!", "I would like to order", "Two of them"]
    expect(widget.log.get_by_text("Back at nine!")).to_have_count(1)
