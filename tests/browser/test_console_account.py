"""A user's account in the console: where they are logged in, two-factor authentication; and other systems' tokens."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Callable

from playwright.sync_api import Page, expect

from connextlive.identity import second_factor
from tests.api.client import PASSWORD, Person, Tenant

from .console import enter, log_in, save


def test_a_session_elsewhere_is_seen_and_ended(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Account").click()
    sessions = page.get_by_role("region", name="Where you are logged in").get_by_role("listitem")
    expect(sessions).to_have_count(2)  # this one, and that of the registration
    expect(sessions.first).to_contain_text("This session")
    expect(sessions.first.get_by_role("button")).to_have_count(0)
    axe(page)
    sessions.last.get_by_role("button", name="End").click()
    page.get_by_role("alertdialog").get_by_role("button", name="End the session").click()
    expect(sessions).to_have_count(1)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert len(tenant.api.login(tenant.email).ok()["token"]) > 0


def code_of(page: Page, steps: int = 0) -> str:
    """The code for the key on the page, as an authenticator app makes it."""
    secret = page.locator(".key").inner_text().replace(" ", "")
    return second_factor.code_at(b32decode(secret), int(time.time()) // 30 + steps)


def test_two_factor_authentication_is_set_up_asked_for_and_turned_off(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "account")
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Password").fill("wrong horse 1")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    axe(page)
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    following = code_of(page, 1)
    page.get_by_label("Code", exact=True).fill(code_of(page))
    page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("region", name="Recovery codes").inner_text().split()
    assert len(codes) == 10
    axe(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    page.get_by_label("E-mail").fill(tenant.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("This code is wrong or was used already")
    axe(page)
    page.get_by_label("Code").fill(following)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")
    page.goto(f"{stack}/console/account")
    page.get_by_role("button", name="Turn off").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code", exact=True).fill(codes[0])
    page.get_by_role("dialog").get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("button", name="Set up")).to_be_visible()


def test_where_it_is_required_an_agent_sets_it_up_and_the_owner_resets_it(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    agent = tenant.agent
    enter(page, stack, tenant, "settings")
    page.get_by_role("switch", name="Require two-factor authentication").click()
    save(page)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    log_in(page, agent.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Two-factor authentication")
    with page.expect_response("**/api/auth/sessions/current") as ended:
        page.get_by_role("button", name="Log out").click()
    assert ended.value.ok
    log_in(page, agent.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Two-factor authentication")
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code", exact=True).fill(code_of(page))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    assert tenant.get(f"/api/tenant/agents/{agent.id}").ok()["agent"]["hasSecondFactor"]
    tenant.put("/api/tenant/workspace", {"settings": {"security": {"requireSecondFactor": False}}}).ok()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    enter(page, stack, tenant, "team")
    page.get_by_role("button", name=f"Actions for {agent.name}").click()
    page.get_by_role("menuitem", name="Reset two-factor authentication").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Reset").click()
    expect(page.get_by_text("Two factors")).to_have_count(0)
    tenant.api.login(agent.email).ok("token", "expiresAt", "user")


def test_an_api_token_is_made_shown_once_and_deleted(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "settings")
    page.get_by_role("button", name="New API token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("CRM")
    dialog.get_by_label("May").select_option("Read and write")
    axe(page)
    page.get_by_role("button", name="Create").click()
    plain = page.get_by_role("region", name="API token", exact=True).inner_text()
    system = Person(tenant.api, plain)
    system.get("/api/tenant/sites").ok()
    system.get("/api/tenant/tokens").error(403, "Forbidden")
    system.get("/api/agent/profile").error(403, "Forbidden")
    page.reload()
    tokens = page.get_by_role("region", name="API tokens")
    expect(tokens.get_by_role("row")).to_have_count(2)
    expect(tokens).to_contain_text("tenant:write")
    expect(page.get_by_text(plain)).to_have_count(0)
    axe(page)
    tokens.get_by_role("button", name="Delete the token “CRM”?").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(tokens.get_by_role("row")).to_have_count(0)
