"""A widget that is asked for a proof of work shows it without anybody noticing, wherever its page lets it compute."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from tests.api.client import Tenant, eventually

from .conftest import Site
from .console import enter
from .widget import Widget, a_page, visit, warnings_of

# The longest time for which the page's own thread did not get its turn.
WATCH = """
window.longest = 0
let last = performance.now()
setInterval(() => {
    const now = performance.now()
    window.longest = Math.max(window.longest, now - last)
    last = now
}, 5)
"""
NO_WORKER = "worker-src 'none'"


@pytest.fixture
def protected(tenant: Tenant) -> Tenant:
    """A workspace that wants a proof of everybody."""
    tenant.put("/api/tenant/workspace", {"settings": {"protection": {"proofOfWork": "always"}}}).ok()
    return tenant


def _answers(page: Page) -> list[tuple[int, float]]:
    """Statuses of requests for a session from now on, and when they came."""
    found: list[tuple[int, float]] = []

    def note(answer: Response) -> None:
        if answer.url.endswith("/api/widget/sessions") and answer.request.method == "POST":
            found.append((answer.status, time.monotonic()))

    page.on("response", note)
    return found


def _says(widget: Widget, text: str) -> None:
    widget.open()
    widget.say(text)
    widget.state("Sent")


@pytest.mark.parametrize("policy", ["", NO_WORKER], ids=["in a worker", "without a worker"])
def test_a_visitor_who_writes_notices_nothing_of_the_proof(
    protected: Tenant, stack: str, site: Site, page: Page, policy: str, record_property: Callable[[str, object], None]
) -> None:
    answers = _answers(page)
    page.add_init_script(WATCH)
    url = site.put("/", a_page(stack, protected.key.plain), Content_Security_Policy=policy or "default-src *; script-src * 'unsafe-inline'; style-src * 'unsafe-inline'; worker-src blob:")
    _says(visit(page, url), "Is somebody there?")
    assert [status for status, _ in answers] == [403, 200]
    took = round(1000 * (answers[1][1] - answers[0][1]))
    longest = round(page.evaluate("window.longest"))
    record_property("milliseconds", took)
    print(f"proof of work: {took} ms, of the page's own thread at most {longest} ms at a stretch")
    assert longest < took or took < 100
    assert protected.conversations()[0]["lastMessage"]["content"] == "Is somebody there?"
