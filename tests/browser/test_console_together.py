"""Working together on one conversation: mentions in notes, and undoing what was done too soon."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .conftest import Site
from .console import enter, reply, view
from .widget import a_page, visit

type Contexts = Callable[..., BrowserContext]


def test_a_note_mentions_a_colleague_by_the_keyboard_and_they_find_it(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    ben = tenant.invite_agent("Ben Bold")
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"), agent=tenant.agent, status="ACTIVE")
    theirs = enter(new_context().new_page(), stack, ben)
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="Note", exact=True).click()
    box = page.get_by_role("textbox", name="Note for your team")
    box.press_sequentially("Do you know, @bo")
    expect(page.get_by_role("option", name="Ben Bold")).to_have_attribute("aria-selected", "true")
    axe(page)
    box.press("Enter")
    expect(box).to_have_value("Do you know, @Ben Bold ")
    box.press_sequentially("?")
    box.press("Enter")
    expect(page.get_by_role("log").locator(".mention")).to_have_text("@Ben Bold")

    expect(theirs.get_by_role("status").filter(has_text="mentioned you")).to_be_visible()
    view(theirs, "Mentions")
    row = theirs.get_by_role("region", name="Conversations").get_by_role("link", name="Jane")
    expect(row.get_by_role("img", name="You are mentioned")).to_be_visible()
    row.click()
    expect(theirs.get_by_role("log").locator(".mention.me")).to_have_text("@Ben Bold")
    axe(theirs, "[role=log]")
    expect(row.get_by_role("img", name="You are mentioned")).to_have_count(0)


def test_a_note_mentions_the_owner_who_is_told_and_finds_it(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"), agent=tenant.agent, status="ACTIVE")
    theirs = enter(new_context().new_page(), stack, tenant, "conversations")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="Note", exact=True).click()
    box = page.get_by_role("textbox", name="Note for your team")
    box.press_sequentially("May we refund that, @")
    page.get_by_role("option").first.click()
    box.press("Enter")

    told = theirs.get_by_role("status").filter(has_text="mentioned you")
    expect(told).to_be_visible()
    view(theirs, "Mentions")
    row = theirs.get_by_role("region", name="Conversations").get_by_role("link", name="Jane")
    expect(row.get_by_role("img", name="You are mentioned")).to_be_visible()
    axe(theirs)
    told.get_by_role("button", name="Open").click()
    expect(theirs.get_by_role("log").locator(".mention.me")).to_be_visible()
    expect(row.get_by_role("img", name="You are mentioned")).to_have_count(0)
    assert tenant.conversation(jane)["mentionedIds"] == []


def test_a_resolving_and_an_assignment_are_undone(stack: str, tenant: Tenant, page: Page) -> None:
    ben = tenant.invite_agent("Ben Bold")
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"), agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="Resolve").click()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    expect(page.get_by_role("button", name="Resolve")).to_be_visible()
    assert tenant.conversation(jane)["status"] == "ACTIVE"

    page.get_by_role("button", name="Assign").click()
    page.get_by_role("menuitem", name=ben.name).click()
    expect(page.get_by_role("status").filter(has_text="Assigned to Ben Bold")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Held by you")).to_be_visible()
    assert tenant.conversation(jane)["agentId"] == tenant.agent.id


def test_what_has_moved_on_is_not_undone_and_the_agent_learns_why(stack: str, tenant: Tenant, page: Page) -> None:
    jane = tenant.visitor(userName="Jane")
    conversation_id = a_conversation(tenant, visitor=jane, agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    page.get_by_role("button", name="Resolve").click()
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    jane.sends("One more thing").ok()
    undo.click()
    expect(page.get_by_text("This conversation has changed since")).to_be_visible()


def test_colleagues_see_who_else_looks_and_writes_a_note(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts
) -> None:
    ben = tenant.invite_agent("Ben Bold")
    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Jane"), agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    theirs = enter(new_context().new_page(), stack, ben, f"inbox/{jane}")
    expect(page.get_by_text("Also looking at this: Ben Bold")).to_be_visible()
    expect(theirs.get_by_text(f"Also looking at this: {tenant.agent.name}")).to_be_visible()
    theirs.get_by_role("button", name="Note", exact=True).click()
    theirs.get_by_role("textbox", name="Note for your team").press_sequentially("Hm")
    expect(page.get_by_text("Ben Bold is writing a note")).to_be_visible()
    theirs.close()
    expect(page.get_by_text("Also looking at this")).to_have_count(0)


def test_what_a_visitor_types_is_shown_before_it_is_sent_and_they_are_told(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, site: Site, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"widget": {"typingPreview": True}}}).ok()
    there = new_context().new_page()
    widget = visit(there, site.put("/", a_page(stack, tenant.key.plain))).open()
    expect(widget.panel.get_by_text("Our team sees what you type before you send it.")).to_be_visible()
    axe(there)
    widget.say("Hello")
    widget.state("Sent")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    page.get_by_role("region", name="Conversations").get_by_role("link").first.click()
    expect(page.get_by_role("log").get_by_text("Hello")).to_be_visible()
    widget.box.press_sequentially("My card is 4711")
    expect(page.locator(".preview")).to_have_text("My card is 4711")
    widget.box.fill("")
    expect(page.locator(".preview")).to_have_count(0)


def test_a_message_is_sent_then_delivered_then_seen(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, site: Site, axe: Callable[..., None]
) -> None:
    there = new_context().new_page()
    shop = site.put("/", a_page(stack, tenant.key.plain))
    widget = visit(there, shop).open()
    widget.say("Hello")
    widget.state("Sent")
    there.keyboard.press("Escape")
    there.goto(f"{stack}/api/health")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    page.get_by_role("region", name="Conversations").get_by_role("link").first.click()
    reply(page, "Hi")
    state = page.get_by_role("log").locator(".message.ours .state")
    expect(state.get_by_text("Sent", exact=True)).to_be_attached()
    widget = visit(there, shop)
    expect(state.get_by_text("Delivered", exact=True)).to_be_visible()
    axe(page, "[role=log]")
    widget.open()
    expect(state.get_by_text("Seen", exact=True)).to_be_visible()
