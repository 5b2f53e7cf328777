"""The console's command palette and its list of shortcuts, by keyboard only."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import enter, view

LINGERS = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.palette[data-state=closed] { animation: fade 60s } @keyframes fade { to { opacity: 0 } }')
    document.adoptedStyleSheets = [sheet]
}"""


def test_the_palette_opens_again_while_it_still_fades(stack: str, tenant: Tenant, page: Page) -> None:
    enter(page, stack, tenant.agent)
    field = page.get_by_role("combobox", name="Search and commands")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.evaluate(LINGERS)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()


def test_the_palette_finds_people_pages_replies_and_what_to_do(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    tenant.post("/api/tenant/labels", {"name": "Billing"}).ok()
    tenant.post("/api/tenant/canned-replies", {"shortcode": "thanks", "content": "Thank you, {{visitor.name}}!"}).ok()
    conversation = a_conversation(tenant, visitor=tenant.visitor(userName="Zoë Reyes"), status="ACTIVE")
    enter(page, stack, tenant.agent)
    field = page.get_by_role("combobox", name="Search and commands")
    options = page.get_by_role("listbox", name="Search and commands").get_by_role("option")

    def choose(typed: str, name: str) -> None:
        page.keyboard.press("Control+k")
        expect(field).to_be_focused()
        page.keyboard.type(typed)
        expect(options.first).to_contain_text(name)
        page.keyboard.press("Enter")
        expect(field).to_have_count(0)

    choose("zoe", "Zoë Reyes")
    expect(page).to_have_url(re.compile(conversation))
    choose("add bill", "Add label Billing")
    expect(page.get_by_role("region", name="Conversations").get_by_role("link")).to_contain_text("Billing")
    reply = page.get_by_role("textbox", name="Reply")
    reply.focus()
    page.keyboard.type("Hello. ")
    choose("/thanks", "/thanks")
    expect(reply).to_have_value("Hello. Thank you, Zoë Reyes!")
    expect(reply).to_be_focused()

    page.keyboard.press("Control+k")
    used = page.get_by_role("group", name="Used last").get_by_role("option")
    expect(used.first).to_contain_text("/thanks")
    page.keyboard.press("ArrowDown")
    expect(used.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "command-1")
    axe(page)
    page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    choose("visitors", "Go to Visitors")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visitors")


def test_the_help_lists_the_shortcuts_and_turns_off_single_letters(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "visitors")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visitors")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_role("heading", level=3)).to_have_text(["Everywhere", "In the inbox", "While writing"])
    expect(dialog.locator("dl > div").filter(has_text="Search and commands").locator("kbd")).to_have_text(["Ctrl", "K"])
    axe(page)
    dialog.get_by_role("switch", name="Single-letter shortcuts").press("Space")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search and commands")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_an_agent_takes_a_conversation_that_a_search_for_its_words_finds(
    stack: str, tenant: Tenant, page: Page
) -> None:
    conversation = a_conversation(tenant, visitor=tenant.visitor(userName="Ada"), says="My teapot broke")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    page.keyboard.press("/")
    page.keyboard.type("teapot")
    row = page.get_by_role("region", name="Conversations").get_by_role("link", name="Ada")
    expect(row.locator("mark")).to_have_text("teapot")
    row.press("Enter")
    expect(page.get_by_role("button", name="Take", exact=True)).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("Held by you")).to_be_visible()
    assert tenant.conversation(conversation)["agentId"] == tenant.agent.id
    page.keyboard.press("u")
    expect(page.get_by_text("Not assigned yet")).to_be_visible()
