"""Takes the README's screenshots of widget and console in Chromium: `make screenshots`.

It starts a stack in a temporary folder, lets a visitor of the demo shop chat with an agent, and captures both windows
as WebP in `docs/images`.
"""

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect, sync_playwright

from local.demo import seed
from tools import ROOT

IMAGES = ROOT / "docs/images"
START_WITHIN = 120
QUALITY = 82
VISITOR = {"userName": "Emma Larsen", "userEmail": "emma@example.com"}
CONVERSATION = [
    ("visitor", "Hi! Do you ship the Cato reading lamp to Norway?"),
    ("agent", "Hello Emma, we do. Shipping is €12 and takes two to four days."),
    ("visitor", "Great. Can it be dimmed?"),
    ("agent", "Yes, the dimmer is built in, and you have 100 days to try it."),
    ("visitor", "Perfect, I'll order one today."),
]


@contextmanager
def _stack() -> Iterator[str]:
    """A stack with a fresh demo workspace; yields its URL."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "PORT": str(port), "LOCAL_DIR": folder}
        process = subprocess.Popen(
            [sys.executable, "-m", "local"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        try:
            deadline = time.monotonic() + START_WITHIN
            while not (Path(folder) / "demo.json").exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("the local stack did not start: `make start` shows why")
                time.sleep(0.2)
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _brand(url: str) -> None:
    """Gives the workspace the shop's name and color, as a customer would."""
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        login = {"email": seed.ADMIN_EMAIL, "password": seed.PASSWORD}
        token = client.post("/api/auth/login", json=login).raise_for_status().json()["token"]
        widget = {"color": "#7a4a21", "greeting": "Welcome to Lumen & Oak! How can we help?"}
        body = {"name": "Lumen & Oak", "settings": {"widget": widget}}
        answer = client.put("/api/tenant/workspace", json=body, headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()


def _capture(page: Page, name: str) -> None:
    """Playwright writes PNG and JPEG only; Chromium itself also writes WebP, which is a quarter of the size."""
    session = page.context.new_cdp_session(page)
    picture = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path = IMAGES / f"{name}.webp"
    path.write_bytes(base64.b64decode(picture["data"]))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} KB")


def _chat(url: str, shop: Page, console: Page) -> None:
    shop.goto(f"{url}/demo/?theme=light&language=en")
    shop.locator("connextlive-widget .launcher").wait_for()
    shop.evaluate("who => Connextlive('identify', who)", VISITOR)
    shop.locator("connextlive-widget .launcher").click()
    panel = shop.locator("connextlive-widget [role=dialog]")

    console.goto(f"{url}/console/login")
    console.get_by_label("E-mail").fill(seed.AGENT_EMAIL)
    console.get_by_label("Password").fill(seed.PASSWORD)
    console.get_by_role("button", name="Log in").click()
    shown = console.get_by_role("region", name="Conversation", exact=True)

    for author, text in CONVERSATION:
        if author == "visitor":
            box = panel.locator("textarea").last
            box.fill(text)
            box.press("Enter")
            if not shown.get_by_role("heading", name=VISITOR["userName"]).is_visible():
                console.get_by_role("group", name="Show").get_by_role("button", name="Waiting").click()
                console.get_by_role("link", name=VISITOR["userName"]).click()
            expect(console.get_by_role("log")).to_contain_text(text)
        else:
            console.get_by_role("textbox", name="Reply").fill(text)
            console.get_by_role("button", name="Send", exact=True).click()
            expect(panel.get_by_role("log")).to_contain_text(text)
    console.get_by_role("group", name="Show").get_by_role("button", name="Mine").click()
    expect(console.get_by_role("link", name="Jane Cooper")).to_be_visible()


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    expect.set_options(timeout=30_000)
    with _stack() as url, sync_playwright() as playwright:
        _brand(url)
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        size = {"width": 1280, "height": 760}
        shop, console = (
            browser.new_context(
                viewport=size, color_scheme="light", locale="en-GB", device_scale_factor=1.5, reduced_motion="reduce"
            ).new_page()
            for _ in range(2)
        )
        _chat(url, shop, console)
        console.mouse.move(0, 0)
        console.wait_for_timeout(1500)  # until the last frames have arrived
        _capture(shop, "widget")
        _capture(console, "console")
        browser.close()


if __name__ == "__main__":
    main()
