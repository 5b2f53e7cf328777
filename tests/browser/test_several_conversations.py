"""Several conversations of one visitor: in the widget, and beside the conversation in the console."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.client import Tenant, becomes

from .conftest import Site
from .console import enter
from .widget import a_page, visit


def test_a_visitor_begins_another_conversation_and_goes_back_to_the_first(
    stack: str, tenant: Tenant, site: Site, page: Page, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "several", "mostOpen": 2}}}).ok()
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    listing = widget.panel.get_by_role("button", name="Your conversations")
    expect(listing).to_be_hidden()
    widget.say("Where is my order?")
    widget.state("Sent")
    (first,) = tenant.conversations()
    listing.press("Enter")
    begin = widget.panel.get_by_role("button", name="Start a new conversation")
    expect(begin).to_be_focused()
    axe(page, "connextlive-widget")
    begin.press("Enter")
    expect(widget.box).to_be_focused()
    expect(widget.mine).to_have_count(0)
    widget.say("I need an invoice.")
    widget.state("Sent")
    becomes(lambda: len(tenant.conversations()), 2)
    tenant.agent.sends(first["id"], "It comes tomorrow.").ok()
    unread = widget.panel.get_by_role("button", name="Your conversations, 1 unread")
    expect(unread).to_be_visible()
    expect(widget.theirs).to_have_count(1)  # the greeting
    unread.press("Enter")
    expect(begin).to_be_hidden()  # two are open
    chosen = widget.panel.get_by_role("button").filter(has_text="It comes tomorrow.")
    expect(chosen).to_contain_text("1 unread")
    chosen.press("Enter")
    expect(widget.mine).to_have_text("Where is my order?")
    expect(widget.theirs.last).to_have_text("It comes tomorrow.")
    expect(widget.panel.get_by_role("button", name="Your conversations", exact=True)).to_be_visible()
    widget.say("Thank you!")
    widget.state("Sent")
    contents = [
        one["content"] for one in tenant.get(f"/api/tenant/conversations/{first['id']}/messages").ok()["messages"]
    ]
    assert contents == ["Where is my order?", "It comes tomorrow.", "Thank you!"]


def test_a_message_to_a_conversation_that_is_over_begins_a_new_one_which_the_team_sees(
    stack: str, tenant: Tenant, site: Site, page: Page, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "new-after-days", "days": 0}}}).ok()
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    widget.say("Where is my order?")
    widget.state("Sent")
    (first,) = tenant.conversations()
    tenant.post(f"/api/tenant/conversations/{first['id']}/resolve").ok()
    expect(widget.panel.get_by_text("This conversation is closed")).to_be_visible()
    widget.say("Something else")
    widget.state("Sent")
    expect(widget.mine).to_have_text("Something else")
    widget.panel.get_by_role("button", name="Your conversations").click()
    expect(widget.panel.get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(widget.box).to_be_focused()
    enter(page, stack, tenant, f"conversations/{first['id']}")
    others = page.get_by_role("region", name="Conversations of this visitor")
    expect(others.get_by_role("link")).to_have_count(1)
    axe(page)
    others.get_by_role("link", name="Something else").click()
    expect(page.get_by_role("log").get_by_text("Something else")).to_be_visible()
    expect(others.get_by_text("Newest")).to_be_visible()
