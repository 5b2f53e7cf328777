"""An agent blocks a visitor, whose widget falls quiet in the other window; the owner undoes it in the settings."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.api.client import Tenant, eventually

from .console import enter, view
from .widget import visit


def test_an_agent_blocks_a_visitor_and_the_owner_undoes_it(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"moderation": {"agentsMayBlock": True}}}).ok()
    agent, owner, shop = (new_context().new_page() for _ in range(3))
    enter(agent, stack, tenant.agent)
    view(agent, "Waiting")
    widget = visit(shop, f"{stack}/demo/?key={tenant.key.plain}").open()
    widget.say("Buy my links")
    agent.get_by_role("link", name="Buy my links").click()
    widget.state("Seen")

    enter(owner, stack, tenant)
    owner.get_by_role("link", name="Buy my links").click()
    expect(owner.get_by_role("button", name="Block visitor…")).to_be_visible()

    agent.get_by_role("button", name="More", exact=True).focus()
    agent.keyboard.press("Enter")
    agent.get_by_role("menuitem", name="Block visitor…").press("Enter")
    dialog = agent.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Sells links")
    axe(agent)
    dialog.get_by_label("Reason").press("Enter")
    expect(agent.get_by_text("The visitor is blocked")).to_be_visible()
    expect(owner.get_by_role("button", name="Unblock visitor")).to_be_visible()

    # Its socket is closed; what it asks then is the last that it asks.
    expect(widget.panel.get_by_text("This chat is not available.")).to_be_visible(timeout=60_000)
    expect(widget.box).to_be_hidden()
    asked = _requests(shop)
    widget = visit(shop, shop.url)
    expect(widget.panel.get_by_text("This chat is not available.")).to_be_visible(timeout=20_000)
    axe(shop)
    assert len([one for one in asked if "/api/widget/" in one.url and "configuration" not in one.url]) <= 6

    owner.goto(f"{stack}/console/settings")
    blocked = owner.get_by_role("region", name="Blocked visitors")
    expect(blocked.get_by_text("Sells links")).to_be_visible()
    axe(owner)
    blocked.get_by_role("button", name=re.compile("^Unblock")).click()
    expect(owner.get_by_text("The visitor is no longer blocked")).to_be_visible()
    expect(blocked.get_by_text("Sells links")).to_be_hidden()

    blocked.get_by_role("button", name="Block an address…").press("Enter")
    dialog = owner.get_by_role("dialog")
    dialog.get_by_label("Address or range").fill("198.51.100.7/24")
    axe(owner)
    dialog.get_by_label("Address or range").press("Enter")
    expect(blocked.get_by_role("cell", name="198.51.100.0/24", exact=True)).to_be_visible()
    blocked.get_by_role("button", name="Unblock 198.51.100.0/24").click()
    expect(blocked.get_by_role("cell", name="198.51.100.0/24", exact=True)).to_be_hidden()

    owner.goto(f"{stack}/console/visitors")
    owner.get_by_role("table").get_by_role("link").first.click()
    owner.get_by_role("button", name="Block visitor…").press("Enter")
    dialog = owner.get_by_role("dialog", name=re.compile("^Block "))
    dialog.get_by_label("Whom").select_option(index=1)
    expect(dialog.get_by_label("Address or range")).not_to_have_value("")
    expect(dialog.get_by_text("share addresses")).to_be_visible()
    owner.keyboard.press("Escape")
    expect(owner.get_by_role("button", name="Block visitor…")).to_be_focused()

    def is_back() -> bool:
        """The gateway remembers for half a minute that the visitor is blocked."""
        with shop.expect_response("**/api/widget/messages*") as answered:
            visit(shop, shop.url)
        return bool(answered.value.status == 200)

    eventually(is_back, within=60)
    widget.say("I am sorry")
    expect(agent.get_by_role("log")).to_contain_text("I am sorry")


def _requests(page: Page) -> list[Request]:
    """The page's requests from now on."""
    found: list[Request] = []
    page.on("request", lambda one: found.append(one))
    return found
