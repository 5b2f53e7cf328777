"""A browser, pages in it, and the stack that they are served by.

The browser is Chromium's headless shell (`apt-get install chromium-headless-shell`), which takes half the CPU time, and
whole Chromium (`apt-get install chromium`) for what only that has, or where the shell is missing; or the one that the
variable CHROMIUM names, or Playwright's own (`.venv/browser/bin/playwright install chromium`). The stack is started by
the API tests' fixture, or is the one at CONNEXTLIVE_URL. Photographs lie in .artifacts/ afterwards, and those of pages
whose test failed.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.api.client import Api, Person, eventually
from tests.api.conftest import api, data, stack, tenant

__all__ = ["api", "data", "stack", "tenant"]  # fixtures of the API's tests that these use, too

ARTIFACTS = Path(__file__).resolve().parents[2] / ".artifacts"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAILED = pytest.StashKey[bool]()
PATIENCE = 30_000  # milliseconds: the machine that tests may be busy
INSTALL = "apt-get install chromium, name one with CHROMIUM=…, or .venv/browser/bin/playwright install chromium"

expect.set_options(timeout=PATIENCE)


WHOLE = ("chromium", "chromium-browser")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def _launched(playwright: Playwright, *names: str) -> Browser:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    own = playwright.chromium.executable_path
    if found is None and not Path(own).exists():
        pytest.exit(f"no Chromium: {INSTALL}", 1)
    return playwright.chromium.launch(executable_path=found or own, args=ARGUMENTS)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; each test's pages have their own context."""
    with _launched(playwright, "chromium-headless-shell", *WHOLE) as started:
        yield started


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with what its headless shell lacks: notifications."""
    with _launched(playwright, *WHOLE) as started:
        yield started


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Marks a failed test, so that its pages are captured."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def new_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., BrowserContext]]:
    """Creates browser contexts (one person each) that live as long as the test: `new_context(locale="de")`, or in
    another browser: `new_context(whole_browser)`."""
    made: list[BrowserContext] = []

    def new(browser: Browser = browser, **options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield new
    for number, context in enumerate(made):
        if request.node.stash.get(FAILED, False):
            for place, page in enumerate(context.pages):
                _photograph(page, f"failed-{request.node.name}-{number}-{place}")
        context.close()


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """One person's browser."""
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One person's first tab."""
    return context.new_page()


@dataclass(frozen=True)
class Demo:
    """The stack's demo workspace: its API key, and its users, logged in."""

    url: str
    api_key: str
    admin_email: str
    agent_email: str
    password: str
    admin: Person
    agent: Person


@pytest.fixture(scope="session")
def demo(api: Api) -> Demo:
    """The demo workspace, which a stack creates in its first seconds."""

    def made() -> Any:
        answer = api.get("/local/demo")
        assert answer.status == 200, answer
        return answer.body

    access = eventually(made, within=60)
    logins = {login["role"]: login for login in access["logins"]}
    people = {
        role: Person(api, api.login(login["email"], login["password"]).ok()["token"]) for role, login in logins.items()
    }
    return Demo(
        # By its name, as a person would: the page's own policy lets it open a socket to where it came from only.
        url=f"{api.base_url.replace('127.0.0.1', 'localhost')}/demo/",
        api_key=access["apiKey"],
        admin_email=logins["CUSTOMER"]["email"],
        agent_email=logins["AGENT"]["email"],
        password=logins["AGENT"]["password"],
        admin=people["CUSTOMER"],
        agent=people["AGENT"],
    )


def _photograph(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{re.sub(r'[^\w.-]+', '-', name)}.png", animations="disabled")


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], None]:
    """Saves a screenshot of a page in .artifacts/: `screenshot(page, "widget-dark")`."""
    return _photograph


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Asserts that axe finds no violation on a page: `axe(page)`, or in a part of it: `axe(page, "#panel")`."""
    checker = Axe()

    def check(page: Page, within: str | None = None) -> None:
        found = checker.run(page, context=within)
        assert found.violations_count == 0, found.generate_report()

    return check


@dataclass
class Site:
    """Another website: pages by path, on a different origin than the stack's."""

    origin: str
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def put(self, path: str, html: str, **headers: str) -> str:
        """Publishes a page and returns its URL; `Content_Security_Policy="…"` is a header."""
        self.pages[path] = html, {name.replace("_", "-"): value for name, value in headers.items()}
        return self.origin + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A website that embeds the widget."""
    served: dict[str, tuple[str, dict[str, str]]] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = served.get(urlsplit(self.path).path, ("", {}))
            self.send_response(200 if html else 204)  # no favicon is no failure
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: the browser's own log is the one that matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", served)
    server.shutdown()
    thread.join()
    server.server_close()
