"""What the widget does when answers, frames and other tabs come in an order that nobody would choose."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.api.builders import PDF, a_mailed_code
from tests.api.client import Api, an_email

from .conftest import Site
from .test_widget import PARTS, Shop, an_identity_hash, soon
from .widget import Widget, visit

SESSIONS = "**/api/widget/sessions"
MESSAGES = "**/api/widget/messages?*"
CONVERSATIONS = "**/api/widget/conversations?*"
ATTACHMENTS = "**/api/widget/attachments"
REFUSED = {"statusCode": 403, "statusMessage": "Chat unavailable", "data": {"code": "CHAT_UNAVAILABLE"}}
WRONG_HASH = {"statusCode": 401, "statusMessage": "Invalid identity hash", "data": None}
ANYBODY = {"Access-Control-Allow-Origin": "*"}
A_FILE = {"name": "terms.pdf", "mimeType": "application/pdf", "buffer": PDF}
# With this, commands can be called before the script has loaded.
EARLY = "window.Connextlive = function () { (Connextlive.q = Connextlive.q || []).push(arguments) };"


@pytest.fixture(scope="module")
def shop(stack: str, api: Api) -> Shop:
    """Shared by all tests here: each has its own visitors."""
    tenant = api.register("Lumen & Oak")
    return Shop(stack, tenant, tenant.agent, tenant.key)


@pytest.fixture
def several(stack: str, api: Api) -> Shop:
    """A workspace whose visitors may have several conversations."""
    tenant = api.register("Lumen & Oak")
    tenant.put("/api/tenant/workspace", {"settings": {"conversations": {"rule": "several"}}}).ok()
    return Shop(stack, tenant, tenant.agent, tenant.key)


@pytest.fixture
def asking(stack: str, api: Api) -> Shop:
    """A workspace that asks for a name before the first message."""
    tenant = api.register("Lumen & Oak")
    form = {"enabled": True, "fields": [{"field": "userName", "isRequired": True}]}
    tenant.put("/api/tenant/workspace", {"settings": {"forms": {"preChat": form}}}).ok()
    return Shop(stack, tenant, tenant.agent, tenant.key)


class Late:
    """The page's first request of a kind, which the server has answered, and the page does not know it yet."""

    def __init__(self, page: Page, url: str | re.Pattern[str], method: str = "GET") -> None:
        self.page, self.url, self.method = page, url, method
        self.is_made = False
        self.held: list[tuple[Route, APIResponse]] = []
        page.route(url, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_made or route.request.method != self.method:
            route.fallback()
            return
        self.is_made = True  # others may come while the server answers
        self.held.append((route, route.fetch()))

    def wait(self) -> None:
        """Until the request was made."""
        soon(lambda: self.page.wait_for_timeout(50) or len(self.held) == 1)

    def arrives(self, **instead: object) -> None:
        """The answer arrives, or another one in its place."""
        ((route, answer),) = self.held
        with self.page.expect_response(self.url):
            route.fulfill(**(instead or {"response": answer}))
        settle(self.page)


def settle(page: Page) -> None:
    """Lets the page do what it does at once."""
    page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))")


def asked(page: Page, what: str) -> list[str]:
    """The page's requests from now on whose method and URL have this in them."""
    found: list[str] = []

    def note(line: str) -> None:
        if what in line:
            found.append(line)

    page.on("request", lambda request: note(f"{request.method} {request.url}"))
    return found


class Line(NamedTuple):
    """The sockets of a page, and what it sends on them. While it is down, none opens."""

    sockets: list[WebSocketRoute]
    sent: list[tuple[int, dict[str, object]]]
    down: list[bool]


def line_of(page: Page) -> Line:
    line = Line([], [], [])

    def connect(socket: WebSocketRoute) -> None:
        if line.down:
            socket.close()
            return
        line.sockets.append(socket)
        number, server = len(line.sockets), socket.connect_to_server()

        def up(frame: str | bytes) -> None:
            line.sent.append((number, json.loads(frame)))
            server.send(frame)

        socket.on_message(up)

    page.route_web_socket(re.compile(r"/ws\?token="), connect)
    return line


def opened(page: Page, line: Line, number: int) -> None:
    soon(lambda: page.wait_for_timeout(50) or len(line.sockets) == number)


# Another visitor while requests of the former one are on their way


def test_a_session_that_was_asked_for_before_logging_out_is_nobodys(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("This is mine alone")
    widget.state("Sent")
    late = Late(page, SESSIONS, "POST")
    page.evaluate("Connextlive('identify', {userName: 'Una'})")
    late.wait()
    page.evaluate("Connextlive('reset')")
    late.arrives()
    widget.open()
    expect(widget.messages).to_have_count(0)
    widget.say("And I am somebody else")
    widget.state("Sent")
    conversation = shop.conversation("And I am somebody else")
    assert shop.messages(conversation) == ["And I am somebody else"]


def test_a_refusal_of_who_has_logged_out_refuses_nobody_else(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site, attributes='data-external-id="user-1" data-identity-hash="00"'))
    late = Late(page, SESSIONS, "POST")
    widget.open()
    late.wait()
    page.evaluate("Connextlive('reset')")
    late.arrives(status=401, json=WRONG_HASH, headers=ANYBODY)
    widget.open().say("Nobody vouches for me")
    widget.state("Sent")


def test_no_session_is_opened_for_who_has_withdrawn_consent_meanwhile(shop: Shop, site: Site, page: Page) -> None:
    page.clock.install()
    widget = visit(page, shop.page(site))
    page.route(SESSIONS, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        widget.open()
    page.evaluate("Connextlive('forget')")
    sessions = asked(page, "POST")
    page.clock.run_for(60_000)  # any attempt that is still to come
    assert sessions == []


def test_a_blocked_visitors_refusal_is_not_the_next_ones(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Somebody whom we block")
    widget.state("Sent")
    late = Late(page, MESSAGES)
    page.reload()
    late.wait()
    page.evaluate("Connextlive('reset')")
    late.arrives(status=403, json=REFUSED, headers=ANYBODY)
    widget.open().say("Somebody whom we do not")
    widget.state("Sent")


def test_the_next_visitor_is_not_shown_the_former_ones_conversations(several: Shop, site: Site, page: Page) -> None:
    widget = visit(page, several.page(site)).open()
    widget.say("Something private")
    widget.state("Sent")
    late = Late(page, CONVERSATIONS)
    page.reload()
    late.wait()
    page.evaluate("Connextlive('reset')")
    with page.expect_response(SESSIONS):
        widget.open()
    late.arrives()
    expect(widget.panel.get_by_role("button", name="Your conversations")).to_be_hidden(timeout=1)


def test_another_visitors_first_request_is_waited_for_though_the_former_ones_ends(
    shop: Shop, site: Site, page: Page
) -> None:
    page.route_web_socket("**/ws*", lambda socket: socket.close())
    widget = visit(page, shop.page(site)).open()
    widget.say("The former one")
    widget.state("Sent")
    code = a_mailed_code(shop.tenant.visitor("Mia Mailed", userEmail=an_email("mia")))
    late = Late(page, MESSAGES)
    page.reload()
    late.wait()
    other = visit(page.context.new_page(), f"{shop.page(site)}?token={code}")
    expect(other.badge).to_have_text("1")
    next_one = Late(page, MESSAGES)
    page.evaluate("dispatchEvent(new Event('online'))")
    next_one.wait()
    fetched = asked(page, "/api/widget/messages?")
    late.arrives()
    page.evaluate("dispatchEvent(new Event('online'))")
    settle(page)
    assert fetched == []
    next_one.arrives()
    expect(widget.messages).to_have_text(["Write to me", "Here you are"])


def test_what_the_former_visitor_typed_is_not_shown_as_the_next_ones(several: Shop, site: Site, page: Page) -> None:
    shop = several
    shop.tenant.put("/api/tenant/workspace", {"settings": {"widget": {"typingPreview": True}}}).ok()
    people = {}
    for name in ("user-1", "user-2"):
        proof = an_identity_hash(shop, name)
        shop.tenant.visitor(externalId=name, identityHash=proof).says(f"It is {name}")
        people[name] = {"externalId": name, "identityHash": proof}
    line = line_of(page)
    page.clock.install()
    widget = visit(page, shop.page(site)).open()
    page.evaluate("who => Connextlive('identify', who)", people["user-1"])
    expect(widget.messages).to_have_text(["It is user-1"])

    def is_typing() -> bool:
        widget.box.press_sequentially(".")
        page.clock.run_for(2_100)
        return any(frame["type"] == "typing" for _, frame in line.sent)

    soon(is_typing)
    widget.box.press_sequentially("My PIN is 4711")  # sent in two seconds
    before = len(line.sockets)
    page.evaluate("who => Connextlive('identify', who)", people["user-2"])
    expect(widget.messages).to_have_text(["It is user-2"])
    soon(lambda: page.clock.run_for(10) or len(line.sockets) > before)
    page.clock.run_for(3_000)
    assert [frame for number, frame in line.sent if number > before and frame["type"] == "typing"] == []


def test_a_session_with_answers_to_the_form_is_not_opened_beside_another_one(
    asking: Shop, site: Site, page: Page
) -> None:
    widget = visit(page, asking.page(site)).open()
    widget.panel.get_by_role("textbox", name="Name").fill("Vera")
    late = Late(page, SESSIONS, "POST")
    widget.panel.get_by_role("button", name="Start the chat").click()
    late.wait()
    sessions = asked(page, "/sessions")
    page.evaluate("Connextlive('identify', {userPhone: '+49 30 123456'})")
    settle(page)
    assert sessions == []
    with page.expect_request(SESSIONS):
        late.arrives()
    widget.say("Here I am")
    widget.state("Sent")


# Files


def test_a_file_that_was_discarded_while_its_upload_failed_opens_no_session(shop: Shop, site: Site, page: Page) -> None:
    page.clock.install()
    widget = visit(page, shop.page(site)).open()
    widget.say("I shall send you the terms")
    widget.state("Sent")
    page.route(ATTACHMENTS, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        widget.attach(A_FILE)
    page.evaluate("Connextlive('forget')")
    posted = asked(page, "POST")
    page.clock.run_for(60_000)  # any attempt that is still to come
    assert posted == []


def test_a_file_that_was_removed_before_its_upload_began_is_not_uploaded(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    late = Late(page, ATTACHMENTS, "POST")
    widget.attach(A_FILE)
    late.wait()
    widget.panel.get_by_role("button", name="Remove terms.pdf").click()
    posted = asked(page, "POST")
    late.arrives()
    assert posted == []


def test_a_file_that_was_chosen_before_logging_out_is_nobodys(shop: Shop, site: Site, page: Page) -> None:
    held: list[Route] = []
    widget = visit(page, shop.page(site)).open()
    page.route(re.compile(r"/widget/assets/uploads-"), lambda route: held.append(route))
    widget.attach(A_FILE)
    soon(lambda: page.wait_for_timeout(50) or len(held) >= 1)
    page.evaluate("Connextlive('reset')")
    with page.expect_response(PARTS):
        held[0].continue_()
    settle(page)
    widget.open()
    expect(widget.panel.locator(".upload")).to_have_count(0, timeout=1)


def test_a_file_that_was_uploaded_before_the_visitor_was_identified_is_sent(shop: Shop, site: Site, page: Page) -> None:
    who = {"externalId": "user-7", "identityHash": an_identity_hash(shop, "user-7")}
    shop.tenant.visitor(externalId=who["externalId"], identityHash=who["identityHash"])  # on another device
    widget = visit(page, shop.page(site)).open()
    widget.attach(A_FILE)
    widget.uploaded()
    with page.expect_response(SESSIONS):
        page.evaluate("who => Connextlive('identify', who)", who)
    settle(page)
    widget.box.fill("Here are the terms")
    send = widget.panel.get_by_role("button", name="Send", exact=True)
    with page.expect_response(ATTACHMENTS):
        send.click()
    widget.uploaded()
    send.click()
    widget.state("Sent")
    (message,) = shop.agent.messages(shop.conversation("Here are the terms"))
    assert [one["fileName"] for one in message["attachments"]] == ["terms.pdf"]


# Other tabs, and pages that come back


def test_a_page_from_the_back_forward_cache_shows_nothing_of_who_has_logged_out(
    shop: Shop, site: Site, page: Page
) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("This page is left")
    widget.state("Sent")
    # As a later page does, of whose changes this one hears nothing; Playwright's browsers have no such cache.
    page.evaluate("Object.keys(localStorage).forEach((key) => localStorage.removeItem(key))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(widget.messages).to_have_count(0)


def test_what_was_typed_into_a_form_outlives_what_other_tabs_do(
    asking: Shop, site: Site, context: BrowserContext
) -> None:
    address = asking.page(site)
    one = visit(context.new_page(), address).open()
    name = one.panel.get_by_role("textbox", name="Name")
    name.fill("Vera")
    one.page.evaluate("addEventListener('storage', ({ key }) => { if (key.endsWith(':session')) window.heard = true })")
    other = visit(context.new_page(), address)
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # looked at, it renews the session
    one.page.wait_for_function("window.heard")
    one.page.evaluate("Connextlive('close'); Connextlive('open')")
    expect(name).to_have_value("Vera")


def test_a_page_that_names_its_user_is_not_given_the_session_of_one_that_does_not(
    shop: Shop, site: Site, context: BrowserContext
) -> None:
    named = visit(context.new_page(), shop.page(site, "/account", 'data-external-id="4711"'))
    other = visit(context.new_page(), shop.page(site)).open()
    other.say("Before the account")
    other.state("Sent")
    named.open().say("In the account")
    named.state("Sent")
    visitor = shop.tenant.conversation(shop.conversation("In the account"))["visitor"]
    assert visitor["externalId"] == "4711"


def test_what_another_tab_has_seen_is_no_more_than_what_was_there(
    shop: Shop, site: Site, context: BrowserContext
) -> None:
    address = shop.page(site)
    reader = visit(context.new_page(), address).open()
    reader.say("Tell me in both tabs")
    conversation = shop.conversation("Tell me in both tabs")
    other = visit(context.new_page(), f"{address}?other")
    other.page.keyboard.press("Escape")
    expect(other.panel).to_be_hidden()
    late = Late(reader.page, "**/api/widget/mark-read", "POST")
    shop.agent.sends(conversation, "The first").ok()
    late.wait()
    reader.page.keyboard.press("Escape")
    shop.agent.sends(conversation, "The second").ok()
    expect(other.teaser).to_contain_text("The second")
    channel = f"connextlive:{shop.tenant.id}:"
    other.page.evaluate(
        "name => { new BroadcastChannel(name).onmessage = () => setTimeout(() => { window.heard = true }) }", channel
    )
    late.arrives()
    other.page.wait_for_function("window.heard")
    expect(other.badge).to_have_text("1", timeout=1)
    expect(reader.badge).to_have_text("1", timeout=1)


@pytest.mark.parametrize("then", ["'{}'", "null"])
def test_a_tab_that_wakes_up_leaves_alone_what_others_have_made_of_the_session(
    shop: Shop, site: Site, page: Page, then: str
) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("This tab sleeps soon")
    widget.state("Sent")
    # As another tab does, of which one that was frozen has not heard yet.
    kept = page.evaluate(
        f"""() => {{
          const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
          localStorage.removeItem(key);
          if ({then}) localStorage.setItem(key, {then});
          document.dispatchEvent(new Event("visibilitychange"));
          return localStorage.getItem(key);
        }}"""
    )
    assert kept == {"null": None, "'{}'": "{}"}[then]


def test_what_a_closed_tab_has_not_sent_is_sent_by_another(shop: Shop, site: Site, context: BrowserContext) -> None:
    address = shop.page(site)
    one = visit(context.new_page(), address).open()
    one.say("Both tabs are here")
    one.state("Sent")
    other = visit(context.new_page(), address).open()
    expect(other.mine).to_have_text("Both tabs are here")
    one.page.route("**/api/widget/messages", lambda route: route.abort())
    one.say("Left behind")
    expect(other.mine.last).to_have_text("Left behind")
    one.page.close()
    other.state("Sent")
    conversation = shop.conversation("Both tabs are here")
    assert shop.messages(conversation) == ["Both tabs are here", "Left behind"]


# Messages and conversations


def test_what_could_not_be_fetched_after_a_reconnect_is_fetched_later(shop: Shop, site: Site, page: Page) -> None:
    line = line_of(page)
    widget = visit(page, shop.page(site)).open()
    widget.say("The line is bad")
    conversation = shop.conversation("The line is bad")
    shop.agent.sends(conversation, "I hear you").ok()
    expect(widget.theirs.last).to_have_text("I hear you")
    opened(page, line, 1)
    failed: list[int] = []

    def fail(route: Route) -> None:
        failed.append(len(line.sockets))
        route.fulfill(status=503, json={}, headers=ANYBODY)

    page.route(MESSAGES, fail)
    line.down.append(True)
    line.sockets[0].close()
    shop.agent.sends(conversation, "And now?").ok()
    line.down.clear()
    opened(page, line, 2)
    soon(lambda: page.wait_for_timeout(50) or 2 in failed)
    settle(page)
    page.unroute_all()
    expect(widget.theirs.last).to_have_text("And now?")


def test_nothing_is_missing_between_earlier_messages_and_those_that_were_fetched_meanwhile(
    shop: Shop, site: Site, page: Page
) -> None:
    line = line_of(page)
    visitor = shop.tenant.visitor("Lena Long", userEmail=an_email("lena"))
    for number in range(1, 61):
        conversation = visitor.says(f"Number {number}")
    code = a_mailed_code(visitor, "Number 61", answer="So many")
    widget = visit(page, f"{shop.page(site)}?token={code}").open()
    expect(widget.messages).to_have_count(50)
    opened(page, line, 1)
    late = Late(page, re.compile(r"/api/widget/messages\?.*cursor="))
    scroller = widget.panel.locator(".scroller")

    def is_asked_for() -> bool:
        # Again if something was shown before the widget heard of it, which then follows the end.
        scroller.evaluate("element => { element.scrollTop = 0 }")
        page.wait_for_timeout(100)
        return len(late.held) == 1

    soon(is_asked_for)
    page.route(re.compile(r"limit=\d+&conversationId=\w+$"), lambda route: route.fulfill(status=503, headers=ANYBODY))
    line.down.append(True)
    line.sockets[0].close()
    for number in range(3):
        shop.agent.sends(conversation, f"Answer {number}").ok()
    page.unroute(re.compile(r"limit=\d+&conversationId=\w+$"))
    expect(widget.theirs.last).to_have_text("Answer 2")
    late.arrives()
    wanted = [*(f"Number {number}" for number in range(1, 62)), "So many", *(f"Answer {number}" for number in range(3))]
    shown = widget.messages.all_inner_texts()
    assert shown == wanted[-len(shown) :]
    widget.panel.get_by_role("button", name="Earlier messages").click()
    expect(widget.messages).to_have_text(wanted)


def two_matters(several: Shop, site: Site, page: Page) -> tuple[Widget, str]:
    """The widget of a visitor with two conversations, the second one open; and the first one's ID."""
    widget = visit(page, several.page(site)).open()
    widget.say("The first matter")
    widget.state("Sent")
    widget.panel.get_by_role("button", name="Your conversations").click()
    widget.panel.get_by_role("button", name="Start a new conversation").click()
    widget.say("The second matter")
    widget.state("Sent")
    return widget, several.conversation("The first matter")


def show_the_list(widget: Widget) -> None:
    with widget.page.expect_response(CONVERSATIONS):
        widget.panel.get_by_role("button", name="Your conversations").click()


def test_a_list_of_conversations_that_frames_have_overtaken_undoes_nothing(
    several: Shop, site: Site, page: Page
) -> None:
    widget, first = two_matters(several, site, page)
    late = Late(page, CONVERSATIONS)
    page.reload()
    late.wait()
    expect(widget.mine).to_have_text("The second matter")
    several.agent.sends(first, "About the first").ok()
    unread = widget.panel.get_by_role("button", name="Your conversations, 1 unread")
    expect(unread).to_be_visible()
    late.arrives()
    expect(unread).to_be_visible(timeout=1)


def test_who_opens_a_conversation_that_has_just_been_deleted_is_shown_the_newest(
    several: Shop, site: Site, page: Page
) -> None:
    widget, first = two_matters(several, site, page)
    show_the_list(widget)
    several.tenant.delete(f"/api/tenant/conversations/{first}").ok()
    widget.panel.get_by_role("button").filter(has_text="The first matter").click()
    expect(widget.mine).to_have_text("The second matter")


def test_who_opens_a_conversation_that_is_deleted_meanwhile_is_shown_the_newest(
    several: Shop, site: Site, page: Page
) -> None:
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))
    widget, first = two_matters(several, site, page)
    show_the_list(widget)
    late = Late(page, re.compile(rf"conversationId={first}"))
    widget.panel.get_by_role("button").filter(has_text="The first matter").click()
    late.wait()
    several.tenant.delete(f"/api/tenant/conversations/{first}").ok()
    soon(lambda: page.wait_for_timeout(50) or any("conversation.deleted" in frame for frame in told))
    late.arrives()
    expect(widget.mine).to_have_text("The second matter")


# Commands in an order that nobody expects


@pytest.mark.parametrize("said", ["'close'", "'reset'"])
def test_a_page_may_close_the_panel_before_the_widget_has_started(
    shop: Shop, site: Site, page: Page, said: str
) -> None:
    visit(page, shop.page(site)).open()
    widget = visit(page, shop.page(site, "/next", head=f"<script>{EARLY} Connextlive({said})</script>"))
    page.wait_for_function("Connextlive.isLoaded")
    settle(page)
    expect(widget.panel).to_be_hidden(timeout=1)


@pytest.mark.parametrize(("times", "is_open"), [(1, True), (2, False)])
def test_toggling_before_the_widget_has_started_counts(
    shop: Shop, site: Site, page: Page, times: int, is_open: bool
) -> None:
    toggles = "Connextlive('toggle');" * times
    widget = visit(page, shop.page(site, head=f"<script>{EARLY} {toggles}</script>"))
    settle(page)
    expect(widget.panel).to_be_visible(visible=is_open, timeout=1)


def test_what_a_page_has_kept_of_the_snippet_still_takes_commands(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site, head=f"<script>{EARLY} window.kept = Connextlive;</script>"))
    page.evaluate("kept('open')")
    expect(widget.panel).to_be_visible(timeout=1_000)


def test_what_was_said_before_consent_was_given_is_there_on_the_next_page(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site, attributes='data-consent="denied"')).open()
    widget.say("Nothing is stored yet")
    widget.state("Sent")
    page.evaluate("Connextlive('consent', true)")
    widget = visit(page, shop.page(site, "/next"))
    expect(widget.mine).to_have_text("Nothing is stored yet")
