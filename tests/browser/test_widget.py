"""The widget in a browser, while an agent replies through the API."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.api.builders import PDF, PNG, a_mailed_code
from tests.api.client import Agent, Api, Json, Key, Tenant, an_email, eventually
from tests.api.sockets import Socket

from .conftest import Demo, Site
from .widget import a_page, deafen_the_first_socket, said, visit, warnings_of

LIMIT = 26 * 1024  # bytes of the script, gzipped
PARTS = "**/widget/assets/*.js"
Photograph = Callable[[Page, str], None]
Contexts = Callable[..., BrowserContext]


@dataclass
class Shop:
    """A workspace with an agent, and a website with its widget."""

    stack: str
    tenant: Tenant
    agent: Agent
    key: Key

    def page(self, site: Site, path: str = "/", attributes: str = "", **more: str) -> str:
        """The URL of a page with the widget."""
        return site.put(path, a_page(self.stack, self.key.plain, attributes=attributes, **more))

    def conversation(self, says: str) -> str:
        """The ID of the conversation that starts with this text."""

        def found() -> Json:
            listed = self.tenant.conversations(limit=100)
            matching = [one for one in listed if says in said(self.agent.messages(one["id"]))]
            assert matching, [one["lastMessage"]["content"] for one in listed]
            return matching[0]

        conversation_id: str = soon(found)["id"]
        return conversation_id

    def messages(self, conversation_id: str) -> list[str]:
        return said(self.agent.messages(conversation_id))


@pytest.fixture(scope="module")
def shop(stack: str, api: Api) -> Shop:
    """Shared by all tests here: each has its own visitors."""
    tenant = api.register("Lumen & Oak")
    return Shop(stack, tenant, tenant.agent, tenant.key)


def soon[T](check: Callable[[], T]) -> T:
    """The API's eventual response; the machine may be busy."""
    return eventually(check, within=30)


# Talking


def test_a_visitor_writes_and_an_agent_answers(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    expect(widget.panel).to_have_attribute("aria-label", "Chat with Lumen & Oak")
    widget.say("Do you ship to Norway?")
    widget.state("Sent")
    conversation = shop.conversation("Do you ship to Norway?")
    shop.agent.sends(conversation, "We do.").ok()
    expect(widget.theirs.last).to_have_text("We do.")
    expect(widget.panel.locator(".title")).to_have_text(shop.agent.name)
    widget.say("Wonderful")
    soon(lambda: shop.messages(conversation) == ["Do you ship to Norway?", "We do.", "Wonderful"])


def test_both_sides_learn_what_was_seen(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Have you seen this?")
    conversation = shop.conversation("Have you seen this?")
    widget.state("Sent")
    shop.agent.post(f"/api/agent/conversations/{conversation}/mark-read").ok()
    widget.state("Seen")
    shop.agent.sends(conversation, "Yes").ok()
    soon(lambda: shop.agent.messages(conversation)[-1]["seenAt"] is not None)


def test_typing_shows_on_both_sides(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Watch me type")
    conversation = shop.conversation("Watch me type")
    shop.agent.sends(conversation, "I do").ok()
    expect(widget.theirs.last).to_have_text("I do")
    with Socket(shop.agent) as agent:
        widget.box.press_sequentially("Hm")
        started = agent.hears("typing.started", where=lambda data: data["conversationId"] == conversation, within=30)
        assert started["senderType"] == "VISITOR"
        widget.box.fill("")
        agent.hears("typing.stopped", where=lambda data: data["conversationId"] == conversation, within=30)
        agent.says({"type": "typing", "conversationId": conversation, "isTyping": True})
        expect(widget.panel.locator(".dots")).to_have_text(f"{shop.agent.name} is typing")
        expect(widget.panel.locator(".online")).to_have_text("Online")
        agent.says({"type": "typing", "conversationId": conversation, "isTyping": False})
        expect(widget.panel.locator(".dots")).to_be_hidden()


def test_a_closed_widget_tells_that_somebody_wrote(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site))
    page.evaluate("window.heard = []; Connextlive('on', 'unread', (count) => heard.push(count))")
    page.evaluate("Connextlive('on', 'sound', () => heard.push('beep'))")
    widget.open().say("I shall close this")
    conversation = shop.conversation("I shall close this")
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    shop.agent.sends(conversation, "Are you still there?").ok()
    expect(widget.badge).to_have_text("1")
    expect(widget.launcher).to_have_attribute("aria-label", "Open chat, 1 unread")
    expect(widget.teaser).to_contain_text("Are you still there?")
    announced = f"New message from {shop.agent.name}: Are you still there?"
    expect(widget.host.locator("section > [role=status]")).to_have_text(announced)
    assert shop.agent.messages(conversation)[-1]["seenAt"] is None
    widget.teaser.get_by_role("button").first.click()
    expect(widget.panel).to_be_visible()
    expect(widget.badge).to_be_hidden()
    soon(lambda: shop.agent.messages(conversation)[-1]["seenAt"] is not None)
    page.wait_for_function("heard.length >= 4")
    assert page.evaluate("heard") == [0, 1, "beep", 0]


def test_no_sound_where_the_workspace_wants_none(tenant: Tenant, stack: str, site: Site, page: Page) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"notifications": {"visitorSound": False}}}).ok()
    shop = Shop(stack, tenant, tenant.agent, tenant.key)
    widget = visit(page, shop.page(site))
    page.evaluate("window.heard = []; Connextlive('on', 'sound', () => heard.push('beep'))")
    page.evaluate("Connextlive('on', 'message', () => heard.push('message'))")
    widget.open().say("Quietly, please")
    page.keyboard.press("Escape")
    shop.agent.sends(shop.conversation("Quietly, please"), "As you like").ok()
    expect(widget.badge).to_have_text("1")
    page.wait_for_function("heard.length")
    assert page.evaluate("heard") == ["message"]


def test_what_somebody_wrote_is_a_text_and_its_addresses_are_links(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    text = "<img src=x onerror=alert(1)> (see https://example.com/a_(b)?c=1), javascript:alert(2) or me@example.com."
    widget.say(text)
    expect(widget.mine.locator("img")).to_have_count(0)
    links = widget.mine.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://example.com/a_(b)?c=1",
        "mailto:me@example.com",
    ]
    expect(links.first).to_have_attribute("rel", re.compile("noopener"))


def test_the_systems_sentences_are_nobodys(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("That is all")
    conversation = shop.conversation("That is all")
    shop.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    expect(widget.log.locator(".system")).to_have_text("This conversation has been resolved.")
    expect(widget.theirs).to_have_count(1)  # the greeting


def test_a_deleted_conversation_is_gone(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Please forget this")
    conversation = shop.conversation("Please forget this")
    shop.tenant.delete(f"/api/tenant/conversations/{conversation}").ok()
    expect(widget.mine).to_have_count(0)


# Coming back


def test_the_next_visit_goes_on_where_the_last_one_ended(shop: Shop, site: Site, context: BrowserContext) -> None:
    address = shop.page(site)
    page = context.new_page()
    visit(page, address).open().say("I shall be back")
    conversation = shop.conversation("I shall be back")
    page.close()
    shop.agent.sends(conversation, "Welcome back").ok()
    widget = visit(context.new_page(), address)
    expect(widget.badge).to_have_text("1")
    widget.open()
    expect(widget.messages).to_have_text(["I shall be back", "Welcome back"])


def test_pages_of_one_visit_are_one_session(shop: Shop, site: Site, page: Page) -> None:
    opened: list[str] = []
    page.on("request", lambda request: opened.append(request.url) if "/widget/sessions" in request.url else None)
    widget = visit(page, shop.page(site)).open()
    widget.say("First page")
    widget = visit(page, shop.page(site, "/next"))
    expect(widget.panel).to_be_visible()  # it was open
    expect(widget.messages).to_have_text(["First page"])
    assert len([url for url in opened if url.endswith("/sessions")]) == 1, opened


def test_a_mailed_link_resumes_the_conversation_once_and_leaves_no_code(
    shop: Shop, site: Site, new_context: Contexts, page: Page
) -> None:
    address = shop.page(site)
    code = a_mailed_code(shop.tenant.visitor("Mia Mailed", userEmail=an_email("mia")))
    link = f"{address}?ref=mail&token={code}#top"
    widget = visit(page, link).open()
    expect(widget.messages).to_have_text(["Write to me", "Here you are"])
    assert page.url == f"{address}?ref=mail#top"
    again = visit(page, link)  # used, but the browser remembers the visitor
    expect(again.messages).to_have_text(["Write to me", "Here you are"])
    for elsewhere in (link, f"{address}?token=the-pages-own"):
        stranger = visit(new_context().new_page(), elsewhere).open()
        expect(stranger.panel).to_be_visible()
        expect(stranger.messages).to_have_count(0)
    assert stranger.page.url.endswith("?token=the-pages-own")


def test_a_refused_token_is_replaced(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("With the first token")
    widget.state("Sent")
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
          const kept = JSON.parse(localStorage[key]);
          localStorage[key] = JSON.stringify({...kept, token: kept.token.slice(0, -3) + "xxx"});
        }"""
    )
    widget = visit(page, shop.page(site))
    widget.say("With a new token")
    widget.state("Sent")
    shop.conversation("With a new token")


def test_a_page_that_swaps_its_body_keeps_the_chat(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Hold on")
    page.evaluate("document.body = document.createElement('body')")
    expect(widget.mine).to_have_text(["Hold on"])
    page.evaluate("document.documentElement.dir = 'rtl'")
    expect(widget.host.locator("section")).to_have_attribute("dir", "rtl")


def test_an_open_chat_does_not_take_the_next_pages_focus(shop: Shop, site: Site, page: Page) -> None:
    visit(page, shop.page(site)).open()
    widget = visit(page, shop.page(site, "/next"))
    expect(widget.panel).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


# Who the visitor is


def an_identity_hash(shop: Shop, external_id: str) -> str:
    rotated = shop.tenant.post(f"/api/tenant/sites/{shop.key.site_id}/identity-secret").ok()
    secret = rotated["identitySecret"]
    return hmac.new(secret.encode(), external_id.encode(), hashlib.sha256).hexdigest()


def test_a_vouched_for_user_is_the_same_on_every_device(shop: Shop, site: Site, new_context: Contexts) -> None:
    proof = an_identity_hash(shop, "user-4711")
    by_tag = shop.page(site, "/tag", f'data-external-id="user-4711" data-identity-hash="{proof}"')
    desk = visit(new_context().new_page(), by_tag).open()
    desk.say("From my desk")
    phone = visit(new_context().new_page(), shop.page(site, "/call")).open()
    expect(phone.messages).to_have_count(0)
    who = f"{{externalId: 'user-4711', identityHash: '{proof}', userName: 'Uma User'}}"
    phone.page.evaluate(f"Connextlive('identify', {who})")
    expect(phone.messages).to_have_text(["From my desk"])
    visitor = shop.tenant.conversation(shop.conversation("From my desk"))["visitor"]
    assert (visitor["isVerified"], visitor["externalId"], visitor["userName"]) == (True, "user-4711", "Uma User")


def test_an_invalid_identity_hash_removes_the_chat(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site, attributes='data-external-id="user-1" data-identity-hash="00"'))
    with page.expect_console_message(lambda line: "Invalid identity hash" in line.text):
        widget.launcher.click()
    expect(widget.host).to_have_count(0)


def test_logging_out_leaves_nothing_behind(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("This is mine")
    widget.state("Sent")
    page.evaluate("Connextlive('reset')")
    expect(widget.panel).to_be_hidden()
    widget.open()
    expect(widget.messages).to_have_count(0)
    widget.say("I am somebody else")
    widget.state("Sent")
    assert shop.messages(shop.conversation("I am somebody else")) == ["I am somebody else"]


# Without a network


def test_a_dropped_network_is_made_up_for(shop: Shop, site: Site, page: Page, context: BrowserContext) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Before the tunnel")
    conversation = shop.conversation("Before the tunnel")
    context.set_offline(True)
    expect(widget.panel.locator(".offline")).to_be_visible()
    widget.say("In the tunnel")
    widget.say("Still in the tunnel")
    widget.state("Waiting for the connection")
    shop.agent.sends(conversation, "Said meanwhile").ok()
    context.set_offline(False)
    widget.state("Sent")
    expect(widget.panel.locator(".offline")).to_be_hidden()
    expect(widget.theirs.last).to_have_text("Said meanwhile")
    written = ["Before the tunnel", "Said meanwhile", "In the tunnel", "Still in the tunnel"]
    assert shop.messages(conversation) == written
    expect(widget.messages).to_have_text(written)


def test_a_closed_socket_is_reopened(shop: Shop, site: Site, page: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def note(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket(re.compile(r"/ws\?token="), note)
    widget = visit(page, shop.page(site)).open()
    widget.say("Hold the line")
    conversation = shop.conversation("Hold the line")
    for number in (1, 2):
        _count(page, sockets, number)
        sockets[-1].close()
        shop.agent.sends(conversation, f"After drop {number}").ok()
        expect(widget.theirs.last).to_have_text(f"After drop {number}")
    _count(page, sockets, 3)
    assert shop.messages(conversation) == ["Hold the line", "After drop 1", "After drop 2"]


def test_a_dead_socket_is_noticed(shop: Shop, site: Site, page: Page) -> None:
    sockets = deafen_the_first_socket(page)
    page.clock.install()
    widget = visit(page, shop.page(site)).open()
    widget.say("Is anybody there?")
    conversation = shop.conversation("Is anybody there?")
    _count(page, sockets, 1)
    page.clock.run_for(26_000)  # to the next ping
    page.clock.run_for(11_000)  # nobody answers it
    page.clock.run_for(1_000)  # the wait before the next attempt
    _count(page, sockets, 2)
    shop.agent.sends(conversation, "Now I hear you").ok()
    expect(widget.theirs.last).to_have_text("Now I hear you")


def _count(page: Page, things: Sized, number: int) -> None:
    """Lets the page continue until there are that many."""
    for _ in range(300):
        if len(things) == number:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{len(things)}, not {number}")


def test_what_waits_survives_a_reload_and_is_sent_in_order(
    shop: Shop, site: Site, page: Page, context: BrowserContext
) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Zero")
    conversation = shop.conversation("Zero")
    context.route("**/api/**", lambda route: route.abort())
    for text in ("One", "Two", "Three"):
        widget.say(text)
    widget = visit(page, shop.page(site))
    expect(widget.panel).to_be_visible()
    expect(widget.mine).to_have_text(["One", "Two", "Three"])
    assert shop.messages(conversation) == ["Zero"]
    context.unroute_all()
    soon(lambda: shop.messages(conversation) == ["Zero", "One", "Two", "Three"])
    expect(widget.mine).to_have_text(["Zero", "One", "Two", "Three"])
    soon(lambda: page.evaluate("Object.keys(localStorage).filter((name) => name.endsWith(':outbox'))") == [])


def test_a_lost_response_creates_no_second_message(shop: Shop, site: Site, page: Page, context: BrowserContext) -> None:
    widget = visit(page, shop.page(site)).open()
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    context.route("**/api/widget/messages", lose_the_first)
    # The socket may tell the widget of its message before the response is lost.
    with page.expect_event("requestfailed"):
        widget.say("Only once")
    widget.state("Sent")
    conversation = shop.conversation("Only once")
    assert lost == [200]
    assert shop.messages(conversation) == ["Only once"]
    expect(widget.mine).to_have_count(1)


def test_a_refused_message_can_be_tried_again_or_discarded(
    shop: Shop, site: Site, page: Page, context: BrowserContext
) -> None:
    widget = visit(page, shop.page(site)).open()
    refusal = {"statusCode": 400, "statusMessage": "No", "data": None}

    def refuse(route: Route) -> None:
        route.fulfill(status=400, json=refusal) if route.request.method == "POST" else route.continue_()

    context.route("**/api/widget/messages", refuse)
    widget.say("Discard me")
    widget.state("Not sent")
    widget.panel.get_by_role("button", name="Discard").click()
    expect(widget.mine).to_have_count(0)
    widget.say("Try me again")
    widget.state("Not sent")
    context.unroute_all()
    widget.panel.get_by_role("button", name="Try again").click()
    widget.state("Sent")
    assert shop.messages(shop.conversation("Try me again")) == ["Try me again"]


def test_a_message_too_many_is_kept_and_sent_when_the_server_takes_it(
    shop: Shop, site: Site, page: Page, context: BrowserContext
) -> None:
    widget = visit(page, shop.page(site)).open()
    refusal = {"statusCode": 429, "statusMessage": "Too many attempts", "data": {"code": "RATE_LIMITED"}}
    headers = {"Retry-After": "3", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
    tried: list[float] = []

    def refuse_the_first(route: Route) -> None:
        if route.request.method == "POST":
            tried.append(time.monotonic())
        if len(tried) == 1:
            route.fulfill(status=429, json=refusal, headers=headers)
        else:
            route.continue_()

    context.route("**/api/widget/messages", refuse_the_first)
    widget.say("One too many")
    expect(widget.panel.get_by_text("Too many messages: sending continues at")).to_be_visible()
    widget.say("And another")
    expect(widget.mine).to_have_count(2)
    widget.state("Sent")
    assert shop.messages(shop.conversation("One too many")) == ["One too many", "And another"]
    assert tried[1] - tried[0] >= 3


# Files


def test_a_file_is_uploaded_with_progress(shop: Shop, site: Site, page: Page, context: BrowserContext) -> None:
    widget = visit(page, shop.page(site)).open()
    line = context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    line.send("Network.emulateNetworkConditions", slow)
    picture = PNG + bytes(900_000)
    widget.attach({"name": "lamp.png", "mimeType": "image/png", "buffer": picture})
    bar = widget.panel.get_by_role("progressbar", name="Uploading lamp.png")
    page.wait_for_function("bar => bar.value > 0.05 && bar.value < 0.95", arg=bar.element_handle(), polling=20)
    expect(widget.panel.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    widget.uploaded()
    widget.box.fill("This lamp")
    widget.panel.get_by_role("button", name="Send", exact=True).click()
    shown = widget.log.get_by_role("img", name="lamp.png")
    expect(shown).to_be_visible()
    arrived = shop.agent.messages(shop.conversation("This lamp"))[0]["attachments"][0]
    assert (arrived["fileName"], arrived["mimeType"]) == ("lamp.png", "image/png")
    assert httpx.get(arrived["url"], trust_env=False).content == picture


def test_pictures_are_shown_and_files_are_links(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.attach(
        {"name": "a.png", "mimeType": "image/png", "buffer": PNG},
        {"name": "terms.pdf", "mimeType": "application/pdf", "buffer": PDF},
    )
    widget.uploaded()
    widget.box.press("Enter")
    expect(widget.log.get_by_role("img", name="a.png")).to_be_visible()
    link = widget.log.get_by_role("link", name="Download terms.pdf")
    expect(link).to_be_visible()
    assert httpx.get(link.get_attribute("href") or "", trust_env=False).content == PDF
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "terms.pdf"


def test_files_that_cannot_be_sent_are_named(shop: Shop, site: Site, page: Page, tmp_path: Path) -> None:
    widget = visit(page, shop.page(site)).open()
    alert = widget.panel.get_by_role("alert").last
    widget.attach({"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    expect(alert).to_contain_text("run.exe cannot be sent")
    huge = tmp_path / "huge.pdf"
    huge.write_bytes(PDF + bytes(10 * 1024 * 1024))
    widget.attach(huge)
    expect(alert).to_contain_text("huge.pdf is larger than 10 MB")
    widget.attach(*({"name": f"{n}.pdf", "mimeType": "application/pdf", "buffer": PDF} for n in range(6)))
    expect(alert).to_contain_text("At most five files")
    expect(widget.panel.locator(".upload")).to_have_count(5)
    widget.panel.get_by_role("button", name="Remove 0.pdf").click()
    expect(widget.panel.locator(".upload")).to_have_count(4)


def test_a_file_that_has_been_uploaded_leaves_the_focus_on_another(shop: Shop, site: Site, page: Page) -> None:
    # GIVEN two files, whose uploads wait, and the keyboard on the first one's button
    waiting: list[Route] = []
    page.route("**/api/widget/attachments", lambda route: waiting.append(route))
    widget = visit(page, shop.page(site)).open()
    widget.attach(*({"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF} for name in ("one", "two")))
    remove = widget.panel.get_by_role("button", name="Remove one.pdf")
    expect(remove).to_be_visible()
    expect(widget.box).to_be_focused()
    remove.focus()
    # WHEN they are uploaded
    while len(waiting) < 2:
        page.wait_for_timeout(50)
    for route in waiting:
        route.continue_()
    widget.uploaded()
    # THEN it is still there, and removes the file
    expect(remove).to_be_focused()
    remove.press("Enter")
    expect(widget.panel.locator(".upload")).to_have_count(1)


# Two tabs


def test_two_tabs_stay_in_step(shop: Shop, site: Site, context: BrowserContext) -> None:
    address = shop.page(site)
    one = visit(context.new_page(), address).open()
    one.say("From the first tab")
    one.state("Sent")
    conversation = shop.conversation("From the first tab")
    other = visit(context.new_page(), address).open()
    expect(other.messages).to_have_text(["From the first tab"])
    other.say("From the second tab")
    other.state("Sent")
    expect(one.mine.last).to_have_text("From the second tab")
    other.page.keyboard.press("Escape")
    one.page.keyboard.press("Escape")
    shop.agent.sends(conversation, "Which of you?").ok()
    expect(one.badge).to_have_text("1")
    expect(other.badge).to_have_text("1")
    one.open()
    expect(other.badge).to_be_hidden()
    assert shop.messages(conversation) == ["From the first tab", "From the second tab", "Which of you?"]


def test_tabs_do_not_send_twice_what_waited(shop: Shop, site: Site, context: BrowserContext) -> None:
    address = shop.page(site)
    one, other = visit(context.new_page(), address).open(), visit(context.new_page(), address).open()
    one.say("Hello from both")
    conversation = shop.conversation("Hello from both")
    context.set_offline(True)
    one.say("Left")
    other.say("Right")
    context.set_offline(False)
    soon(lambda: len(shop.messages(conversation)) >= 3)
    expect(one.mine).to_have_text(["Hello from both", "Left", "Right"])
    expect(other.mine).to_have_text(["Hello from both", "Left", "Right"])
    assert shop.messages(conversation) == ["Hello from both", "Left", "Right"]


# Not everybody may


def test_no_bubble_on_a_page_that_may_not_use_the_key(shop: Shop, site: Site, page: Page) -> None:
    key = shop.tenant.new_key(domains=["shop.example.com"])
    warned = warnings_of(page)
    with page.expect_console_message(lambda line: line.text.startswith("Connextlive")):
        page.goto(site.put("/", a_page(shop.stack, key.plain)))
    expect(page.locator("connextlive-widget")).to_have_count(0)
    ours = [line for line in warned if line.startswith("Connextlive")]
    assert ours == ["Connextlive: the chat is not shown: This origin may not use the API key"]


@pytest.mark.parametrize(
    ("key", "reason"), [("deleted", "Invalid API key"), ("nonsense", "is not an API key"), ("", "no data-api-key")]
)
def test_no_bubble_without_a_good_key(shop: Shop, site: Site, page: Page, key: str, reason: str) -> None:
    if key == "deleted":
        made = shop.tenant.new_key()
        shop.tenant.delete(f"/api/tenant/api-keys/{made.id}").ok()
        key = made.plain
    warned = warnings_of(page)
    with page.expect_console_message(lambda line: line.text.startswith("Connextlive")):
        page.goto(site.put("/", a_page(shop.stack, key)))
    expect(page.locator("connextlive-widget")).to_have_count(0)
    ours = [line for line in warned if line.startswith("Connextlive")]
    assert len(ours) == 1, ours
    assert reason in ours[0]


def test_the_bubble_is_removed_when_its_key_is_deleted(
    shop: Shop, site: Site, page: Page, context: BrowserContext
) -> None:
    widget = visit(page, shop.page(site)).open()
    refusal = {"statusCode": 401, "statusMessage": "Invalid API key", "data": None}
    context.route("**/api/widget/**", lambda route: route.fulfill(status=401, json=refusal))
    warned = warnings_of(page)
    with page.expect_console_message(lambda line: line.text.startswith("Connextlive")):
        page.reload()
    page.wait_for_timeout(5_000)
    expect(widget.host).to_have_count(0)
    ours = [line for line in warned if line.startswith("Connextlive")]
    assert ours == ["Connextlive: the chat is not shown: Invalid API key"]


# Afterwards


def test_a_closed_conversation_is_rated_once(shop: Shop, site: Site, page: Page, screenshot: Photograph) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Rate this")
    conversation = shop.conversation("Rate this")
    shop.agent.sends(conversation, "Here you are").ok()
    shop.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    group = widget.panel.get_by_role("group", name="How was it?")
    expect(group).to_be_visible()
    expect(group.get_by_role("radio").last).to_be_in_viewport(ratio=1)
    group.get_by_role("radio", name="4 of 5").check()
    expect(widget.panel.get_by_text("Thank you for your rating.")).to_be_visible()
    assert shop.tenant.conversation(conversation)["rating"]["score"] == 4
    widget.panel.get_by_placeholder("Would you like to add something?").fill("Quick!")
    screenshot(page, "widget-rating")
    widget.panel.get_by_role("button", name="Send comment").click()
    expect(widget.panel.get_by_role("button", name="Send comment")).to_be_hidden()
    rating = shop.tenant.conversation(conversation)["rating"]
    assert (rating["score"], rating["comment"]) == (4, "Quick!")
    widget = visit(page, shop.page(site))
    expect(widget.panel.get_by_text("Thank you for your rating.")).to_be_visible()
    expect(widget.panel.get_by_role("radio")).to_have_count(0)
    widget.say("One more thing")
    expect(widget.panel.get_by_text("Thank you for your rating.")).to_be_hidden()
    soon(lambda: shop.tenant.conversation(conversation)["status"] == "WAITING")


# For everybody


def test_the_keyboard_is_enough(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site))
    page.get_by_label("Search").focus()
    page.keyboard.press("Tab")
    expect(widget.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(widget.box).to_be_focused()
    page.keyboard.type("Typed")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in two lines")
    page.keyboard.press("Enter")
    expect(widget.mine).to_have_text(["Typed\nin two lines"])
    widget.state("Sent")
    conversation = shop.conversation("Typed\nin two lines")
    for _ in range(12):  # round and round, never out
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "connextlive-widget"
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.localName") == "connextlive-widget"
    shop.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    radio = widget.panel.get_by_role("radio", name="1 of 5")
    expect(radio).to_be_visible()
    widget.box.focus()
    _press_until(page, "Tab", "input[type=radio]")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(widget.panel.get_by_text("Thank you for your rating.")).to_be_focused()
    assert shop.tenant.conversation(conversation)["rating"]["score"] == 5
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def _press_until(page: Page, key: str, selector: str) -> None:
    focused = "selector => document.activeElement.shadowRoot?.activeElement?.matches(selector) ?? false"
    for _ in range(12):
        page.keyboard.press(key)
        if page.evaluate(focused, selector):
            return
    pytest.fail(f"{key} does not lead to {selector}")


def test_focus_returns_to_what_opened_the_chat(shop: Shop, site: Site, page: Page) -> None:
    button = '<button id="help" onclick="Connextlive(\'open\')">Help</button>'
    widget = visit(page, shop.page(site, body=button))
    page.locator("#help").click()
    expect(widget.panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_focused()


@pytest.mark.parametrize("look", ["light", "dark", "rtl", "mobile", "pale"])
def test_axe_finds_nothing(
    shop: Shop, site: Site, new_context: Contexts, axe: Callable[..., None], screenshot: Photograph, look: str
) -> None:
    options: dict[str, Any] = {"color_scheme": "dark" if look in ("dark", "mobile") else "light"}
    if look == "mobile":
        options |= {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
    page = new_context(**options, reduced_motion="reduce").new_page()
    if look == "pale":
        shop.tenant.put("/api/tenant/workspace", {"settings": {"widget": {"color": "#f5d90a"}}}).ok()
    widget = visit(page, shop.page(site, tag='dir="rtl"' if look == "rtl" else ""))
    axe(page)
    widget.open()
    axe(page)
    widget.say(f"Is this {look}? https://example.com")
    conversation = shop.conversation(f"Is this {look}? https://example.com")
    shop.agent.sends(conversation, "Let us see").ok()
    widget.attach({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    widget.uploaded()
    expect(widget.theirs.last).to_have_text("Let us see")
    axe(page)
    screenshot(page, f"widget-{look}-open")
    widget.box.press("Enter")
    expect(widget.log.get_by_role("link", name="Download a.pdf")).to_be_visible()
    shop.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    widget.panel.get_by_role("radio", name="5 of 5").check()
    axe(page)
    screenshot(page, f"widget-{look}-rating")
    widget.panel.get_by_role("button", name="Close chat").click()
    shop.agent.sends(conversation, "PS: one more thing").ok()
    expect(widget.teaser).to_be_visible(timeout=30_000)
    axe(page)
    screenshot(page, f"widget-{look}-closed")
    if look == "pale":
        shop.tenant.put("/api/tenant/workspace", {"settings": {"widget": {"color": "#2563eb"}}}).ok()


def test_a_telephone_shows_the_chat_alone(shop: Shop, site: Site, new_context: Contexts) -> None:
    telephone: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
    page = new_context(**telephone, reduced_motion="reduce").new_page()
    widget = visit(page, shop.page(site))
    widget.launcher.tap()
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    assert widget.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    expect(widget.launcher).to_be_hidden()
    widget.panel.get_by_role("button", name="Close chat").tap()
    expect(widget.launcher).to_be_visible()


def test_who_wants_less_motion_gets_none(shop: Shop, site: Site, new_context: Contexts) -> None:
    still, moving = (
        visit(new_context(reduced_motion=wish).new_page(), shop.page(site)).open()
        for wish in ("reduce", "no-preference")
    )
    name = "element => getComputedStyle(element).animationName"
    assert (still.panel.evaluate(name), moving.panel.evaluate(name)) == ("none", "open")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Bir mesaj yazın …"),
        ("de", "Nachricht schreiben …"),
        ("es", "Escriba un mensaje …"),
        ("xx", "Write a message …"),
    ],
)
def test_it_uses_the_language_of_the_tag(shop: Shop, site: Site, page: Page, language: str, words: str) -> None:
    widget = visit(page, shop.page(site, attributes=f'data-language="{language}"')).open()
    expect(widget.box).to_have_attribute("placeholder", words)


# The workspace's settings


def test_it_looks_as_configured_by_the_workspace(tenant: Tenant, stack: str, site: Site, page: Page) -> None:
    settings = {"color": "#7c3aed", "position": "left", "greeting": {"de": "Moin!"}, "title": "Lampen", "theme": "dark"}
    tenant.put("/api/tenant/workspace", {"language": "de", "settings": {"widget": settings}}).ok()
    widget = visit(page, Shop(stack, tenant, tenant.agent, tenant.key).page(site)).open()
    expect(widget.theirs).to_have_text(["Moin!"])
    expect(widget.panel.locator(".title")).to_have_text("Lampen")
    expect(widget.host.locator("section")).to_have_attribute("data-theme", "dark")
    accent = widget.host.locator("section").evaluate("e => getComputedStyle(e).getPropertyValue('--accent')")
    assert accent == "rgb(124 58 237)"
    box = widget.launcher.bounding_box()
    assert box is not None
    assert box["x"] < 100


@pytest.mark.parametrize("action", ["send", "fill"])
def test_who_has_not_written_yet_sees_the_team_and_questions_to_begin_with(
    tenant: Tenant, stack: str, site: Site, page: Page, axe: Callable[..., None], screenshot: Photograph, action: str
) -> None:
    question = {"en": "Do you ship to Norway?", "de": "Liefern Sie nach Norwegen?"}
    settings = {
        "replyTime": "minutes",
        "team": [tenant.agent.id],
        "starterQuestions": [question, "Where is my order?"],
        "starterAction": action,
    }
    tenant.put("/api/tenant/workspace", {"settings": {"widget": settings}}).ok()
    shop = Shop(stack, tenant, tenant.agent, tenant.key)
    widget = visit(page, shop.page(site)).open()
    questions = widget.panel.get_by_role("group", name="Questions to begin with")
    expect(questions.get_by_role("button")).to_have_text(["Do you ship to Norway?", "Where is my order?"])
    expect(widget.panel).to_contain_text("We usually reply within minutes")
    expect(widget.panel.locator(".welcome")).to_contain_text(f"{tenant.agent.name} will answer you")
    axe(page)
    screenshot(page, f"widget-welcome-{action}")
    questions.get_by_role("button").first.click()
    if action == "fill":
        expect(widget.box).to_have_value("Do you ship to Norway?")
        expect(questions).to_be_visible()
        widget.box.press("Enter")
    expect(widget.mine).to_have_text(["Do you ship to Norway?"])
    expect(questions).to_be_hidden()
    page.reload()
    expect(widget.mine).to_have_text(["Do you ship to Norway?"])
    expect(questions).to_have_count(0)


def test_a_setting_that_nobody_knows_does_no_harm(tenant: Tenant, stack: str, site: Site, page: Page) -> None:
    unheard_of = {"title": "", "color": "red", "unheardOf": {"a": [None]}, "workspaceName": "Mine", "settings": 7}
    tenant.put("/api/tenant/workspace", {"settings": {"widget": unheard_of}}).ok()
    warned = warnings_of(page)
    widget = visit(page, Shop(stack, tenant, tenant.agent, tenant.key).page(site)).open()
    expect(widget.theirs).to_have_text(["Hello! How can we help?"])
    assert warned == []


# On other people's pages


HOSTILE = """<style>
  body * { display: none !important; all: unset !important; color: red !important; font: 40px serif !important;
    position: static !important; transform: rotate(9deg) !important; opacity: 0.1 !important }
  button, textarea, div, section { width: 999px !important; border: 9px solid red !important; margin: 50px !important }
  .launcher, .panel, .message { display: none !important }
  html { font-size: 40px }
</style>"""
LOOKS = """element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const { color, fontSize, fontFamily, opacity, visibility, display, transform } = getComputedStyle(element);
  return { x, y, width, height, color, fontSize, fontFamily, opacity, visibility, display, transform };
}"""


def test_a_pages_rules_do_not_reach_in_nor_ours_out(shop: Shop, site: Site, new_context: Contexts) -> None:
    body = '<div class="panel">The page\'s own</div><button class="launcher">Its own, too</button>'
    plain = site.put("/none", a_page(shop.stack, "", body=body))
    looks: dict[str, list[Any]] = {}
    for name, head in (("calm", ""), ("hostile", HOSTILE)):
        context = new_context(reduced_motion="reduce")
        widget = visit(context.new_page(), shop.page(site, f"/{name}", head=head, body=body)).open()
        widget.say("Do I look the same?")
        widget.state("Sent")
        parts = [widget.panel, widget.launcher, widget.box, widget.mine.last, widget.panel.locator(".title")]
        looks[name] = [part.evaluate(LOOKS) for part in parts]
    assert looks["hostile"] == looks["calm"]
    page = new_context().new_page()
    page.goto(plain)
    own = f"() => ['main .panel', 'main .launcher', 'h1'].map((s) => ({LOOKS})(document.querySelector(s)))"
    without = page.evaluate(own)
    visit(page, site.put("/calm", site.pages["/calm"][0])).open()
    assert page.evaluate(own) == without


def test_a_strict_content_security_policy_is_enough(shop: Shop, site: Site, page: Page) -> None:
    stack = shop.stack
    health = httpx.get(f"{stack}/api/health", trust_env=False).json()
    socket = re.sub(r"^(wss?://[^/]+).*", r"\1", health["websocketUrl"])
    made = shop.tenant.visitor().post(
        "/api/widget/attachments", {"files": [{"fileName": "a.png", "mimeType": "image/png", "size": 1}]}
    )
    bucket = "/".join(made.ok()["uploads"][0]["url"].split("/")[:3])
    policy = f"default-src 'none'; script-src {stack}; connect-src {stack} {socket} {bucket}; img-src {bucket}"
    page.add_init_script(
        "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
    )
    warned = warnings_of(page)
    address = site.put("/", a_page(stack, shop.key.plain), Content_Security_Policy=policy)
    page.route("**/favicon.ico", lambda route: route.abort())
    widget = visit(page, address).open()
    widget.attach({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    widget.uploaded()
    widget.box.fill("Under a strict policy")
    widget.box.press("Enter")
    expect(widget.log.get_by_role("img", name="a.png")).to_be_visible()
    shop.agent.sends(shop.conversation("Under a strict policy"), "It holds").ok()
    expect(widget.theirs.last).to_have_text("It holds")
    assert widget.panel.evaluate("element => getComputedStyle(element).position") == "fixed"
    assert [line for line in warned if "favicon" not in line] == []
    assert page.evaluate("violations") == []


def test_it_costs_a_page_little(stack: str) -> None:
    script = httpx.get(f"{stack}/widget.js", trust_env=False)
    assert script.status_code == 200
    assert script.headers["content-type"].startswith("text/javascript")
    assert len(gzip.compress(script.content, 9)) < LIMIT


def test_what_the_first_picture_does_not_need_is_loaded_when_it_is_needed(shop: Shop, site: Site, page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if "/widget/assets/" in request.url else None)
    # A page with a nonce allows no other scripts, and the parts come from the script's origin, not from the page's.
    policy = "script-src 'nonce-n0nce'"
    widget = visit(
        page,
        shop.page(
            site, attributes='nonce="n0nce"', head=f"""<meta http-equiv="Content-Security-Policy" content="{policy}">"""
        ),
    )
    widget.open().say("Look at this")
    assert loaded == []
    page.route(PARTS, lambda route: route.abort())
    widget.attach({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    expect(widget.panel.get_by_role("alert")).to_have_text("a.png could not be uploaded.")
    page.unroute(PARTS)
    widget.attach({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    widget.uploaded()
    assert [re.sub(r"-[0-9a-f]{8}", "", url) for url in loaded] == [f"{shop.stack}/widget/assets/uploads.js"] * 2


def test_commands_from_before_it_loaded_are_run(shop: Shop, site: Site, page: Page) -> None:
    early = """<script>window.Connextlive = function () { (Connextlive.q = Connextlive.q || []).push(arguments) };
      Connextlive('open'); Connextlive('identify', {userName: 'Ella Early'}); Connextlive('nonsense');</script>"""
    warned = warnings_of(page)
    widget = visit(page, shop.page(site, head=early))
    expect(widget.panel).to_be_visible()
    widget.say("I was early")
    visitor = shop.tenant.conversation(shop.conversation("I was early"))["visitor"]
    assert visitor["userName"] == "Ella Early"
    assert warned == ['Connextlive: unknown command "nonsense"']
    page.evaluate("Connextlive('close')")
    expect(widget.panel).to_be_hidden()


# The demo


def test_a_newcomer_chats_with_themself(demo: Demo, page: Page, screenshot: Photograph) -> None:
    widget = visit(page, demo.url)
    expect(page.locator("#answer")).to_contain_text(demo.agent_email)
    expect(page.get_by_role("link", name="console")).to_have_attribute("href", "../console/")
    page.get_by_role("button", name="Ask us something").click()
    expect(widget.panel).to_be_visible()
    widget.say("Is Alma dimmable?")
    widget.state("Sent")
    waiting = demo.agent.get("/api/agent/conversations", status="waiting").ok()["conversations"]
    conversation = next(one for one in waiting if one["lastMessage"]["content"] == "Is Alma dimmable?")["id"]
    demo.agent.post(f"/api/agent/conversations/{conversation}/messages", {"content": "To the last glow."}).ok()
    expect(widget.theirs.last).to_have_text("To the last glow.")
    screenshot(page, "demo")


def test_the_demo_page_has_no_violations(demo: Demo, browser: Browser, axe: Callable[..., None]) -> None:
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
        visit(page, demo.url)
        axe(page)
        page.close()


def test_the_committed_script_is_the_one_that_is_served(stack: str) -> None:
    committed = Path(__file__).resolve().parents[2] / "web/dist/widget.js"
    assert httpx.get(f"{stack}/widget.js", trust_env=False).content == committed.read_bytes()
