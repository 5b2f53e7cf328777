"""What happens in the console while it is fetching: an answer that was read before does not hide it, and it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import APIResponse, Page, Route, WebSocketRoute, expect

from tests.api.builders import a_conversation
from tests.api.client import Tenant, becomes, eventually

from .console import enter, messages, open_conversation, reply, save, view
from .test_console_news import _listening, _notes

SOCKET = re.compile(r"/ws\?token=")
SOON = 15_000  # milliseconds: much less than the minute after which the inbox asks again in any case


def happens(page: Page, condition: Callable[[], bool]) -> None:
    """What the page's events bring about, however busy the machine is."""

    def has_happened() -> bool:
        page.wait_for_timeout(50)
        return condition()

    eventually(has_happened)


class Late:
    """An answer that the server has given and that the page gets only when it is told so: the first to a question, or
    several."""

    def __init__(self, page: Page, address: str, method: str = "GET", number: int = 1) -> None:
        self._page = page
        self._method = method
        self._left = number
        self._held: list[tuple[Route, APIResponse]] = []
        page.route(re.compile(address), self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.method == self._method and self._left:
            self._left -= 1
            self._held.append((route, route.fetch()))
        else:
            route.fallback()

    def is_given(self, number: int = 1) -> None:
        happens(self._page, lambda: len(self._held) >= number)

    def arrives(self, **of_report: str) -> None:
        route, response = self._held.pop(0)
        if of_report:
            body = response.json()
            route.fulfill(response=response, json={**body, "report": {**body["report"], **of_report}})
        else:
            route.fulfill(response=response)

    def is_lost(self) -> None:
        self._held.pop(0)[0].abort()


class Wire:
    """The page's socket: what comes through it, and how it can be cut and held back."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        self._waiting: list[str | bytes] = []
        self._is_cut = False
        self._is_held = False
        self._is_without_messages = False
        self.types: list[str] = []
        page.route_web_socket(SOCKET, self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close()
        else:
            self._sockets.append(socket)
            socket.connect_to_server().on_message(self._down)

    def _down(self, frame: str | bytes) -> None:
        self.types.append(json.loads(frame)["type"])
        if self._is_without_messages and self.types[-1] == "message.created":
            return
        if self._is_held:
            self._waiting.append(frame)
        else:
            self._sockets[-1].send(frame)

    def is_open(self) -> None:
        happens(self._page, lambda: "pong" in self.types)

    def brings(self, kind: str) -> None:
        happens(self._page, lambda: kind in self.types)

    def hold(self) -> None:
        self._is_held = True

    def release(self) -> None:
        self._is_held = False
        while self._waiting:
            self._sockets[-1].send(self._waiting.pop(0))

    def cut(self) -> None:
        """From now on no message comes through it, either: its frame may be so late that the next socket has it."""
        self._is_cut = True
        self._is_without_messages = True
        self._sockets[-1].close()

    def mend(self) -> None:
        self._is_cut = False
        self.types.clear()
        self._page.evaluate("dispatchEvent(new Event('online'))")  # instead of waiting for its next attempt


# ── The open conversation ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_that_comes_while_its_conversation_is_being_opened_is_in_it(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    enter(page, stack, tenant.agent)
    wire.is_open()
    late = Late(page, f"{conversation_id}/messages")
    row = page.get_by_role("link", name="Jane Cooper")
    row.click()
    late.is_given()
    visitor.says("One more thing")
    expect(row).to_contain_text("One more thing")
    late.arrives()
    expect(page.get_by_role("log")).to_contain_text("One more thing", timeout=SOON)


def test_who_takes_a_conversation_while_it_is_being_opened_is_shown(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    conversation_id = a_conversation(tenant, userName="Jane Cooper")
    enter(page, stack, tenant, "conversations")
    wire.is_open()
    late = Late(page, f"/conversations/{conversation_id}$")
    row = page.get_by_role("link", name="Jane Cooper")
    row.click()
    late.is_given()
    tenant.agent.sends(conversation_id, "I am on it").ok()
    expect(row).to_contain_text("I am on it")
    late.arrives()
    expect(page.get_by_text("Held by Bob Agent")).to_be_visible(timeout=SOON)


def test_an_edit_that_overtakes_the_page_of_its_message_stays(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Your rates?")
    message_id = tenant.agent.sends(conversation_id, "Ninety").ok()["message"]["id"]
    for number in range(99):  # it is not on the last two pages of the thread
        visitor.says(f"Message {number}")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    wire.is_open()
    log = page.get_by_role("log")
    expect(log).to_contain_text("Message 98")
    late = Late(page, f"{conversation_id}/messages\\?page=1&")
    log.evaluate("log => log.scrollTo({top: 0})")
    late.is_given()
    tenant.agent.patch(f"/api/agent/messages/{message_id}", {"conversationId": conversation_id, "content": "Ten"}).ok()
    wire.brings("message.updated")
    late.arrives()
    log.evaluate("log => log.scrollTo({top: 0})")
    happens(page, lambda: messages(page)[:2] == ["Your rates?", "Ten"])


def test_a_conversation_that_was_deleted_is_not_brought_back_by_what_was_read_before(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    conversation_id = a_conversation(tenant, userName="Jane Cooper")
    enter(page, stack, tenant, "conversations")
    wire.is_open()
    late = Late(page, f"{conversation_id}/messages")
    page.get_by_role("link", name="Jane Cooper").click()
    late.is_given()
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    expect(page.get_by_text("This conversation no longer exists")).to_be_visible()
    late.arrives()
    page.wait_for_timeout(300)
    expect(page.get_by_role("complementary", name="Visitor")).to_have_count(0)


def test_whoever_has_left_a_conversation_for_another_keeps_their_list(page: Page, stack: str, tenant: Tenant) -> None:
    for name in ("Ann", "Ben"):
        a_conversation(tenant, userName=name)
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    open_conversation(page, "Ann")
    late = Late(page, "/messages$", "POST")
    reply(page, "Here I am")
    late.is_given()
    open_conversation(page, "Ben")
    with page.expect_response("**/api/agent/conversations?*"):
        late.arrives()
    expect(page.get_by_role("button", name="Waiting")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("region", name="Conversations").get_by_role("link", name="Ben")).to_be_visible()


def test_what_is_confirmed_is_done_to_the_conversation_that_was_asked_about(
    page: Page, stack: str, tenant: Tenant
) -> None:
    ann, ben = (a_conversation(tenant, status="ACTIVE", userName=name) for name in ("Ann", "Ben"))
    enter(page, stack, tenant.agent)
    open_conversation(page, "Ann")
    open_conversation(page, "Ben")
    page.keyboard.press("e")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    page.evaluate("history.back()")
    page.wait_for_url(f"**/inbox/{ann}")
    dialog.get_by_role("button", name="Resolve").click()
    becomes(lambda: [tenant.conversation(one)["status"] for one in (ann, ben)], ["ACTIVE", "CLOSED"])


def test_a_message_of_which_only_the_response_was_lost_is_not_said_to_be_unsent(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    for name in ("Ann", "Ben"):
        a_conversation(tenant, status="ACTIVE", userName=name)
    enter(page, stack, tenant.agent)
    wire.is_open()
    open_conversation(page, "Ann")
    late = Late(page, "/messages$", "POST")
    reply(page, "Here I am")
    late.is_given()
    expect(page.get_by_role("link", name="Ann")).to_contain_text("Here I am")
    open_conversation(page, "Ben")
    with page.expect_event("requestfailed"):
        late.is_lost()
    page.wait_for_timeout(1500)
    assert page.get_by_text("A message was not sent").count() == 0


HIDE = "Object.defineProperty(document, 'hidden', { get: () => window.isHidden, configurable: true })"


def test_what_comes_while_its_conversation_is_being_marked_as_read_is_marked_later(
    page: Page, stack: str, tenant: Tenant
) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, visitor=visitor)
    enter(page, stack, tenant.agent)
    view(page, "Waiting")
    late = Late(page, "/mark-read$", "POST")
    open_conversation(page, "Jane Cooper")
    late.is_given()
    page.evaluate(f"window.isHidden = true; {HIDE}")
    visitor.says("One more thing")
    expect(page.get_by_role("log")).to_contain_text("One more thing")
    late.arrives()
    page.wait_for_timeout(300)
    page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    happens(page, lambda: tenant.conversation(conversation_id)["unreadCount"] == 0)


# ── The visitor beside it ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_that_is_being_typed_stays_when_the_visitor_writes(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    notes = page.get_by_role("textbox", name="Notes")
    notes.fill("Wants a loft")
    visitor.says("One more thing")
    expect(page.get_by_role("log")).to_contain_text("One more thing")
    expect(notes).to_have_value("Wants a loft")


def test_two_tags_that_are_added_at_once_are_both_kept(page: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    late = Late(page, "/api/agent/visitors/", "PATCH")
    field = page.get_by_role("complementary", name="Visitor").get_by_placeholder("Add…")
    field.fill("loft")
    field.press("Enter")
    late.is_given()
    field.fill("roof")
    field.press("Enter")
    page.wait_for_timeout(300)
    late.arrives()
    happens(page, lambda: tenant.see_visitor(visitor.id)["tags"] == ["loft", "roof"])
    expect(page.get_by_role("button", name="Remove loft")).to_be_visible()
    expect(page.get_by_role("button", name="Remove roof")).to_be_visible()


def test_what_colleagues_change_is_shown_to_whoever_has_saved_something_before(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = a_conversation(tenant, status="ACTIVE", visitor=visitor)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    wire.is_open()
    notes = page.get_by_role("textbox", name="Notes")
    notes.fill("Wants a loft")
    notes.blur()
    becomes(lambda: tenant.see_visitor(visitor.id)["notes"], "Wants a loft")
    wire.cut()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    tenant.patch(f"/api/tenant/visitors/{visitor.id}", {"tags": ["loft"]}).ok()
    wire.mend()
    expect(page.get_by_role("button", name="Remove loft")).to_be_visible()
    expect(notes).to_have_value("Wants a loft")


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_is_shown_though_another_is_on_its_way(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    enter(page, stack, tenant, "conversations")
    wire.is_open()
    late = Late(page, r"/api/tenant/conversations\?status", number=2)
    tenant.visitor("Ann").says("Hello?")
    late.is_given(2)  # one soon after the frame, and one later
    late.arrives()
    expect(page.get_by_role("link", name="Ann")).to_be_visible(timeout=SOON)
    late.arrives()
    expect(page.get_by_role("link", name="Ann")).to_be_visible()


def test_what_is_written_before_the_first_socket_is_open_is_shown(page: Page, stack: str, tenant: Tenant) -> None:
    page.add_init_script("performance.now = () => 100")  # however slow the start is
    health = Late(page, "/api/health$")
    page.goto(f"{stack}/console/login")
    enter_late(page, stack, tenant)
    health.is_given()
    expect(page.get_by_text("All caught up")).to_be_visible()
    tenant.visitor("Ann").says("Hello?")
    health.arrives()
    expect(page.get_by_role("link", name="Ann")).to_be_visible(timeout=SOON)


def enter_late(page: Page, stack: str, tenant: Tenant) -> None:
    """As `enter` does, but without asking for the address of the socket by itself."""
    answer = tenant.api.login(tenant.email).ok()
    kept = {name: answer[name] for name in ("token", "user", "expiresAt")}
    page.evaluate("kept => localStorage.setItem('connextlive.session', kept)", json.dumps(kept))
    page.goto(f"{stack}/console/conversations")


# ── What is told ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_that_a_list_shows_before_its_frame_comes_is_heard(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    _listening(enter(page, stack, tenant.agent))
    wire.is_open()
    wire.hold()
    tenant.visitor("Ann").says("Hello?")
    view(page, "Waiting")
    expect(page.get_by_role("link", name="Ann")).to_be_visible()
    wire.brings("message.created")
    assert _notes(page) == 0
    wire.release()
    happens(page, lambda: _notes(page) == 2)


def test_a_message_that_came_without_a_socket_is_heard_whatever_the_list_shows(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    old = tenant.visitor("Old Friend")
    old.says("From before")
    _listening(enter(page, stack, tenant.agent))
    wire.is_open()
    wire.cut()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    tenant.visitor("Ann").says("Hello?")
    wire.mend()
    happens(page, lambda: _notes(page) == 2)


def test_a_socket_that_opens_again_tells_of_nothing_from_before(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    tenant.visitor("Old Friend").says("From before")
    _listening(enter(page, stack, tenant.agent))
    wire.is_open()
    wire.cut()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    wire.mend()
    wire.is_open()
    page.wait_for_timeout(1000)
    assert _notes(page) == 0


def test_who_is_mentioned_while_there_is_no_socket_is_told(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    colleague = tenant.invite_agent("Carla Colleague")
    conversation_id = a_conversation(tenant, userName="Jane Cooper")
    with page.expect_response(re.compile("mentionsMe=true")):
        enter(page, stack, tenant.agent)
    wire.is_open()
    wire.cut()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    colleague.sends(conversation_id, "@Bob Agent please", isInternal=True, mentionIds=[tenant.agent.id]).ok()
    wire.mend()
    expect(page.get_by_text("Jane Cooper: You are mentioned")).to_be_visible()


# ── Other pages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_visitors_found_are_those_last_searched_for(page: Page, stack: str, tenant: Tenant) -> None:
    for name in ("Ann", "Ben"):
        tenant.visitor(name).says("Hello")
    enter(page, stack, tenant, "visitors")
    rows = page.get_by_role("table").get_by_role("link")
    expect(rows).to_have_count(2)
    late = Late(page, "/api/tenant/visitors.*search=Ann")
    field = page.get_by_role("searchbox", name="Search visitors")
    field.fill("Ann")
    late.is_given()
    field.fill("Ben")
    expect(rows).to_have_text([re.compile("Ben")])
    late.arrives()
    page.wait_for_timeout(300)
    expect(rows).to_have_text([re.compile("Ben")])


def test_a_visitor_who_was_left_before_they_were_there_does_not_come_back(
    page: Page, stack: str, tenant: Tenant
) -> None:
    visitor = tenant.visitor("Ann")
    visitor.says("Hello")
    enter(page, stack, tenant, "visitors")
    late = Late(page, f"/api/tenant/visitors/{visitor.id}$")
    page.get_by_role("link", name="Ann").click()
    late.is_given()
    page.go_back()
    late.arrives()
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_of_two_changes_of_the_profile_the_last_one_remains(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant.agent, "profile")
    late = Late(page, "/api/agent/profile$", "PATCH")
    page.get_by_role("switch", name="Sound").click()
    late.is_given()
    page.get_by_label("Name").fill("Robert")
    page.get_by_role("button", name="Save").click()
    page.wait_for_timeout(1000)
    late.arrives()
    expect(page.get_by_role("heading", name="Robert")).to_be_visible(timeout=SOON)
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name="Robert")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Robert")
    expect(page.get_by_role("switch", name="Sound")).not_to_be_checked()


def test_an_availability_that_changes_while_the_profile_is_fetched_is_shown(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    late = Late(page, "/api/agent/profile$")
    enter(page, stack, tenant.agent)
    wire.is_open()
    late.is_given()
    tenant.agent.patch("/api/agent/profile", {"availability": "BUSY"}).ok()
    wire.brings("availability.changed")
    late.arrives()
    page.wait_for_timeout(300)
    page.get_by_label("Your account").click()
    expect(page.get_by_role("menuitemradio", name="Busy")).to_be_checked()


def test_who_becomes_busy_while_the_live_page_is_fetched_is_shown_as_busy(
    page: Page, stack: str, tenant: Tenant
) -> None:
    wire = Wire(page)
    late = Late(page, "/api/tenant/live$")
    enter(page, stack, tenant, "live")
    wire.is_open()
    late.is_given()
    tenant.agent.patch("/api/agent/profile", {"availability": "BUSY"}).ok()
    wire.brings("availability.changed")
    late.arrives()
    team = page.get_by_role("region", name="Team").get_by_role("row")
    expect(team.nth(1)).to_contain_text("Busy", timeout=SOON)


def test_two_proactive_messages_that_are_turned_off_at_once_are_both_off(
    page: Page, stack: str, tenant: Tenant
) -> None:
    both = [{"id": name, "text": {"en": f"Say {name}"}, "afterSeconds": 5} for name in ("one", "two")]
    tenant.put("/api/tenant/workspace", {"settings": {"proactive": {"messages": both}}}).ok()
    enter(page, stack, tenant, "settings")
    first, second = (page.get_by_role("switch", name=f"Say {name}") for name in ("one", "two"))
    late = Late(page, "/api/tenant/workspace$", "PUT")
    first.click()
    late.is_given()
    second.click()
    page.wait_for_timeout(300)
    late.arrives()

    def are_on() -> list[bool]:
        settings = tenant.get("/api/tenant/workspace").ok()["workspace"]["settings"]
        return [message.get("enabled", True) for message in settings["proactive"]["messages"]]

    happens(page, lambda: are_on() == [False, False])
    expect(first).not_to_be_checked()
    expect(second).not_to_be_checked()


def test_what_is_changed_while_settings_are_being_saved_is_not_forgotten(
    page: Page, stack: str, tenant: Tenant
) -> None:
    enter(page, stack, tenant, "settings")
    page.get_by_role("switch", name="Sound for visitors").click()
    late = Late(page, "/api/tenant/workspace$", "PUT")
    bar = page.get_by_role("region", name="Unsaved changes")
    bar.get_by_role("button", name="Save").click()
    late.is_given()
    page.get_by_role("switch", name="Sound for agents").click()
    late.arrives()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    save(page)
    settings = tenant.get("/api/tenant/workspace").ok()["workspace"]["settings"]
    assert (settings["notifications"]["visitorSound"], settings["notifications"]["agentSound"]) == (False, False)


def test_no_topic_can_be_added_before_the_others_are_there(page: Page, stack: str, tenant: Tenant) -> None:
    """They are saved together: it would have replaced them."""
    tenant.put("/api/tenant/topics", {"topics": [{"name": "Billing"}]}).ok()
    late = Late(page, "/api/tenant/topics$")
    enter(page, stack, tenant, "settings")
    late.is_given()
    topics = page.get_by_role("region", name="Topics")
    expect(topics.get_by_role("button", name="Add")).to_be_disabled()
    late.arrives()
    topics.get_by_role("button", name="Add").click()
    expect(topics.get_by_role("textbox", name="Topic", exact=True).first).to_have_value("Billing")


def test_the_deliveries_shown_are_those_of_the_webhook_last_chosen(page: Page, stack: str, tenant: Tenant) -> None:
    first, second = (
        tenant.post("/api/tenant/webhooks", {"url": f"https://crm.company.com/{name}", "events": ["*"]}).ok()["webhook"]
        for name in ("one", "two")
    )
    enter(page, stack, tenant, "webhooks")
    late = Late(page, f"{first['id']}/deliveries")
    one, two = (page.get_by_role("region", name=webhook["url"]) for webhook in (first, second))
    one.get_by_role("button", name="Deliveries").click()
    late.is_given()
    two.get_by_role("button", name="Deliveries").click()
    expect(two.get_by_role("table")).to_contain_text("Nothing was sent yet")
    late.arrives()
    page.wait_for_timeout(300)
    expect(two.get_by_role("table")).to_be_visible()
    assert one.get_by_role("table").count() == 0


def test_a_report_is_not_looked_at_again_by_whoever_has_left_it(page: Page, stack: str, tenant: Tenant) -> None:
    report_id = tenant.post("/api/tenant/reports", {"period": "week"}).ok()["report"]["id"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    late = Late(page, f"/api/tenant/reports/{report_id}$")
    enter(page, stack, tenant, f"reports/{report_id}")
    late.is_given()
    page.get_by_role("link", name="Visitors").click()
    expect(page.get_by_role("heading", name="Visitors", level=1)).to_be_visible()
    asked.clear()
    late.arrives(status="PENDING")
    page.wait_for_timeout(2500)
    assert [url for url in asked if report_id in url] == []


def test_who_became_busy_while_there_was_no_socket_is_shown_as_busy(page: Page, stack: str, tenant: Tenant) -> None:
    wire = Wire(page)
    colleague = tenant.invite_agent("Carla Colleague")
    conversation_id = a_conversation(tenant, agent=tenant.agent, status="ACTIVE", userName="Jane Cooper")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    wire.is_open()
    page.get_by_role("button", name="Assign").click()
    row = page.get_by_role("menuitem", name="Carla Colleague")
    expect(row).not_to_contain_text("Busy")
    page.keyboard.press("Escape")
    wire.cut()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    colleague.patch("/api/agent/profile", {"availability": "BUSY"}).ok()
    with page.expect_response("**/api/agent/agents"):
        wire.mend()
    page.get_by_role("button", name="Assign").click()
    expect(row).to_contain_text("Busy", timeout=SOON)
