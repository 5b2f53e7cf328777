"""The widget on pages that were not designed for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.api.builders import a_mailed_code
from tests.api.client import Api, an_email

from .conftest import Site
from .test_widget import Shop, soon
from .test_without_storage import FORBIDDEN
from .widget import Widget, deafen_the_first_socket, visit

Contexts = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
PROTOTYPE = """<script>
  Array.prototype.toJSON = function () { return "[" + this.length + "]" };
</script>"""


@pytest.fixture(scope="module")
def shop(stack: str, api: Api) -> Shop:
    """Shared by all tests here: each has its own visitors."""
    tenant = api.register("Lumen & Oak")
    return Shop(stack, tenant, tenant.agent, tenant.key)


def test_messages_go_out_where_storage_and_locks_are_forbidden(shop: Shop, site: Site, page: Page) -> None:
    page.add_init_script(FORBIDDEN)
    widget = visit(page, shop.page(site)).open()
    widget.say("Without a cookie")
    widget.state("Sent")
    assert shop.messages(shop.conversation("Without a cookie")) == ["Without a cookie"]


@pytest.mark.parametrize(
    "swap",
    [
        "document.body.innerHTML = '<main>Another</main>'",
        "document.body.replaceChildren()",
        "document.body.replaceWith(document.createElement('body'))",
        "document.documentElement.replaceChildren(document.head, document.createElement('body'))",
        "document.querySelector('connextlive-widget').remove()",
    ],
)
def test_the_chat_outlives_what_pages_do_to_their_elements(shop: Shop, site: Site, page: Page, swap: str) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.box.fill("Half a sentence")
    page.evaluate(swap)
    expect(widget.host).to_have_count(1)
    expect(widget.box).to_have_value("Half a sentence")


@pytest.mark.parametrize("style", ["transform: scale(0.9)", "filter: blur(0)", "contain: paint", "display: none"])
def test_a_body_that_is_moved_leaves_the_bubble_where_it_is(shop: Shop, site: Site, page: Page, style: str) -> None:
    widget = visit(page, shop.page(site))
    before = widget.launcher.bounding_box()
    page.evaluate("style => document.body.style.cssText = style", style)
    assert widget.launcher.bounding_box() == before


@pytest.mark.parametrize("is_capturing", ["false", "true"])
def test_the_pages_shortcuts_hear_nothing_of_what_is_typed(
    shop: Shop, site: Site, page: Page, is_capturing: str
) -> None:
    head = f"""<script>window.heard = []; for (const name of ["keydown", "keypress", "keyup"])
      addEventListener(name, (event) => {{
        if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.target.isContentEditable) return;
        heard.push(event.key);
      }}, {is_capturing})</script>"""
    widget = visit(page, shop.page(site, head=head)).open()
    widget.box.click()
    page.keyboard.type("s/?k")
    expect(widget.box).to_have_value("s/?k")
    assert page.evaluate("heard") == []
    page.locator("h1").click()
    page.keyboard.press("k")
    assert "k" in page.evaluate("heard")  # the page's own are its own


def test_lists_and_objects_with_a_tojson_of_the_pages_do_no_harm(
    shop: Shop, site: Site, page: Page, context: BrowserContext
) -> None:
    address = shop.page(site, head=PROTOTYPE)
    context.route("**/api/widget/messages", lambda route: route.abort())
    widget = visit(page, address).open()
    widget.say("Prototype says hello")
    stored = page.evaluate("localStorage[Object.keys(localStorage).find((key) => key.endsWith(':outbox'))]")
    assert [(one["content"], one["attachmentIds"]) for one in json.loads(stored)] == [("Prototype says hello", [])]
    context.unroute_all()
    widget = visit(page, address)
    widget.state("Sent")
    assert shop.messages(shop.conversation("Prototype says hello")) == ["Prototype says hello"]


def test_what_an_older_widget_stored_spoiled_is_sent(shop: Shop, site: Site, page: Page) -> None:
    address = shop.page(site)
    widget = visit(page, address).open()
    widget.say("Whole")
    widget.state("Sent")
    spoiled = {"id": "c-9", "content": "Spoiled", "attachmentIds": "[]", "files": "[]", "createdAt": "2026-01-01"}
    page.evaluate(
        """text => {
          const key = Object.keys(localStorage).find((name) => name.endsWith(":session"));
          localStorage[key.replace(":session", ":outbox")] = JSON.stringify(text);
        }""",
        json.dumps([spoiled]),
    )
    visit(page, address)
    conversation = shop.conversation("Whole")
    soon(lambda: shop.messages(conversation) == ["Whole", "Spoiled"])


@pytest.mark.parametrize("hours", [-50, 50])
def test_a_visitors_clock_may_be_days_off(shop: Shop, site: Site, page: Page, hours: int) -> None:
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours * 3_600_000};")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "latest=true" in request.url else None)
    widget = visit(page, shop.page(site)).open()
    widget.say("What time is it?")
    widget.state("Sent")
    expect(widget.log.locator(".day")).to_have_text(["Today"])
    conversation = shop.conversation("What time is it?")
    shop.agent.sends(conversation, "Late").ok()
    expect(widget.theirs.last).to_have_text("Late")
    widget.say("I see")
    expect(widget.messages).to_have_text(["What time is it?", "Late", "I see"])
    before = len(asked)
    page.wait_for_timeout(1_000)
    assert len(asked) == before  # no link is taken for ended


ENTER = """(area, code) => {
  area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: code, bubbles: true, cancelable: true }));
}"""


def test_the_enter_that_ends_a_composition_sends_nothing(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.box.fill("かんじ")
    widget.box.evaluate(ENTER, 229)
    expect(widget.box).to_have_value("かんじ")
    widget.box.evaluate(ENTER, 13)
    expect(widget.box).to_have_value("")
    expect(widget.mine).to_have_text(["かんじ"])


HANDED = """(element, [kind, said, names]) => {
  const transfer = new DataTransfer();
  for (const [type, text] of Object.entries(said)) transfer.setData(type, text);
  for (const name of names) transfer.items.add(new File(["%PDF-1.4"], name, { type: "application/pdf" }));
  const options = { bubbles: true, cancelable: true, composed: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...options, clipboardData: transfer })
    : new DragEvent(kind, { ...options, dataTransfer: transfer });
  element.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.mark.parametrize(
    ("said", "names", "is_taken"),
    [
        ({"text/plain": "A\tB\n1\t2", "text/html": "<table><tr><td>A</td></tr></table>"}, ["image.png"], False),
        ({"text/plain": "A\tB"}, ["image.png"], False),
        ({"text/html": '<img src="https://example.com/a.png">'}, ["image.png"], True),
        ({"text/plain": "terms.pdf"}, ["terms.pdf"], True),
        ({}, ["terms.pdf"], True),
        ({"text/plain": "Only words"}, [], False),
    ],
)
def test_pasting_takes_what_was_meant(
    shop: Shop, site: Site, page: Page, said: dict[str, str], names: list[str], is_taken: bool
) -> None:
    widget = visit(page, shop.page(site)).open()
    assert widget.box.evaluate(HANDED, ["paste", said, names]) is is_taken
    expect(widget.panel.locator(".upload")).to_have_count(int(is_taken))


def test_what_is_dropped_beside_the_composer_goes_into_it(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    assert widget.log.evaluate(HANDED, ["dragover", {}, ["terms.pdf"]])  # or the browser opens it in the page's place
    assert widget.log.evaluate(HANDED, ["drop", {}, ["terms.pdf"]])
    expect(widget.panel.locator(".upload")).to_contain_text("terms.pdf")
    assert widget.log.evaluate(HANDED, ["drop", {"text/plain": "Some words"}, []])
    expect(widget.box).to_have_value("Some words")
    assert not widget.box.evaluate(HANDED, ["drop", {"text/plain": "Into the field"}, []])  # the browser puts it there
    assert widget.launcher.evaluate(HANDED, ["drop", {}, ["terms.pdf"]])


def test_a_draft_survives_a_reload_and_back(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.box.fill("Not yet")
    page.reload()
    expect(widget.box).to_have_value("Not yet")
    page.goto(shop.page(site, "/next"))
    expect(widget.box).to_have_value("Not yet")
    widget.box.fill("Not yet, either")
    page.go_back()
    expect(widget.box).to_have_value("Not yet, either")
    widget.box.press("Enter")
    page.reload()
    expect(widget.mine).to_have_text(["Not yet, either"])
    expect(widget.box).to_have_value("")


def test_on_a_telephone_back_closes_the_chat(shop: Shop, site: Site, new_context: Contexts) -> None:
    page = new_context(**PHONE).new_page()
    router = "<script>addEventListener('popstate', (event) => { window.heard = event.state })</script>"
    page.goto(site.put("/before", "<!doctype html><title>Before</title>"))
    address = shop.page(site, head=router)
    widget = visit(page, address)
    page.evaluate("history.replaceState({ page: 7 }, '')")
    widget.launcher.tap()
    expect(widget.panel).to_be_visible()
    page.go_back()
    expect(widget.panel).to_be_hidden()
    assert page.evaluate("[location.href, history.state, heard]") == [address, {"page": 7}, {"page": 7}]
    widget.launcher.tap()
    widget.panel.get_by_role("button", name="Close chat").tap()
    expect(widget.panel).to_be_hidden()
    page.wait_for_function("history.state.connextlive === undefined")
    page.go_back()
    expect(page).to_have_title("Before")


def test_the_rating_is_in_view_and_a_star_is_enough(shop: Shop, site: Site, page: Page) -> None:
    widget = visit(page, shop.page(site)).open()
    for number in range(12):
        widget.say(f"Line {number} of many")
    widget.state("Sent")
    conversation = shop.conversation("Line 0 of many")
    shop.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    star = widget.panel.get_by_role("radio", name="5 of 5")
    expect(star).to_be_in_viewport(ratio=1)
    star.check()
    soon(lambda: (shop.tenant.conversation(conversation)["rating"] or {}).get("score") == 5)
    expect(widget.panel.get_by_role("button", name="Send comment")).to_be_in_viewport(ratio=1)


def test_a_long_thread_comes_a_page_at_a_time(shop: Shop, site: Site, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/widget/messages" in request.url else None)
    address = shop.page(site)
    visitor = shop.tenant.visitor("Lena Long", userEmail=an_email("lena"))
    conversation_id = visitor.says("Number 1")
    for number in range(2, 120):
        visitor.says(f"Number {number}")
    code = a_mailed_code(visitor, "Number 120", answer="So many")
    widget = visit(page, f"{address}?token={code}")
    expect(widget.badge).to_have_text("1")
    expect(widget.teaser).to_contain_text("So many")
    # The socket, once it stands, has what came meanwhile asked for: nothing that was there before.
    assert [query for query in (url.partition("?")[2] for url in asked) if "after=" not in query] == [
        f"latest=true&limit=5&conversationId={conversation_id}"
    ]
    widget.open()
    expect(widget.messages).to_have_count(50)
    expect(widget.messages.last).to_have_text("So many")
    for _ in range(6):
        widget.panel.locator(".scroller").evaluate("element => element.scrollTop = 0")
        page.wait_for_timeout(400)
    expect(widget.messages.first).to_have_text("Number 1")
    expect(widget.messages).to_have_count(121)


def test_an_agent_is_online_after_a_reload_too(shop: Shop, site: Site, page: Page) -> None:
    page.route_web_socket("**/ws*", lambda socket: socket.close())
    widget = visit(page, shop.page(site)).open()
    widget.say("Are you there?")
    shop.agent.sends(shop.conversation("Are you there?"), "I am").ok()
    page.reload()
    expect(widget.panel.locator(".online")).to_have_text("Online")


def test_an_agent_is_still_online_when_the_socket_fails(shop: Shop, site: Site, page: Page) -> None:
    sockets: list[WebSocketRoute] = []
    page.route_web_socket("**/ws*", lambda socket: sockets.append(socket))  # Playwright takes no built-in
    widget = visit(page, shop.page(site)).open()
    widget.say("Who is there?")
    shop.agent.sends(shop.conversation("Who is there?"), "It is me").ok()
    page.reload()
    expect(widget.panel.locator(".online")).to_have_text("Online")
    with page.expect_response("**/api/widget/messages?latest=true*"):
        sockets[-1].close()
    expect(widget.panel.locator(".online")).to_have_text("Online")


def read_the_first_too_early(page: Page) -> list[tuple[Route, APIResponse]]:
    """The page's first request for messages, and what the server answers, which the page does not get yet."""
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/api/widget/messages?*", lambda route: late.append((route, route.fetch())), times=1)
    return late


def test_a_message_stays_when_its_answer_overtakes_what_was_asked_before_it(shop: Shop, site: Site, page: Page) -> None:
    late = read_the_first_too_early(page)
    widget = visit(page, shop.page(site)).open()
    soon(lambda: page.wait_for_timeout(50) or len(late) == 1)
    widget.say("First")
    widget.state("Sent")
    (route, empty) = late[0]
    with page.expect_response("**/api/widget/messages?*"):
        route.fulfill(response=empty)
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(widget.mine).to_have_text("First", timeout=1)


def test_what_is_said_between_two_sockets_is_shown_though_older_messages_are_on_their_way(
    shop: Shop, site: Site, page: Page
) -> None:
    sockets: list[WebSocketRoute] = []
    is_down = False

    def connect(socket: WebSocketRoute) -> None:
        if is_down:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket(re.compile(r"/ws\?token="), connect)
    widget = visit(page, shop.page(site)).open()
    widget.say("Does the train go through a tunnel?")
    conversation = shop.conversation("Does the train go through a tunnel?")
    soon(lambda: page.wait_for_timeout(50) or len(sockets) == 1)
    shop.agent.sends(conversation, "Through two").ok()
    expect(widget.theirs.last).to_have_text("Through two")
    late = read_the_first_too_early(page)
    sockets[-1].close()
    soon(lambda: page.wait_for_timeout(50) or len(late) == 1)
    is_down = True
    sockets[-1].close()
    shop.agent.sends(conversation, "Here is the first").ok()
    is_down = False
    soon(lambda: page.wait_for_timeout(500) or len(sockets) == 3)
    (route, older) = late[0]
    route.fulfill(response=older)
    expect(widget.theirs.last).to_have_text("Here is the first", timeout=5_000)


def test_an_answer_that_overtakes_the_first_connection_is_news(shop: Shop, site: Site, page: Page) -> None:
    late: list[Route] = []
    page.route("**/api/widget/messages?*", lambda route: late.append(route), times=1)
    widget = visit(page, shop.page(site)).open()
    page.evaluate("window.heard = []; Connextlive('on', 'message', ({ content }) => heard.push(content))")
    page.evaluate("Connextlive('on', 'sound', () => heard.push('beep'))")
    widget.say("Is anybody there?")
    page.keyboard.press("Escape")
    soon(lambda: page.wait_for_timeout(50) or len(late) == 1)
    shop.agent.sends(shop.conversation("Is anybody there?"), "Already here").ok()
    late[0].continue_()
    expect(widget.badge).to_have_text("1")
    page.wait_for_function("heard.length >= 2")
    assert page.evaluate("heard") == ["Already here", "beep"]


def test_who_sent_too_many_frames_waits_as_long_as_the_server_says(shop: Shop, site: Site, page: Page) -> None:
    sent: list[str] = []

    def refuse(socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(socket.send)

        def up(frame: str | bytes) -> None:
            sent.append(json.loads(frame)["type"])
            too_many = {"message": "Too many attempts", "code": "RATE_LIMITED", "retryAfter": 60}
            socket.send(json.dumps({"id": f"evt_{len(sent)}", "type": "error", "time": "", "data": too_many}))

        socket.on_message(up)

    page.route_web_socket("**/ws*", refuse)
    page.clock.install()
    widget: Widget = visit(page, shop.page(site)).open()
    widget.say("I type a lot")
    shop.conversation("I type a lot")
    page.clock.run_for(26_000)  # to a ping
    soon(lambda: page.wait_for_timeout(50) or sent != [])
    sent.clear()
    page.clock.run_for(52_000)  # two pings more
    assert sent == []
    page.clock.run_for(26_000)
    soon(lambda: page.wait_for_timeout(50) or sent != [])
    assert sent == ["ping"]


def test_a_dead_socket_is_noticed_on_a_hidden_page(shop: Shop, site: Site, page: Page) -> None:
    sockets = deafen_the_first_socket(page)
    page.clock.install()
    widget: Widget = visit(page, shop.page(site)).open()
    widget.say("I look elsewhere")
    conversation = shop.conversation("I look elsewhere")
    soon(lambda: page.wait_for_timeout(50) or len(sockets) == 1)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.clock.run_for(26_000)  # to the next ping
    page.clock.run_for(11_000)  # nobody answers it
    page.clock.run_for(1_000)  # the wait before the next attempt
    soon(lambda: page.wait_for_timeout(50) or len(sockets) == 2)
    shop.agent.sends(conversation, "Back again").ok()
    expect(widget.theirs.last).to_have_text("Back again")
