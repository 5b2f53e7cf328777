"""Actions in the console."""

from __future__ import annotations

import json
import re
import time

from playwright.sync_api import Page, Request, expect

from tests.api.client import PASSWORD, Agent, Tenant, eventually

AGENTS_PAGES = ("inbox", "visitors", "replies", "profile")
TENANTS_PAGES = (
    *("conversations", "visitors", "team", "replies", "reports", "install", "webhooks", "settings"),
    "settings/audit-log",
)


def enter(page: Page, stack: str, person: Agent | Tenant, path: str = "") -> Page:
    """Opens a page of the console as somebody who has logged in: with the session that its log-in page would have kept,
    because that page and the one behind it take as long as most tests."""
    answer = person.api.login(person.email).ok()
    kept = {name: answer[name] for name in ("token", "user", "expiresAt")}
    page.goto(f"{stack}/api/health")  # of the console's origin, and nothing to load
    page.evaluate("kept => localStorage.setItem('connextlive.session', kept)", json.dumps(kept))
    page.goto(f"{stack}/console/{path}")
    if not path:
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Inbox|Conversations"))
    return page


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


class Calls:
    """What a page asks the API, for whoever waits for all of its answers. A page's network is never idle for Playwright
    if a worker has been started in it."""

    LOST_AFTER = 5.0  # seconds: Playwright does not always hear the end of what the page before had asked

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: dict[Request, float] = {}
        self._known: set[str] = set()  # what is asked again is a poll, which never ends
        page.on("request", self._asked)
        # Not when it is finished, which for Chromium one is not whose body nobody reads.
        page.on("response", lambda response: self._answered(response.request))
        page.on("requestfailed", self._answered)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self._open.clear()
            self._known.clear()
        elif request.resource_type == "fetch" and request.url not in self._known:
            self._known.add(request.url)
            self._open[request] = time.monotonic()

    def _answered(self, request: Request) -> None:
        self._open.pop(request, None)

    def wait(self) -> None:
        """Until two looks, a tenth of a second apart, find that nothing is asked."""
        quiet = 0

        def answered() -> bool:
            nonlocal quiet
            self._page.wait_for_timeout(100)
            waits = any(time.monotonic() - since < self.LOST_AFTER for since in self._open.values())
            quiet = 0 if waits else quiet + 1
            return quiet >= 2

        eventually(answered)


def save(page: Page) -> None:
    """Saves what was changed in the settings."""
    bar = page.get_by_role("region", name="Unsaved changes")
    bar.get_by_role("button", name="Save").click()
    expect(bar).to_have_count(0)


def view(page: Page, name: str) -> None:
    """Selects a list: Mine, Waiting, Active, Closed."""
    page.get_by_role("group", name="Show").get_by_role("button", name=name).click()


def open_conversation(page: Page, visitor: str) -> None:
    page.get_by_role("region", name="Conversations").get_by_role("link", name=visitor).click()
    expect(
        page.get_by_role("region", name="Conversation", exact=True).get_by_role("heading", name=visitor)
    ).to_be_visible()


def reply(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Reply").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def messages(page: Page) -> list[str]:
    written: list[str] = page.get_by_role("log").locator(".words").all_inner_texts()
    return written
