"""A widget that is asked for a proof of work shows it without anybody noticing, wherever its page lets it compute."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response

from tests.api.client import Tenant

from .conftest import Site
from .widget import a_page, visit

# How long the page computes for, from the refusal to the next request, and how often others on it got their turn.
WATCH = """
const ask = fetch
let since
window.turns = window.took = 0
setInterval(() => window.turns += since && !window.took ? 1 : 0, 5)
window.fetch = async (url, init) => {
    const isForSession = String(url).endsWith('/api/widget/sessions')
    if (isForSession && since) window.took = performance.now() - since
    const answer = await ask(url, init)
    if (isForSession && answer.status === 403) since = performance.now()
    return answer
}
"""
BRIEF = 100  # milliseconds, in which nobody need get a turn
WORKER = "default-src *; script-src * 'unsafe-inline'; style-src * 'unsafe-inline'; worker-src blob:"
NO_WORKER = "worker-src 'none'"


@pytest.fixture
def protected(tenant: Tenant) -> Tenant:
    """A workspace that wants a proof of everybody."""
    tenant.put("/api/tenant/workspace", {"settings": {"protection": {"proofOfWork": "always"}}}).ok()
    return tenant


def _statuses(page: Page) -> list[int]:
    """Of requests for a session from now on."""
    found: list[int] = []

    def note(answer: Response) -> None:
        if answer.url.endswith("/api/widget/sessions") and answer.request.method == "POST":
            found.append(answer.status)

    page.on("response", note)
    return found


@pytest.mark.parametrize(("policy", "workers"), [(WORKER, 1), (NO_WORKER, 0)], ids=["in a worker", "without one"])
def test_a_visitor_who_writes_notices_nothing_of_the_proof(
    protected: Tenant, stack: str, site: Site, page: Page, policy: str, workers: int
) -> None:
    statuses, started = _statuses(page), list[str]()
    page.on("worker", lambda worker: started.append(worker.url))
    page.add_init_script(WATCH)
    page_url = site.put("/", a_page(stack, protected.key.plain), Content_Security_Policy=policy)
    widget = visit(page, page_url).open()
    widget.say("Is somebody there?")
    widget.state("Sent")
    took, turns = page.evaluate("[window.took, window.turns]")
    print(f"proof of work: {took:.0f} ms, in which the page's own thread had {turns} turns")
    assert (statuses, len(started)) == ([403, 200], workers)
    assert turns > 2 or took < BRIEF
    assert protected.conversations()[0]["lastMessage"]["content"] == "Is somebody there?"
