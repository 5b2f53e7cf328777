"""The console with a bad connection: interruptions, dead sockets, hidden tabs, expired links, plain HTTP."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.api.builders import PDF, PNG, a_conversation
from tests.api.client import Tenant, becomes, eventually

from .console import enter, messages, reply

SOCKET = "**/ws?*"
# The clock can be moved, and everything else goes on as it does: what ticks in a worker, too.
MOVABLE_CLOCK = """
  let ahead = 0
  const now = Date.now.bind(Date)
  Date.now = () => now() + ahead
  window.move = (seconds) => { ahead += seconds * 1000 }
"""


@pytest.fixture
def timed(page: Page) -> Page:
    """A page with `move(seconds)`."""
    page.add_init_script(MOVABLE_CLOCK)
    return page


def move(page: Page, seconds: int) -> None:
    page.evaluate("(seconds) => move(seconds)", seconds)


def is_a_ping(frame: str | bytes) -> bool:
    return bool(json.loads(frame)["type"] == "ping")


# ── Interruptions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_interruption_of_several_pages_leaves_no_gap(page: Page, stack: str, tenant: Tenant) -> None:
    page.route_web_socket(SOCKET, lambda socket: socket.close())
    visitor = tenant.visitor("Jane Cooper")
    written = [f"Message {number}" for number in range(110)]
    for text in written[:40]:
        conversation_id = visitor.says(text)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.get_by_role("log")).to_contain_text("Message 39")
    page.context.set_offline(True)
    for text in written[40:]:
        visitor.says(text)
    page.context.set_offline(False)
    expect(page.get_by_role("log")).to_contain_text("Message 109")
    assert messages(page) == written


def test_a_socket_that_died_without_a_word_is_noticed(timed: Page, stack: str, tenant: Tenant) -> None:
    opened: list[WebSocketRoute] = []
    pings = 0
    is_dead = False

    def passes(socket: WebSocketRoute) -> None:
        nonlocal pings
        opened.append(socket)
        is_first = len(opened) == 1
        server = socket.connect_to_server()

        def up(frame: str | bytes) -> None:
            nonlocal pings
            pings += is_a_ping(frame)
            if not (is_first and is_dead):
                server.send(frame)

        socket.on_message(up)
        server.on_message(lambda frame: None if is_first and is_dead else socket.send(frame))

    timed.route_web_socket(SOCKET, passes)
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Hello?")
    enter(timed, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(timed.get_by_role("log")).to_contain_text("Hello?")
    opened.clear()
    timed.reload()
    expect(timed.get_by_role("log")).to_contain_text("Hello?")
    eventually(lambda: _waited(timed, len(opened) == 1))
    is_dead, pings = True, 0
    visitor.says("Anybody?")
    move(timed, 26)
    eventually(lambda: _waited(timed, pings == 1))
    move(timed, 20)  # within a minute of the last sign of life
    eventually(lambda: _waited(timed, len(opened) == 2))
    expect(timed.get_by_role("log")).to_contain_text("Anybody?")


def test_who_sent_too_many_frames_waits_as_long_as_the_server_says(timed: Page, stack: str, tenant: Tenant) -> None:
    sent: list[str] = []

    def refuses(socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(socket.send)

        def up(frame: str | bytes) -> None:
            sent.append(json.loads(frame)["type"])
            if sent[-1] == "typing":
                too_many = {"message": "Too many attempts", "code": "RATE_LIMITED", "retryAfter": 60}
                socket.send(json.dumps({"id": "evt_1", "type": "error", "time": "", "data": too_many}))

        socket.on_message(up)

    timed.route_web_socket(SOCKET, refuses)
    visitor = tenant.visitor("Jane Cooper")
    enter(timed, stack, tenant.agent, f"inbox/{visitor.says('Hello?')}")
    field = timed.get_by_role("textbox", name="Reply")

    def types() -> bool:
        move(timed, 5)  # who types says so every four seconds, once there is a connection
        field.press_sequentially("I ")
        return _waited(timed, "typing" in sent)

    eventually(types)
    sent.clear()
    for _ in range(2):
        move(timed, 28)  # longer than between two pings, and than between two frames that say who types
        field.press_sequentially("am ")
        timed.wait_for_timeout(1500)
    assert sent == []
    move(timed, 10)
    field.press_sequentially("here")
    eventually(lambda: _waited(timed, {"ping", "typing"} <= {*sent}))


def test_frames_that_come_late_bring_nothing_older_back(page: Page, stack: str, tenant: Tenant) -> None:
    """Nothing is fetched that would mend it."""
    frames: list[str | bytes] = []
    sockets: list[WebSocketRoute] = []

    def notes(socket: WebSocketRoute) -> None:
        sockets.append(socket)

        def down(frame: str | bytes) -> None:
            frames.append(frame)
            socket.send(frame)

        socket.connect_to_server().on_message(down)

    page.route_web_socket(SOCKET, notes)
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Hello?")
    enter(page, stack, tenant, f"conversations/{conversation_id}")
    row, resolve = page.get_by_role("link", name="Jane Cooper"), page.get_by_role("button", name="Resolve")
    expect(resolve).to_be_visible()
    page.route("**/api/tenant/conversations**", lambda route: route.abort())
    visitor.says("Anybody?")
    tenant.agent.sends(conversation_id, "Here I am").ok()
    expect(row).to_contain_text("Here I am")
    tenant.put(f"/api/tenant/conversations/{conversation_id}/status", {"status": "CLOSED"}).ok()
    expect(resolve).to_have_count(0)
    past = [frame for frame in frames if "conversation" in json.loads(frame)["data"]]
    assert len(past) >= 3
    for number, frame in enumerate(reversed(past)):  # with other IDs, or they would be known
        sockets[-1].send(json.dumps(json.loads(frame) | {"id": f"evt_{number}"}))
    page.wait_for_timeout(300)
    expect(row).not_to_contain_text("Anybody?")
    expect(resolve).to_have_count(0)
    assert messages(page)[:3] == ["Hello?", "Anybody?", "Here I am"]


def _waited(page: Page, condition: bool) -> bool:
    """What has happened after a moment of the page's events."""
    page.wait_for_timeout(50)
    return condition


def test_pings_go_on_where_the_pages_own_timers_stand_still(timed: Page, stack: str, tenant: Tenant) -> None:
    """As in a background tab after some minutes; the page's policy allows its worker."""
    problems: list[str] = []
    pings: list[str] = []
    timed.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    timed.add_init_script("window.setInterval = () => 0")
    timed.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda frame: pings.append(str(frame)) if is_a_ping(frame) else None),
    )
    enter(timed, stack, tenant.agent)
    expect(timed.locator(".banner")).to_have_count(0)
    eventually(lambda: _waited(timed, len(timed.workers) == 1))
    assert timed.workers[0].url.startswith(f"{stack}/console/assets/")
    move(timed, 26)
    eventually(lambda: _waited(timed, len(pings) == 1))
    assert problems == []


# ── Links to files ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_links_are_renewed_before_they_end(timed: Page, stack: str, tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Cooper")
    conversation_id = visitor.says("Your rates?")
    tenant.agent.sends_files(conversation_id, ("rates.pdf", PDF, "application/pdf")).ok()
    for number in range(60):  # the file is on an earlier page of the thread
        visitor.says(f"Message {number}")
    enter(timed, stack, tenant.agent, f"inbox/{conversation_id}")
    link = timed.get_by_role("log").get_by_role("link", name="rates.pdf")
    expect(timed.get_by_role("log")).to_contain_text("Message 59")
    before = link.get_attribute("href")
    assert before
    timed.wait_for_timeout(1_000)  # links that are signed in the same second are the same
    move(timed, 55 * 60)
    expect(link).not_to_have_attribute("href", before)


def test_a_picture_is_not_loaded_again_while_its_link_works(timed: Page, stack: str, tenant: Tenant) -> None:
    conversation_id = tenant.visitor("Jane Cooper").says("Which lamp?")
    tenant.agent.sends_files(conversation_id, ("lamp.png", PNG, "image/png")).ok()
    enter(timed, stack, tenant.agent, f"inbox/{conversation_id}")
    picture = timed.get_by_role("log").get_by_role("img", name="lamp.png")
    expect(picture).to_be_visible()
    before = picture.get_attribute("src")
    for _ in range(2):
        with timed.expect_response(lambda answer: f"{conversation_id}/messages" in answer.url):
            move(timed, 61)
    timed.wait_for_timeout(300)
    assert picture.get_attribute("src") == before


# ── Plain HTTP ──────────────────────────────────────────────────────────────────────────────────────────────────────

# What browsers leave out where a page came over plain HTTP from another machine.
WITHOUT_A_SECURE_CONTEXT = """
  Object.defineProperty(window, 'isSecureContext', { value: false })
  for (const name of ['randomUUID', 'subtle']) delete Crypto.prototype[name]
  for (const name of ['clipboard', 'locks', 'serviceWorker', 'storage']) delete Navigator.prototype[name]
  delete window.Notification
  delete window.PushManager
"""


def test_an_agent_answers_without_a_secure_context(page: Page, stack: str, tenant: Tenant) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(WITHOUT_A_SECURE_CONTEXT)
    conversation_id = a_conversation(tenant, userName="Jane Cooper")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    reply(page, "By plain HTTP")
    expect(page.get_by_text("Held by you")).to_be_visible()
    becomes(lambda: [message["content"] for message in tenant.messages(conversation_id)], ["Hello", "By plain HTTP"])
    assert problems == []
