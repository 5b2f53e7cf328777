"""New messages in the console: sound, counts and marks, and that the view stays stable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import PNG, a_conversation
from tests.api.client import Answer, Tenant, Visitor, eventually

from .console import enter, view

Contexts = Callable[..., BrowserContext]

# Counts the notes that are played in a tab; a chime has two.
COUNT_NOTES = """() => {
    window.notes = 0
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (...at) { window.notes++; return start.apply(this, at) }
}"""


def _listening(page: Page) -> Page:
    page.mouse.click(5, 5)  # a browser plays nothing before somebody has clicked
    page.evaluate(COUNT_NOTES)
    return page


def _notes(*pages: Page) -> int:
    return sum(page.evaluate("window.notes") for page in pages)


def test_a_burst_of_messages_is_one_chime_in_all_tabs_together(
    context: BrowserContext, page: Page, stack: str, tenant: Tenant
) -> None:
    _listening(enter(page, stack, tenant.agent))
    second = context.new_page()
    second.goto(f"{stack}/console/inbox")
    _listening(second)
    view(page, "Waiting")
    view(second, "Waiting")
    visitors = [tenant.visitor(name) for name in ("Ann", "Ben", "Cem")]
    page.wait_for_timeout(1000)
    for visitor in visitors:
        visitor.says("Hello?")
    for tab in (page, second):
        for name in ("Ann", "Ben", "Cem"):
            expect(tab.get_by_role("link", name=name)).to_contain_text("Hello?")
    page.wait_for_timeout(500)
    assert _notes(page, second) == 2


@pytest.mark.parametrize(
    "silence",
    [
        lambda tenant: tenant.put("/api/tenant/workspace", {"settings": {"notifications": {"agentSound": False}}}),
        lambda tenant: tenant.agent.patch("/api/agent/profile", {"preferences": {"sound": False}}),
    ],
    ids=["Sound for agents", "the agent's own"],
)
def test_who_turned_the_sound_off_hears_nothing(
    page: Page, stack: str, tenant: Tenant, silence: Callable[[Tenant], Answer]
) -> None:
    silence(tenant).ok()
    _listening(enter(page, stack, tenant.agent))
    view(page, "Waiting")
    page.wait_for_timeout(1000)
    tenant.visitor("Ann").says("Hello?")
    expect(page.get_by_role("link", name="Ann")).to_contain_text("Hello?")
    page.wait_for_timeout(500)
    assert _notes(page) == 0


def test_a_long_list_comes_as_it_is_scrolled_and_a_new_message_does_not_move_it(
    page: Page, stack: str, tenant: Tenant
) -> None:
    visitors = [tenant.visitor(f"Visitor {n:02}") for n in range(55)]
    for visitor in visitors:
        visitor.says("Hello")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    rows = page.get_by_role("region", name="Conversations").get_by_role("listitem")
    expect(rows.first).to_have_attribute("aria-setsize", "55")
    expect(rows.first).to_contain_text("Visitor 54")
    list = page.locator(".list .rows")
    oldest = page.get_by_role("link", name="Visitor 00")

    def at_the_end() -> bool:
        list.evaluate("list => list.scrollTo({top: list.scrollHeight})")
        return bool(oldest.is_visible())

    eventually(at_the_end)
    expect(rows.last).to_have_attribute("aria-posinset", "55")
    before = oldest.bounding_box()
    visitors[30].says("Are you there?")  # which has it go from above the view to the top
    page.wait_for_timeout(2500)  # the list is asked for twice
    after = oldest.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 5
    list.evaluate("list => list.scrollTo({top: 0})")
    expect(rows.first).to_contain_text("Are you there?")


def test_the_title_counts_the_same_unread_whatever_the_list_shows(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, agent=tenant.agent, status="ACTIVE", visitor=visitor)
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/mark-read").ok()
    for text in ("One", "Two"):
        visitor.says(text)
    enter(page, stack, tenant.agent)
    for name in ("Mine", "Waiting", "Closed"):
        view(page, name)
        eventually(lambda: _begins(page, "(2) "))


def _begins(page: Page, start: str) -> None:
    assert page.title().startswith(start), page.title()


def test_what_is_read_in_one_tab_is_read_in_the_other(
    context: BrowserContext, page: Page, stack: str, tenant: Tenant
) -> None:
    a_conversation(tenant, visitor=tenant.visitor("Jane Cooper"), says="Hello?")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    badge = page.get_by_role("link", name="Jane Cooper").get_by_label("1 unread")
    expect(badge).to_be_visible()
    other = context.new_page()
    other.goto(f"{stack}/console/inbox")
    view(other, "Waiting")
    other.get_by_role("link", name="Jane Cooper").click()
    expect(badge).to_have_count(0)


def _held(tenant: Tenant, lines: int) -> tuple[Visitor, str]:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, agent=tenant.agent, status="ACTIVE", visitor=visitor)
    for n in range(lines):
        visitor.says(f"Line {n}")
    return visitor, conversation_id


AT_END = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 5"


def test_a_reader_who_scrolled_up_sees_a_button_to_new_messages(page: Page, stack: str, tenant: Tenant) -> None:
    visitor, conversation_id = _held(tenant, 40)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Line 39")
    page.wait_for_timeout(300)
    log.evaluate("log => log.scrollTo({top: 200})")
    page.wait_for_timeout(200)
    visitor.says("The newest")
    marker = page.get_by_role("button", name="1 new")
    expect(marker).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == 200
    marker.click()
    expect(marker).to_have_count(0)
    eventually(lambda: bool(log.evaluate(AT_END)))


def test_a_thread_with_pictures_opens_at_its_end(page: Page, stack: str, tenant: Tenant) -> None:
    _, conversation_id = _held(tenant, 15)
    for _ in range(4):
        tenant.agent.sends_files(conversation_id, ("map.png", PNG, "image/png")).ok()
    # Pictures come late, and are tall.
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
            const sheet = new CSSStyleSheet()
            sheet.replaceSync('.picture img { width: 240px; height: 240px }')
            new MutationObserver(() => {
                for (const image of document.querySelectorAll('.picture img:not([data-late])')) {
                    image.dataset.late = ''
                    image.addEventListener('load', () => { document.adoptedStyleSheets = [sheet] }, { capture: true })
                }
            }).observe(document, { childList: true, subtree: true })
        })"""
    )
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    log = page.get_by_role("log")
    expect(log.locator(".picture img")).to_have_count(4)
    page.wait_for_timeout(1500)
    assert log.evaluate("log => log.querySelector('.picture img').offsetHeight") == 240
    assert log.evaluate(AT_END)


def test_the_list_says_whose_the_last_message_is(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Ann")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    tenant.agent.post(f"/api/agent/conversations/{conversation_id}/messages", {"content": "Good morning"}).ok()
    enter(page, stack, tenant.agent)
    expect(page.get_by_role("link", name="Ann").locator(".text")).to_have_text("You: Good morning")
