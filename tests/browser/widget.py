"""The widget on a page, and pages that embed it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect


def a_page(stack: str, api_key: str, body: str = "", head: str = "", attributes: str = "", tag: str = "") -> str:
    """The HTML of a page with the script tag; `attributes` go into the tag: `data-language="de"`."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body {tag}><main><h1>Welcome</h1><p>There is something to read here.</p><input aria-label="Search">{body}</main>
<script src="{stack}/widget.js" data-api-key="{api_key}" {attributes} async></script></body></html>"""


class Widget:
    """The widget as a visitor sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.host = page.locator("connextlive-widget")
        self.launcher: Locator = page.locator("connextlive-widget .launcher")
        self.badge: Locator = self.launcher.locator(".badge")
        self.teaser: Locator = page.locator("connextlive-widget .teaser")
        self.panel: Locator = page.locator("connextlive-widget [role=dialog]")
        self.box: Locator = self.panel.locator("textarea").last
        self.log: Locator = self.panel.get_by_role("log")
        self.messages: Locator = self.log.locator(".message:not(:first-child) .bubble")
        self.mine: Locator = self.log.locator(".message.mine .bubble")
        self.theirs: Locator = self.log.locator(".message.theirs .bubble")

    def open(self) -> Widget:
        """Opens the panel with the bubble."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Writes and sends a message."""
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.mine.last).to_have_text(text)

    def state(self, text: str) -> None:
        """The state of the visitor's last message."""
        expect(self.log.locator(".message.mine .meta").last).to_contain_text(text)

    def attach(self, *files: Any) -> None:
        """Selects files, as in the file dialog."""
        self.panel.locator("input[type=file]").set_input_files(list(files))

    def uploaded(self) -> None:
        """All selected files are uploaded."""
        expect(self.panel.get_by_role("button", name="Send", exact=True)).to_be_enabled()


def visit(page: Page, url: str) -> Widget:
    """Opens a page and waits for the bubble."""
    page.goto(url)
    widget = Widget(page)
    expect(widget.launcher).to_be_visible()
    return widget


def said(listed: list[dict[str, Any]]) -> list[str]:
    """The contents of messages, in order."""
    return [message["content"] for message in listed]


def warnings_of(page: Page) -> list[str]:
    """Collects the warnings of the page's scripts from now on."""
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if re.match("warn|error", line.type) else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def deafen_the_first_socket(page: Page) -> list[WebSocketRoute]:
    """The sockets that the page opens from now on; on the first one, nothing arrives."""
    sockets: list[WebSocketRoute] = []

    def deafen(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()
        if len(sockets) == 1:
            server.on_message(lambda frame: None)

    page.route_web_socket(re.compile(r"/ws\?token="), deafen)
    return sockets
