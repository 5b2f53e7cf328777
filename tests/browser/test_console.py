"""The console: what agents and tenants do in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from local.cloudformation.template import Template
from local.gateway.static import file_of
from tests import browser_push
from tests.api.builders import EXECUTABLE, PNG, a_conversation
from tests.api.client import PASSWORD, Api, Tenant, becomes, eventually

from .conftest import ARTIFACTS
from .console import AGENTS_PAGES, TENANTS_PAGES, Calls, enter, log_in, messages, open_conversation, reply, save, view

Contexts = Callable[..., BrowserContext]
Photograph = Callable[[Page, str], None]
Axe = Callable[..., None]
NOBODY = "nobody@example.com"


# ── Getting in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_password_is_refused_and_the_right_one_leads_to_the_inbox(
    page: Page, stack: str, tenant: Tenant
) -> None:
    page.goto(f"{stack}/")
    log_in(page, tenant.agent.email, "not the password")
    expect(page.get_by_role("alert")).to_have_text("Invalid email or password")
    log_in(page, tenant.agent.email)
    expect(page).to_have_url(f"{stack}/console/inbox")


def test_who_registers_is_shown_how_to_install_the_widget(page: Page, stack: str, tenant: Tenant) -> None:
    page.goto(f"{stack}/console/register")
    page.get_by_label("Company").fill("Acme")
    page.get_by_label("Your name").fill("Alice Jones")
    page.get_by_label("E-mail").fill(tenant.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the workspace").click()
    expect(page.get_by_role("alert")).to_be_visible()  # the address is taken
    page.get_by_label("E-mail").fill(f"new-{tenant.email}")
    page.get_by_role("button", name="Open the workspace").click()
    expect(page).to_have_url(f"{stack}/console/install")


def test_an_ended_session_leads_to_the_login_and_back(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant, "team")
    expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage['connextlive.session'])
            localStorage['connextlive.session'] = JSON.stringify({...kept, token: kept.token + 'x'})
        }"""
    )
    page.reload()
    expect(page.get_by_role("alert")).to_have_text("Your session has ended. Please log in again.")
    log_in(page, tenant.email)
    expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()


def test_a_forgotten_password_is_reset_by_the_emailed_link(page: Page, stack: str, api: Api, tenant: Tenant) -> None:
    page.goto(f"{stack}/console/login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill(tenant.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status").filter(has_text="on its way")).to_be_visible()
    eventually(lambda: _was_mailed(api, tenant.email), within=30)
    page.goto(f"{stack}/reset-password?token={api.mailed_token(tenant.email)}")
    page.get_by_label("New password").fill("an entirely new one")
    page.get_by_role("button", name="Set the password").click()
    log_in(page, tenant.email, "an entirely new one")
    expect(page).to_have_url(f"{stack}/console/conversations")


# ── The inbox ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_visitors_write_appears_by_itself_and_is_seen(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    expect(page.get_by_text("All caught up")).to_be_visible()
    visitor = tenant.visitor("Jane Cooper")
    visitor.says("Do you ship to Norway?")
    row = page.get_by_role("link", name="Jane Cooper")
    expect(row).to_contain_text("Do you ship to Norway?")
    expect(row.get_by_label("1 unread")).to_be_visible()
    open_conversation(page, "Jane Cooper")
    visitor.says("By Friday?")
    expect(page.get_by_role("log")).to_contain_text("By Friday?")
    eventually(lambda: _all_seen(visitor.messages()))
    expect(row.get_by_label("unread")).to_have_count(0)


def _all_seen(found: list[dict[str, object]]) -> None:
    assert all(message["seenAt"] for message in found if message["senderType"] == "VISITOR")


def test_a_reply_claims_and_reaches_the_visitor(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Hello?")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    reply(page, "Hello Jane, see https://example.com/help. Bye")
    expect(page.get_by_text("Held by you")).to_be_visible()
    expect(page.get_by_role("link", name="https://example.com/help", exact=True)).to_have_attribute(
        "rel", re.compile("noopener")
    )
    assert visitor.messages()[-1]["content"] == "Hello Jane, see https://example.com/help. Bye"
    visitor.post("/api/widget/mark-read").ok()
    expect(page.get_by_role("log").get_by_text("Seen", exact=True).first).to_be_attached()


def test_an_agent_whose_claim_came_second_is_told_so(page: Page, stack: str, tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, userName="Jane Cooper")
    first, second = tenant.agent, tenant.invite_agent("Second Agent")
    enter(page, stack, second, f"inbox/{conversation_id}")

    def after_the_first(route: Route) -> None:
        if route.request.method == "POST":
            first.sends(conversation_id, "I was first").ok()
        route.continue_()

    page.route("**/api/agent/conversations/*/messages", after_the_first)
    reply(page, "Me, too")
    expect(page.get_by_text(f"{first.name} answered first and has this conversation")).to_be_visible()
    expect(page.get_by_text(f"Held by {first.name}")).to_be_visible()
    expect(page.get_by_text("I was first", exact=True)).to_be_visible()
    assert messages(page)[-2:] == ["I was first", "Me, too"]


def test_a_transferred_conversation_notifies_its_new_assignee(
    page: Page, new_context: Contexts, stack: str, tenant: Tenant
) -> None:
    second = tenant.invite_agent("Second Agent")
    conversation_id = a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    theirs = enter(new_context().new_page(), stack, second)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    page.get_by_role("button", name="Assign").click()
    page.get_by_role("menuitem", name="Second Agent").click()
    expect(page.get_by_text("Held by Second Agent")).to_be_visible()
    expect(page.get_by_role("button", name="Assign")).to_have_count(0)
    expect(theirs.get_by_text("Jane Cooper was assigned to you")).to_be_visible()
    open_conversation(theirs, "Jane Cooper")
    expect(theirs.get_by_text("Held by you")).to_be_visible()


def test_a_conversation_is_resolved_and_shows_its_rating(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Thank you, that was all")
    tenant.agent.sends(conversation_id).ok()
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("log")).to_contain_text("This conversation has been resolved.")
    expect(page.get_by_role("button", name="Resolve")).to_have_count(0)
    visitor.post("/api/widget/rating", {"score": 4, "comment": "Quick!"}).ok()
    expect(page.get_by_role("log")).to_contain_text("Rated 4 of 5: “Quick!”")


def test_notes_are_the_teams_alone(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Hello?")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    page.get_by_role("button", name="Note").click()
    page.get_by_role("textbox", name="Note for your team").fill("Careful, a journalist")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("log")).to_contain_text("Careful, a journalist")
    eventually(lambda: _is_kept(tenant, conversation_id, "Careful, a journalist"))
    assert [message["content"] for message in visitor.messages()] == ["Hello?"]


def _is_kept(tenant: Tenant, conversation_id: str, content: str) -> None:
    assert content in [message["content"] for message in tenant.messages(conversation_id)]


def test_files_are_uploaded_and_shown(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Which lamp?")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": EXECUTABLE})
    expect(page.get_by_text("virus.exe: This type of file is not allowed")).to_be_visible()
    chooser.set_input_files({"name": "lamp.png", "mimeType": "image/png", "buffer": PNG})
    reply(page, "This one")
    picture = page.get_by_role("log").get_by_role("img", name="lamp.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 1
    assert visitor.messages()[-1]["attachments"][0]["fileName"] == "lamp.png"


def test_what_could_not_be_sent_is_sent_once_when_tried_again(page: Page, stack: str, tenant: Tenant) -> None:
    page.route_web_socket(re.compile("/ws"), lambda socket: socket.close())
    conversation_id = a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.get_by_role("log")).to_contain_text("Hello")
    attempts = 0

    def network_is_lost(route: Route) -> None:
        """From the arrival of the message, before its response, until the second attempt."""
        nonlocal attempts
        sending = route.request.method == "POST" and route.request.url.endswith("/messages")
        attempts += sending
        if attempts == 1:
            if sending:
                route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/**", network_is_lost)
    reply(page, "Are you still there?")
    again = page.get_by_role("button", name="Try again")
    again.click()
    expect(again).to_have_count(0)
    assert messages(page).count("Are you still there?") == 1
    kept = [message["content"] for message in tenant.messages(conversation_id)]
    assert kept.count("Are you still there?") == 1


def test_without_a_socket_it_polls(page: Page, stack: str, tenant: Tenant) -> None:
    page.route_web_socket(re.compile("/ws"), lambda socket: socket.close())
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Hello?")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.get_by_text("Live updates are interrupted")).to_be_visible()
    visitor.says("Anybody?")
    expect(page.get_by_role("log")).to_contain_text("Anybody?")


def test_the_keyboard_is_enough(page: Page, stack: str, tenant: Tenant) -> None:
    for name in ("Older", "Newer"):
        tenant.visitor(name).says("Hello?")
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    expect(page.get_by_role("link", name="Newer")).to_be_visible()
    thread = page.get_by_role("region", name="Conversation", exact=True)
    page.keyboard.press("j")
    expect(thread.get_by_role("heading", name="Newer")).to_be_visible()
    page.keyboard.press("j")
    expect(thread.get_by_role("heading", name="Older")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("By hand")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("By hand")


def test_on_a_phone_one_thing_is_shown_at_a_time(
    new_context: Contexts, stack: str, tenant: Tenant, screenshot: Photograph
) -> None:
    a_conversation(tenant, status="ACTIVE", userName="Jane Cooper")
    page = enter(new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page(), stack, tenant.agent)
    screenshot(page, "console-phone-list")
    open_conversation(page, "Jane Cooper")
    expect(page.get_by_role("region", name="Conversations")).to_be_hidden()
    screenshot(page, "console-phone-thread")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_role("region", name="Conversations")).to_be_visible()


# ── The tenant ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_search_finds_words_and_marks_them(page: Page, stack: str, tenant: Tenant) -> None:
    a_conversation(tenant, userName="Jane Cooper", says="Do you ship to Norway?")
    a_conversation(tenant, userName="Carlos Ruiz", says="Hola")
    eventually(lambda: _finds_one(tenant, "norway"))
    enter(page, stack, tenant)
    expect(page.get_by_role("link", name="Carlos Ruiz")).to_be_visible()
    page.get_by_role("searchbox").fill("norway")
    expect(page.get_by_role("link", name="Carlos Ruiz")).to_have_count(0)
    expect(page.get_by_role("link", name="Jane Cooper").locator("mark")).to_have_text("Norway")


def _finds_one(tenant: Tenant, words: str) -> None:
    assert len(tenant.conversations(search=words)) == 1


def test_an_analysis_is_confirmed_or_corrected(page: Page, stack: str, tenant: Tenant, axe: Axe) -> None:
    tenant.put("/api/tenant/topics", {"topics": [{"name": "Shipping"}]}).ok()
    conversation_id = a_conversation(tenant, says="Hello, is it open?")
    tenant.post(f"/api/tenant/conversations/{conversation_id}/resolve").ok()
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    about = page.get_by_role("region", name="What it was about")
    about.get_by_role("button", name="That is right").click(timeout=20_000)
    expect(about).to_contain_text("Confirmed")
    expect(about.get_by_role("button", name="Correct it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(about.get_by_label("Outcome")).to_be_focused()
    axe(page)
    about.get_by_label("Outcome").select_option("PARTIAL")
    about.get_by_role("checkbox", name="Shipping").check()
    about.get_by_role("button", name="Save").click()
    expect(about).to_contain_text("Corrected")
    expect(about.get_by_role("button", name="Correct it")).to_be_focused()
    expect(about.locator(".badge")).to_have_text(["Partly resolved", "Neutral", "Shipping"])


def test_a_tenant_assigns_resolves_and_deletes(page: Page, stack: str, tenant: Tenant) -> None:
    agent = tenant.agent
    conversation_id = a_conversation(tenant, userName="Jane Cooper", says="Hello?")
    enter(page, stack, tenant, f"conversations/{conversation_id}")
    expect(page.get_by_role("log")).to_contain_text("Hello?")
    page.get_by_role("button", name="Assign").click()
    page.get_by_role("menuitem", name=agent.name).click()
    expect(page.get_by_text(f"Held by {agent.name}")).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("log")).to_contain_text("This conversation has been resolved.")
    expect(page.get_by_role("region", name="What it was about")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(f"{stack}/console/conversations")
    assert tenant.get(f"/api/tenant/conversations/{conversation_id}").status == 404


def test_visitors_get_tags_and_notes(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    visitor.says("Hello?")
    enter(page, stack, tenant, "visitors")
    page.get_by_role("link", name="Jane Cooper").click()
    dialog = page.get_by_role("dialog", name="Jane Cooper")
    dialog.get_by_label("Tags").fill("vip")
    dialog.get_by_label("Tags").press("Enter")
    dialog.get_by_label("Notes").fill("Knows the founder")
    dialog.get_by_label("E-mail").fill("not an address")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("E-mail").fill("jane@example.com")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("row", name="Jane Cooper")).to_contain_text("vip")
    seen = tenant.see_visitor(visitor.id)
    assert (seen["tags"], seen["notes"], seen["userEmail"]) == (["vip"], "Knows the founder", "jane@example.com")


def test_an_agent_is_invited_and_joins_through_the_email(
    page: Page, new_context: Contexts, stack: str, api: Api, tenant: Tenant
) -> None:
    email = f"agent-of-{tenant.email}"
    enter(page, stack, tenant, "team")
    page.get_by_role("button", name="Invite an agent").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Bob Smith")
    dialog.get_by_label("E-mail").fill(tenant.email)
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(dialog.get_by_role("alert")).to_be_visible()  # already a member
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An invitation was sent")).to_be_visible()
    theirs = new_context().new_page()
    eventually(lambda: _was_mailed(api, email), within=30)
    theirs.goto(f"{stack}/accept-invite?token={api.mailed_token(email)}")
    theirs.get_by_label("Password").fill(PASSWORD)
    theirs.get_by_role("button", name="Join").click()
    expect(theirs).to_have_url(f"{stack}/console/inbox")
    page.reload()
    row = page.get_by_role("row", name="Bob Smith")
    expect(row).to_contain_text("Online")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Deactivate").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Deactivate").click()
    expect(row).to_contain_text("Deactivated")


def _was_mailed(api: Api, to: str) -> None:
    assert api.mails(to)


def test_a_key_is_made_with_the_line_for_the_site(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant, "install")
    page.get_by_role("button", name="New API key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Website")
    dialog.get_by_label("Domains").fill("https://example.com")
    dialog.get_by_role("button", name="Make the key").click()
    expect(dialog.get_by_label("Domains")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Domains").fill("example.com, *.example.com")
    dialog.get_by_role("button", name="Make the key").click()
    line = page.get_by_label("HTML").inner_text()
    made = re.fullmatch(
        rf'<script src="{re.escape(stack)}/widget\.js" data-api-key="(cl_[\w-]+)" async></script>', line
    )
    assert made, line
    refused = tenant.api.post("/api/widget/sessions", {}, headers={"X-API-Key": made[1], "Origin": "https://other.com"})
    refused.refused("ORIGIN_NOT_ALLOWED", 403)
    expect(page.get_by_role("row", name="Website")).to_contain_text("*.example.com")


def test_who_waits_has_a_timer_that_turns_amber_and_red(page: Page, stack: str, tenant: Tenant, axe: Axe) -> None:
    tenant.visitor("Vera").says("Hello?")
    page.clock.install()
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    row = page.get_by_role("region", name="Conversations").get_by_role("link", name="Vera")
    timer = row.locator(".badge")
    expect(row).to_contain_text("Waiting for now")
    expect(timer).not_to_have_class(re.compile("amber|red"))
    page.clock.fast_forward("06:00")
    expect(row).to_contain_text("Waiting for 6m")
    expect(timer).to_have_class(re.compile("amber"))
    page.clock.fast_forward("10:00")
    expect(timer).to_have_class(re.compile("red"))
    axe(page)


def test_a_group_of_messages_has_one_time_and_a_colleague_a_tint(
    page: Page, stack: str, tenant: Tenant, screenshot: Photograph, axe: Axe
) -> None:
    first, second = tenant.agent, tenant.invite_agent("Maria Colleague")
    visitor = tenant.visitor("Vera")
    conversation_id = a_conversation(tenant, visitor=visitor, says="Hello?")
    for text in ("One moment.", "I am looking."):
        first.sends(conversation_id, text).ok()
    for text in ("Maria here.", "It is on its way."):
        second.sends(conversation_id, text, isInternal=text.startswith("It")).ok()
    enter(page, stack, first, f"inbox/{conversation_id}")
    log = page.get_by_role("log")
    expect(log.locator(".message")).to_have_count(5)
    expect(log.locator(".message time:not(.visually-hidden)")).to_have_count(4)
    mine, theirs = (log.locator(".bubble", has_text=text) for text in ("I am looking.", "Maria here."))
    color = "element => getComputedStyle(element).backgroundColor"
    assert mine.evaluate(color) != theirs.evaluate(color)
    expect(log.locator(".who .avatar")).to_have_count(2)
    screenshot(page, "console-thread")
    axe(page)


def test_settings_are_kept(page: Page, stack: str, tenant: Tenant, screenshot: Photograph, axe: Axe) -> None:
    agent = tenant.agent
    enter(page, stack, tenant, "settings")
    page.get_by_role("region", name="Workspace", exact=True).get_by_label("Name").fill("Acme Support")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("switch", name="Sound for visitors").click()
    page.get_by_label("Position").select_option("left")
    page.get_by_role("region", name="Topics").get_by_role("button", name="Add").click()
    page.get_by_role("textbox", name="Topic", exact=True).fill("Shipping")
    page.get_by_role("button", name="Add a question").click()
    page.get_by_label("Question 1", exact=True).fill("Do you ship to Norway?")
    expect(page.get_by_role("img", name="Preview of the widget")).to_contain_text("Do you ship to Norway?")
    page.get_by_role("checkbox", name=agent.name).check()
    screenshot(page, "console-settings")
    axe(page)
    save(page)
    workspace = tenant.get("/api/tenant/workspace").ok()["workspace"]
    assert (workspace["name"], workspace["timezone"]) == ("Acme Support", "Europe/Berlin")
    assert workspace["settings"]["notifications"]["visitorSound"] is False
    widget = workspace["settings"]["widget"]
    assert (widget["position"], widget["starterQuestions"]) == ("left", ["Do you ship to Norway?"])
    assert widget["team"] == [agent.id]
    assert [topic["name"] for topic in tenant.get("/api/tenant/topics").ok()["topics"]] == ["Shipping"]


def test_settings_that_are_not_saved_are_asked_about_and_what_is_wrong_stands_beside_its_field(
    page: Page, stack: str, tenant: Tenant
) -> None:
    enter(page, stack, tenant, "settings")
    before = tenant.get("/api/tenant/workspace").ok()["workspace"]
    bar = page.get_by_role("region", name="Unsaved changes")
    email = page.get_by_label("Contact e-mail")
    email.fill("nobody")
    bar.get_by_role("button", name="Save").click()
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description("Enter a valid e-mail address")
    expect(bar.get_by_role("alert")).to_have_text("Not saved: see the marked fields.")
    page.get_by_role("link", name="Team").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    expect(email).to_have_value("nobody")
    bar.get_by_role("button", name="Discard").click()
    expect(email).to_have_value(before["contactEmail"])
    expect(bar).to_have_count(0)
    page.get_by_label("Greeting").fill("Moin!")
    page.get_by_role("link", name="Team").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team")
    assert tenant.get("/api/tenant/workspace").ok()["workspace"] == before


def test_a_report_shows_its_figures(page: Page, stack: str, tenant: Tenant, screenshot: Photograph, axe: Axe) -> None:
    for number in range(3):
        a_conversation(tenant, status="ACTIVE", userName=f"Visitor {number}")
    becomes(lambda: tenant.counts()["active"], 3)
    enter(page, stack, tenant, "reports")
    page.get_by_role("button", name="New report").click()
    page.get_by_role("dialog").get_by_label("Figures by").select_option("day")
    page.get_by_role("dialog").get_by_role("button", name="Make the report").click()
    tile = page.locator(".tiles div").filter(has_text="Conversations")
    expect(tile).to_contain_text("3", timeout=20_000)
    expect(page.get_by_role("row", name=tenant.agent.name)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "conversations" in download.value.path().read_text()
    screenshot(page, "console-report")
    axe(page)


@pytest.mark.parametrize(
    ("language", "first", "resolution", "satisfaction", "days"),
    [
        ("en", "2m", "1h", "50%", "Nov 23 – 29, 2026"),
        ("de", "2 Min.", "1h", "50\xa0%", "23.–29. Nov. 2026"),
        ("tr", "2d", "1 sa", "%50", "23–29 Kas 2026"),
        ("es", "2min", "1h", "50\xa0%", "23–29 nov 2026"),
    ],
)
def test_figures_are_written_as_the_language_has_them_and_carry(
    page: Page, stack: str, tenant: Tenant, language: str, first: str, resolution: str, satisfaction: str, days: str
) -> None:
    body = {"period": "day", "from": "2026-11-23", "to": "2026-11-29"}
    made = tenant.post("/api/tenant/reports", body).ok()["report"]["id"]

    def with_figures(route: Route) -> None:
        answer = route.fetch()
        found = answer.json()
        if found["report"]["figures"]:
            # Medians that round up to sixty of a lesser unit.
            found["report"]["figures"]["firstResponseTime"]["median"] = 119.6
            found["report"]["figures"]["resolutionTime"]["median"] = 3599.6
            found["report"]["figures"]["csat"]["score"] = 50.0
        route.fulfill(response=answer, json=found)

    page.route(f"**/api/tenant/reports/{made}", with_figures)
    enter(page, stack, tenant, "reports")
    page.evaluate("language => localStorage.setItem('connextlive.language', language)", language)
    page.goto(f"{stack}/console/reports/{made}")
    tiles = page.locator(".tiles div")
    expect(tiles).to_have_count(6)
    shown = [tiles.nth(at).locator("dd").first.inner_text() for at in (2, 3, 4)]
    assert shown == [first, resolution, satisfaction]
    expect(page.locator("#report")).to_have_text(days)


# ── Push ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# A push service is somewhere on the network, where this browser does not get: what it would have answered.
PUSH_SERVICE = """
Object.assign(PushManager.prototype, {
  async subscribe(options) {
    if (!options.userVisibleOnly || !options.applicationServerKey) throw new TypeError()
    localStorage.setItem('subscribed', 'yes')
    return this.getSubscription()
  },
  async getSubscription() {
    const subscription = %s
    return localStorage.getItem('subscribed') && {
      ...subscription, toJSON: () => subscription, unsubscribe: async () => localStorage.removeItem('subscribed'),
    }
  },
})
"""


NOTIFICATIONS = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications()
  return shown.map(({title, body, tag}) => [title, body, tag])
}"""


def test_what_is_pushed_is_shown_and_leads_to_its_conversation(
    new_context: Contexts, whole_browser: Browser, stack: str, tenant: Tenant
) -> None:
    conversation_id = tenant.visitor("Jane Cooper").says("Hello?")
    context = new_context(whole_browser, permissions=["notifications"])
    subscription = browser_push.Browser("https://push.example.com/1").subscription
    context.add_init_script(PUSH_SERVICE % json.dumps(subscription))
    page = context.new_page()
    enter(page, stack, tenant.agent, "profile")
    page.get_by_role("switch", name="Push notifications").click()
    expect(page.get_by_role("switch", name="Push notifications")).to_be_checked()
    assert _subscribed(tenant) == [subscription["endpoint"]]

    shown = {"title": "Jane", "body": "Hello?", "conversationId": conversation_id}
    push = _push_service(page, stack)

    def pushed() -> list[list[str]]:
        # Until it is shown, as a push service does: Chromium now and then drops one for a worker that has just begun.
        push(shown | {"url": f"{stack}/console/inbox/{conversation_id}"})
        page.wait_for_timeout(200)
        found: list[list[str]] = page.evaluate(NOTIFICATIONS)
        return found

    becomes(pushed, [["Jane", "Hello?", conversation_id]])
    context.service_workers[0].evaluate(
        """async () => {
            const [notification] = await registration.getNotifications()
            dispatchEvent(new NotificationEvent('notificationclick', {notification}))
        }"""
    )
    expect(page).to_have_url(f"{stack}/console/inbox/{conversation_id}")
    expect(page.get_by_role("log")).to_contain_text("Hello?")

    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page).to_have_url(f"{stack}/console/login")
    assert _subscribed(tenant) == []


def _subscribed(tenant: Tenant) -> list[str]:
    return [one["endpoint"] for one in tenant.agent.get("/api/agent/push-subscriptions").ok()["subscriptions"]]


def _push_service(page: Page, origin: str) -> Callable[[dict[str, str]], None]:
    """What the browser does with a push message that has arrived and been decrypted."""
    devtools = page.context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    # SearchQuery again until it is so: `wait_for_function` takes the promise of an asynchronous answer for the answer.
    becomes(lambda: page.evaluate("async () => (await navigator.serviceWorker.ready).active.state"), "activated")

    def push(shown: dict[str, str]) -> None:
        of = {"origin": origin, "registrationId": registrations[0]}
        devtools.send("ServiceWorker.deliverPushMessage", of | {"data": json.dumps(shown)})

    return push


# ── Every page ──────────────────────────────────────────────────────────────────────────────────────────────────────


ENTRANCES = ("login", "register", "forgot-password", "accept-invite", "reset-password")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audience", ["stranger", "agent", "tenant"])
def test_every_page_is_accessible_and_runs_under_its_policy(
    new_context: Contexts, stack: str, tenant: Tenant, axe: Axe, screenshot: Photograph, audience: str, scheme: str
) -> None:
    visitor = tenant.visitor("Jane Cooper", userEmail="jane@example.com")
    conversation_id = visitor.says("Do you ship to Norway?")
    tenant.agent.sends(conversation_id, "We do: https://example.com/shipping").ok()
    tenant.agent.sends(conversation_id, "A regular customer", isInternal=True).ok()
    tenant.visitor("Carlos Ruiz").says("Hola")
    problems: list[str] = []
    page = new_context(color_scheme=scheme, viewport={"width": 1360, "height": 850}).new_page()

    def note(message: ConsoleMessage) -> None:
        # No conversations have been exported yet, which is a 404.
        if message.type == "error" and not message.location["url"].endswith("/conversations/export"):
            problems.append(message.text)

    page.on("console", note)
    calls = Calls(page)
    paths: tuple[str, ...]
    if audience == "agent":
        enter(page, stack, tenant.agent)
        paths = (*AGENTS_PAGES, f"inbox/{conversation_id}")
    elif audience == "tenant":
        enter(page, stack, tenant)
        paths = (*TENANTS_PAGES, f"conversations/{conversation_id}")
    else:
        paths = ENTRANCES
    for path in paths:
        page.goto(f"{stack}/{path if path in ENTRANCES[3:] else f'console/{path}'}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        calls.wait()
        screenshot(page, f"console-{audience}-{path.partition('/')[0]}-{scheme}")
        axe(page)
    assert not problems


def test_cloudfront_finds_the_same_files_as_the_local_gateway(page: Page) -> None:
    """The template's function, run by a browser's JavaScript engine."""
    template = Template(ARTIFACTS.parent / "template.yaml", {})
    code = template.document["Resources"]["WebRouting"]["Properties"]["FunctionCode"]
    ask = f"([uri, querystring]) => {{ {code}; return handler({{request: {{uri, querystring}}}}) }}"
    paths = ("/console/", "/console/inbox/cnv_1", "/accept-invite", "/reset-password", "/demo/", "/widget.js")
    for path in (*paths, "/console/assets/index-a1.js", "/console/index.html"):
        assert page.evaluate(ask, [path, {}])["uri"] == f"/{file_of(path)}"
    for path, target in (("/", "/console/"), ("/console", "/console/"), ("/demo", "/demo/?token=a.b%2F")):
        query = {"token": {"value": "a.b%2F"}} if "token" in target else {}
        answer = page.evaluate(ask, [path, query])
        assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, target)
    for path in ("//other", "/demo//other", "/%2Fother", "/a b", "/@other"):
        assert page.evaluate(ask, [path, {}])["uri"] == f"{path}/index.html"
