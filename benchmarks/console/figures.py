"""What a browser measures of the console: its start on a slow connection, a long list, and a long thread."""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route

type Json = dict[str, Any]

MANY = 5_000
PAGE = 50
KILOBITS, LATENCY = 400, 150  # a second; milliseconds to the server and back
FRAMES, KEYS = 300, 40

# When the first row came, by the page's own clock.
NOTES = """
  requestAnimationFrame(function look() {
    if (document.querySelector('.list li a')) window.firstRow = performance.now()
    else requestAnimationFrame(look)
  })
"""
# Scrolls by 100 pixels a frame, and notes how long frames take.
SCROLL = """
async ([selector, frames, step]) => {
  const list = document.querySelector(selector), took = []
  let last = await new Promise(requestAnimationFrame)
  for (let frame = 0; frame < frames; frame++) {
    list.scrollTop += step
    const now = await new Promise(requestAnimationFrame)
    took.push(now - last)
    last = now
  }
  return took
}
"""
# From the key to the picture that shows it.
LISTEN = """
() => {
  window.latencies = []
  document.getElementById('reply').addEventListener('input', (event) => {
    const pressed = event.timeStamp
    requestAnimationFrame(() => setTimeout(() => window.latencies.push(performance.now() - pressed)))
  })
}
"""


@dataclass(frozen=True)
class Login:
    """An agent's session, as the console keeps it."""

    kept: Json

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.kept['token']}"}


@dataclass(frozen=True)
class Start:
    """Seconds until the first row, bytes over the network until then, and CPU seconds of the page."""

    first_row: float
    kilobytes: float
    scripts: float
    cpu: float


@dataclass(frozen=True)
class Long:
    """Milliseconds of the list's frames and of their work, until the thread is shown, and of keys and their work."""

    frame: float
    frame_work: float
    opened: float
    key: float
    key_work: float


@contextmanager
def opened(browser: Browser, url: str, login: Login) -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    """A new profile, whose cache is empty."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(120_000)
    kept = json.dumps(json.dumps(login.kept))
    context.add_init_script(f"try {{ localStorage.setItem('connextlive.session', {kept}) }} catch {{}}")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield context, page, session
    context.close()


def start(browser: Browser, url: str, login: Login) -> Start:
    with opened(browser, url, login) as (_, page, session):
        received: list[tuple[float, str, float]] = []
        kinds: dict[str, str] = {}
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        session.on(
            "Network.loadingFinished",
            lambda event: received.append(
                (event["timestamp"], kinds.get(event["requestId"], ""), event["encodedDataLength"])
            ),
        )
        session.send("Network.enable")
        rate = KILOBITS * 1000 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": LATENCY, "downloadThroughput": rate, "uploadThroughput": rate},
        )
        page.add_init_script(NOTES)
        page.goto(f"{url}/console/inbox", wait_until="commit")
        page.wait_for_function("() => window.firstRow", polling=50)
        until = len(received)
        return Start(
            page.evaluate("window.firstRow") / 1000,
            sum(size for _, _, size in received[:until]) / 1000,
            sum(size for _, kind, size in received[:until] if kind == "Script") / 1000,
            _work(session),
        )


def long(browser: Browser, url: str, login: Login) -> Long:
    """5,000 conversations, and 5,000 messages, made of those that there are."""
    with opened(browser, url, login) as (context, page, session):
        _multiply(context, url, login)
        page.goto(f"{url}/console/inbox")
        page.wait_for_selector(".list li a")
        _press_until_gone(page, ".list .more button")
        scroller = ".list .rows" if page.query_selector(".list .rows") else ".list ul"
        page.evaluate(SCROLL, [scroller, 1, -1e9])
        page.wait_for_timeout(1000)
        before = _work(session)
        frames = page.evaluate(SCROLL, [scroller, FRAMES, 100])
        frame_work = _work(session) - before
        page.evaluate(SCROLL, [scroller, 1, -1e9])
        page.wait_for_timeout(500)
        shown = page.evaluate(
            """async () => {
              const before = performance.now()
              document.querySelector('.list li a').click()
              while (!document.querySelector('.message')) await new Promise(requestAnimationFrame)
              await new Promise(requestAnimationFrame)
              return performance.now() - before
            }"""
        )
        page.wait_for_timeout(500)
        _press_until_gone(page, ".messages .earlier")
        page.evaluate(SCROLL, [".messages", 1, 1e9])
        page.wait_for_timeout(1000)
        page.evaluate(LISTEN)
        page.focus("#reply")
        before = _work(session)
        for _ in range(KEYS):
            page.keyboard.press("a")
            page.wait_for_timeout(30)
        key_work = _work(session) - before
        keys = page.evaluate("window.latencies")
        return Long(_at(frames, 0.95), 1000 * frame_work / FRAMES, shown, _at(keys, 0.95), 1000 * key_work / KEYS)


def _at(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1]


def _work(session: CDPSession) -> float:
    """CPU seconds of the page's main thread."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def _press_until_gone(page: Page, selector: str) -> None:
    """Presses the button that fetches more until there is no more."""
    page.evaluate(
        """async (selector) => {
          for (let quiet = 0; quiet < 30; ) {
            const button = document.querySelector(selector)
            quiet = button ? 0 : quiet + 1
            button?.click()
            await new Promise((resolve) => setTimeout(resolve, 60))
          }
        }""",
        selector,
    )


def _multiply(context: BrowserContext, url: str, login: Login) -> None:
    """Answers lists and threads with as many as there should be."""
    http = httpx.Client(base_url=url, headers=login.headers, timeout=60)
    listed = http.get("/api/agent/conversations", params={"limit": 1}).json()
    [model] = listed["conversations"]
    detail = http.get(f"/api/agent/conversations/{model['id']}").json()
    thread = http.get(f"/api/agent/conversations/{model['id']}/messages").json()
    models = thread["messages"]

    def conversation(number: int) -> Json:
        at = f"2026-01-01T{(MANY - number) // 3600:02}:{(MANY - number) // 60 % 60:02}:{(MANY - number) % 60:02}.000Z"
        names = {"id": f"cnv_{number:026}", "visitorId": f"vis_{number:026}", "lastActivityAt": at, "unreadCount": 0}
        shown: Json = model | names | {"visitor": model["visitor"] | {"userName": f"Visitor {number}"}}
        return shown

    def message(number: int) -> Json:
        at = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
        words = "word " * (number * 7 % 40)
        shown: Json = models[number % len(models)] | {
            "id": f"msg_{number:026}",
            "createdAt": at,
            "content": f"{number} {words}",
        }
        return shown

    def lists(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        begin = int(query.get("cursor", ["0"])[0])
        end = min(begin + PAGE, MANY)
        more = {"hasMore": end < MANY, "nextCursor": str(end) if end < MANY else None, "total": MANY}
        found = [conversation(number) for number in range(begin, end)]
        route.fulfill(json=listed | {"conversations": found, "pagination": listed["pagination"] | more})

    def one(route: Route) -> None:
        number = int(route.request.url.rpartition("_")[2])
        counted = conversation(number) | {"messageCount": MANY}
        counted["visitor"] = detail["conversation"]["visitor"] | counted["visitor"]
        route.fulfill(json=detail | {"conversation": detail["conversation"] | counted})

    def messages(route: Route) -> None:
        number = int(parse_qs(urlsplit(route.request.url).query)["page"][0])
        found = [message(n) for n in range((number - 1) * PAGE, number * PAGE)]
        route.fulfill(json=thread | {"messages": found})

    context.route("**/api/agent/conversations?*", lists)
    context.route("**/api/agent/conversations/cnv_*", one)
    context.route("**/api/agent/conversations/cnv_*/messages?*", messages)
