"""Emoji are chosen by keyboard and by name, in the widget and the console."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .conftest import Site
from .console import enter
from .widget import a_page, visit


def test_a_visitor_finds_an_emoji_by_its_name_in_their_language(
    stack: str, tenant: Tenant, page: Page, site: Site, axe: Callable[..., None]
) -> None:
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain, attributes='data-language="de"'))).open()
    widget.box.fill("Danke ")
    opener = widget.panel.get_by_role("button", name="Emoji auswählen")
    opener.press("Enter")
    field = widget.panel.get_by_role("searchbox", name="Emojis suchen")
    expect(field).to_be_focused()
    axe(page)
    field.press_sequentially("daumen ho")
    expect(widget.panel.get_by_role("gridcell")).to_have_count(1)
    field.press("ArrowDown")
    expect(widget.panel.get_by_role("gridcell", name="Daumen hoch")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(field).to_be_hidden()
    opener.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(widget.box).to_be_focused()
    expect(widget.box).to_have_value("Danke 😃")


def test_an_agent_puts_an_emoji_where_the_caret_is(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"), agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    box = page.get_by_role("textbox", name="Reply")
    box.fill("Hi Jane")
    for _ in range(5):
        box.press("ArrowLeft")
    opener = page.get_by_role("button", name="Choose an emoji")
    opener.press("Enter")
    field = page.get_by_role("searchbox", name="Search emoji")
    expect(field).to_be_focused()
    axe(page)
    field.press("Escape")
    expect(opener).to_be_focused()
    opener.press("Enter")
    field.press_sequentially("rocket")
    field.press("ArrowDown")
    expect(page.get_by_role("gridcell", name="rocket")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Hi🚀 Jane")
