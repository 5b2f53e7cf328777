"""Canned replies in the console: written on their page, inserted after a slash."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.api.builders import PDF, a_conversation
from tests.api.client import Tenant

from .console import enter, messages

type Contexts = Callable[..., BrowserContext]


def test_an_owner_writes_a_canned_reply_and_an_agent_inserts_it(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts
) -> None:
    enter(page, stack, tenant, "replies")
    page.get_by_role("button", name="New canned reply").click()
    page.get_by_label("Shortcode").fill("/Hello")
    page.get_by_label("Text").fill("Hello {{visitor.name|there}}, this is {{agent.name}}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="/hello")).to_be_visible()

    jane = a_conversation(tenant, visitor=tenant.visitor(userName="Ada"))
    page = enter(new_context().new_page(), stack, tenant.agent, f"inbox/{jane}")
    box = page.get_by_role("textbox", name="Reply")
    box.press_sequentially("/he")
    expect(page.get_by_role("option", name="/hello")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    agent = tenant.agent.get("/api/agent/profile").ok()["profile"]["name"]
    expect(box).to_have_value(f"Hello Ada, this is {agent}.")
    box.press("Enter")
    expect(page.get_by_role("log").locator(".words").last).to_have_text(f"Hello Ada, this is {agent}.")
    assert messages(page)[-1] == f"Hello Ada, this is {agent}."
    page.goto(f"{stack}/console/replies")
    expect(page.get_by_role("row", name="/hello").get_by_role("cell", name="1", exact=True)).to_be_visible()


def test_escape_leaves_the_slash_as_it_is(stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]) -> None:
    tenant.agent.post("/api/agent/canned-replies", {"shortcode": "bye", "content": "Goodbye"}).ok()
    enter(page, stack, tenant.agent, f"inbox/{a_conversation(tenant)}")
    box = page.get_by_role("textbox", name="Reply")
    box.press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(1)
    axe(page)
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("/")


def test_an_agent_edits_and_deletes_their_own_only(stack: str, tenant: Tenant, page: Page) -> None:
    tenant.post("/api/tenant/canned-replies", {"shortcode": "shared", "content": "Ours"}).ok()
    tenant.agent.post("/api/agent/canned-replies", {"shortcode": "own", "content": "Mine"}).ok()
    enter(page, stack, tenant.agent, "replies")
    expect(page.get_by_role("row", name="/shared").get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="Edit /own").click()
    page.get_by_label("Text").fill("Better")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="/own")).to_contain_text("Better")
    page.get_by_role("button", name="Delete /own?").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("row", name="/own")).to_have_count(0)


def test_a_canned_replys_file_is_attached_shown_in_the_picker_and_sent(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "replies")
    page.get_by_role("button", name="New canned reply").click()
    page.get_by_label("Shortcode").fill("terms")
    page.get_by_label("Text").fill("Our terms")
    files = page.get_by_role("group", name="Files")
    with page.expect_file_chooser() as chooser:
        files.get_by_role("button", name="Attach files").press("Enter")
    pdfs: list[FilePayload] = [
        {"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in ("terms.pdf", "old.pdf")
    ]
    chooser.value.set_files(pdfs)
    files.get_by_role("button", name="Remove old.pdf").click()
    axe(page, "[role=dialog]")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="/terms")).to_contain_text("1 file")

    agent = enter(new_context().new_page(), stack, tenant.agent, f"inbox/{a_conversation(tenant)}")
    box = agent.get_by_role("textbox", name="Reply")
    box.press_sequentially("/ter")
    expect(agent.get_by_role("option", name="/terms")).to_contain_text("1 file")
    axe(agent)
    box.press("Enter")
    expect(agent.get_by_role("button", name="Remove terms.pdf")).to_be_visible()
    # It is deleted while it is in the composer: the message comes back there, and goes without the file.
    [reply] = tenant.get("/api/tenant/canned-replies").ok()["cannedReplies"]
    tenant.delete(f"/api/tenant/canned-replies/{reply['id']}").ok()
    box.press("Enter")
    expect(agent.get_by_text("The message has files of a canned reply that was deleted")).to_be_visible()
    agent.get_by_role("button", name="Change").click()
    agent.get_by_role("button", name="Remove terms.pdf").click()
    expect(box).to_have_value("Our terms")
    box.press("Enter")
    expect(agent.get_by_role("log").get_by_text("Our terms")).to_be_visible()
    expect(agent.get_by_role("button", name="Discard")).to_have_count(0)
