"""Browsers that block storage: with all cookies blocked, even accessing it throws."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.api.client import Tenant

from .console import log_in

# What Chromium, Firefox and Safari do with all cookies blocked, and in a sandboxed frame.
FORBIDDEN = """
  const forbid = (of, names) => names.forEach((name) => Object.defineProperty(of, name, {
    get() { throw new DOMException("Access is denied for this document.", "SecurityError"); }, configurable: true,
  }));
  forbid(window, ["localStorage", "sessionStorage", "indexedDB", "caches"]);
  forbid(Navigator.prototype, ["serviceWorker"]);
  LockManager.prototype.request = async () => { throw new DOMException("Locks are denied.", "SecurityError"); };
  window.BroadcastChannel = class { constructor() { throw new DOMException("Denied.", "SecurityError"); } };
"""


@pytest.fixture
def strict(page: Page) -> Page:
    page.add_init_script(FORBIDDEN)
    return page


def test_the_console_is_used_without_storage(strict: Page, stack: str, tenant: Tenant) -> None:
    problems: list[str] = []
    strict.on("pageerror", lambda error: problems.append(str(error)))
    strict.goto(f"{stack}/console/login")
    log_in(strict, tenant.agent.email)
    expect(strict.get_by_role("heading", level=1)).to_have_text("Inbox")
    assert problems == []
