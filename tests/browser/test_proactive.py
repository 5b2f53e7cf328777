"""Proactive messages: defined in the console, shown by the widget, answered into a conversation."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import Tenant, becomes

from .conftest import Site
from .console import enter
from .widget import Widget, a_page, said, visit


def test_a_message_that_the_owner_defines_is_shown_once_in_an_app_and_begins_a_conversation(
    stack: str, tenant: Tenant, site: Site, page: Page, context: BrowserContext, axe: Callable[..., None]
) -> None:
    console = enter(page, stack, tenant, "settings")
    card = console.get_by_role("region", name="Proactive messages")
    card.get_by_role("button", name="Add a message").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_label("Text: English").fill("Any questions about prices?")
    dialog.get_by_label("Sender").fill("Anna from sales")
    dialog.get_by_label("Pages, one a line").fill("https://acme.example/pricing")
    dialog.get_by_label("Seconds on the page").fill("1")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Must be a path such as")).to_be_visible()
    dialog.get_by_label("Pages, one a line").fill("/pricing*")
    axe(console)
    dialog.get_by_role("button", name="Save").click()
    expect(card.get_by_role("switch", name="Any questions about prices?")).to_be_checked()

    url = site.put("/", a_page(stack, tenant.key.plain))
    shop = context.new_page()
    widget = visit(shop, url)
    shop.get_by_label("Search").focus()
    bubble = shop.locator("connextlive-widget .proactive")
    shop.wait_for_timeout(2_500)
    expect(bubble).to_have_count(0)  # on another page
    shop.evaluate("history.pushState(null, '', '/pricing?plan=pro')")
    expect(bubble).to_contain_text("Any questions about prices?")
    expect(shop.get_by_label("Search")).to_be_focused()
    expect(shop.locator("connextlive-widget [role=status]").filter(has_text="Anna from sales")).to_have_count(1)
    axe(shop, "connextlive-widget")
    assert tenant.conversations() == []

    other = context.new_page()
    visit(other, url)
    other.evaluate("history.pushState(null, '', '/pricing')")
    other.wait_for_timeout(3_500)
    expect(other.locator("connextlive-widget .proactive")).to_have_count(0)
    other.close()

    bubble.get_by_role("button", name="Answer").press("Enter")
    expect(bubble).to_have_count(0)
    expect(widget.box).to_be_focused()
    expect(widget.log).to_contain_text("Any questions about prices?")
    widget.say("What is the pro plan?")
    widget.state("Sent")
    expect(widget.theirs.filter(has_text="Any questions about prices?")).to_have_count(1)
    (conversation,) = tenant.conversations()
    sent = tenant.get(f"/api/tenant/conversations/{conversation['id']}/messages").ok()["messages"]
    assert said(sent) == ["Any questions about prices?", "What is the pro plan?"]
    becomes(lambda: tenant.get("/api/tenant/proactive-messages").ok()["counts"][0]["answered"], 1)
    enter(console, stack, tenant, f"conversations/{conversation['id']}")
    expect(console.get_by_role("log").get_by_text("Anna from sales")).to_be_visible()


def test_a_message_that_is_closed_stays_closed_and_one_without_consent_is_not_shown(
    stack: str, tenant: Tenant, site: Site, page: Page, context: BrowserContext
) -> None:
    message = {"id": "hello", "text": "Welcome!"}
    tenant.put("/api/tenant/workspace", {"settings": {"proactive": {"messages": [message]}}}).ok()
    refusing = context.new_page()
    visit(refusing, site.put("/denied", a_page(stack, tenant.key.plain, attributes='data-consent="denied"')))
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain)))
    bubble = page.locator("connextlive-widget .proactive")
    bubble.get_by_role("button", name="Discard").focus()
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    expect(widget.launcher).to_be_focused()
    page.reload()
    expect(Widget(page).launcher).to_be_visible()
    page.wait_for_timeout(2_500)
    expect(bubble).to_have_count(0)
    expect(refusing.locator("connextlive-widget .proactive")).to_have_count(0)
