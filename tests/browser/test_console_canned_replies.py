"""Canned replies in the console: written on their page, inserted after a slash."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import a_conversation
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
