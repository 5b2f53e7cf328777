"""Drafts in the console are never lost, and never sent to the wrong reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.builders import PNG, a_conversation
from tests.api.client import Agent, Tenant, becomes

from .console import enter, log_in, messages, open_conversation, reply, view

LAMP = {"name": "lamp.png", "mimeType": "image/png", "buffer": PNG}
SENDING = "**/api/agent/conversations/*/messages"


@pytest.fixture
def two(tenant: Tenant) -> tuple[str, str]:
    """Jane's conversation and Carlos's, both assigned to the agent."""
    jane, carlos = (a_conversation(tenant, status="ACTIVE", userName=name) for name in ("Jane Cooper", "Carlos Ruiz"))
    return jane, carlos


def answer_box(page: Page) -> Locator:
    return page.locator("#reply")


def attached(page: Page) -> Locator:
    return page.locator("form li")


def attach_lamp(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(LAMP)
    expect(attached(page)).to_contain_text("lamp.png")
    expect(attached(page).get_by_role("progressbar")).to_have_count(0)


def go_away_and_back(page: Page) -> None:
    open_conversation(page, "Carlos Ruiz")
    expect(answer_box(page)).to_have_value("")
    expect(attached(page)).to_have_count(0)
    open_conversation(page, "Jane Cooper")


def change_person(page: Page, to: Agent, conversation_id: str) -> None:
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Log out").click()
    log_in(page, to.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    view(page, "Active")
    page.get_by_role("region", name="Conversations").locator(f"a[href$='{conversation_id}']").click()
    expect(page.get_by_role("log")).to_contain_text("Hello")


def refuse(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def lose_the_answer(route: Route) -> None:
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def kept(tenant: Tenant, conversation_id: str, content: str) -> Callable[[], list[list[str]]]:
    """The files of each message with this text."""
    return lambda: [
        [file["fileName"] for file in message["attachments"]]
        for message in tenant.messages(conversation_id)
        if message["content"] == content
    ]


# ── What was begun ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_note_is_still_a_note_after_a_return(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str]
) -> None:
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="Note").click()
    answer_box(page).fill("She is a journalist")
    open_conversation(page, "Carlos Ruiz")
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("")
    open_conversation(page, "Jane Cooper")
    expect(page.get_by_role("textbox", name="Note for your team")).to_have_value("She is a journalist")
    page.reload()
    expect(page.get_by_role("textbox", name="Note for your team")).to_have_value("She is a journalist")
    page.get_by_role("button", name="Add note").click()
    becomes(
        lambda: [message["isInternal"] for message in tenant.messages(jane) if "journalist" in message["content"]],
        [True],
    )


def test_files_of_a_draft_stay_with_it(page: Page, stack: str, tenant: Tenant, two: tuple[str, str]) -> None:
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    attach_lamp(page)
    answer_box(page).fill("This one")
    go_away_and_back(page)
    expect(attached(page)).to_contain_text("lamp.png")
    page.reload()
    expect(attached(page)).to_contain_text("lamp.png")
    expect(answer_box(page)).to_have_value("This one")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("log").get_by_role("img", name="lamp.png")).to_be_visible()
    assert kept(tenant, jane, "This one")() == [["lamp.png"]]
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("This one")
    assert (answer_box(page).input_value(), attached(page).count()) == ("", 0)


# ── What did not arrive ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_that_failed_survives_another_conversation_and_a_reload_and_is_sent_once(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str]
) -> None:
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    attach_lamp(page)
    page.route(SENDING, refuse)
    reply(page, "This one")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    go_away_and_back(page)
    expect(again).to_be_visible()
    page.reload()
    expect(again).to_be_visible()
    assert messages(page)[-1] == "This one"
    page.unroute(SENDING)
    again.click()
    expect(page.get_by_role("log").get_by_role("img", name="lamp.png")).to_be_visible()
    assert messages(page).count("This one") == 1
    assert kept(tenant, jane, "This one")() == [["lamp.png"]]


def test_a_message_with_a_lost_response_exists_once_after_a_reload(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str]
) -> None:
    page.route_web_socket("**/ws?*", lambda socket: socket.close())
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.route(SENDING, lose_the_answer)
    reply(page, "Are you there?")
    becomes(kept(tenant, jane, "Are you there?"), [[]])
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("Are you there?")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    assert messages(page).count("Are you there?") == 1
    assert kept(tenant, jane, "Are you there?")() == [[]]


# ── Whose it is ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_somebody_began_is_theirs_alone_and_there_when_they_log_in_again(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str]
) -> None:
    jane, _ = two
    colleague = tenant.invite_agent("Second Agent")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.route(SENDING, refuse)
    reply(page, "Did not arrive")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.get_by_role("button", name="Note").click()
    answer_box(page).fill("Half a thought")

    change_person(page, colleague, jane)
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("")
    assert "Did not arrive" not in messages(page)

    change_person(page, tenant.agent, jane)
    expect(page.get_by_role("textbox", name="Note for your team")).to_have_value("Half a thought")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert messages(page)[-1] == "Did not arrive"


# ── Keys and pasting ────────────────────────────────────────────────────────────────────────────────────────────────

ENTER_OF_AN_INPUT_METHOD = """(box) => box.dispatchEvent(new KeyboardEvent('keydown', {
  key: 'Enter', code: 'Enter', keyCode: 229, bubbles: true, cancelable: true,
}))"""


def test_the_enter_that_ends_a_word_of_an_input_method_sends_nothing(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str]
) -> None:
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    answer_box(page).fill("かんじ")
    assert answer_box(page).evaluate(ENTER_OF_AN_INPUT_METHOD)  # the browser does with it what it does
    expect(answer_box(page)).to_have_value("かんじ")
    answer_box(page).press("Enter")
    expect(answer_box(page)).to_have_value("")
    expect(page.locator(".words").last).to_have_text("かんじ")
    becomes(kept(tenant, jane, "かんじ"), [[]])


PASTE = """(box, [text, name, bytes]) => {
  const clipboard = new DataTransfer()
  if (text) clipboard.setData('text/plain', text)
  if (name) clipboard.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }))
  const options = { clipboardData: clipboard, bubbles: true, cancelable: true }
  return box.dispatchEvent(new ClipboardEvent('paste', options))
}"""


@pytest.mark.parametrize(
    ("text", "name", "files"),
    [
        ("A\tB\n1\t2", "image.png", 0),
        ("Some words", "", 0),
        ("", "image.png", 1),
        ("lamp.png", "lamp.png", 1),
    ],
    ids=["cells and a picture of them", "text", "a picture", "a file and its name"],
)
def test_cells_are_pasted_as_text_and_files_as_files(
    page: Page, stack: str, tenant: Tenant, two: tuple[str, str], text: str, name: str, files: int
) -> None:
    jane, _ = two
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    is_left_to_the_browser = answer_box(page).evaluate(PASTE, [text, name, list(PNG)])
    assert is_left_to_the_browser == (files == 0)
    expect(attached(page)).to_have_count(files)
    if files:
        expect(attached(page)).to_contain_text(name)
