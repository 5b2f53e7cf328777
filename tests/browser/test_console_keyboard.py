"""Each page of the console by the Tab key alone: whatever can be used is reached, is seen to be, and can be left."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.api.builders import a_conversation
from tests.api.client import Tenant

from .console import AGENTS_PAGES, TENANTS_PAGES, Calls, enter

# What can be used of what is shown, one of each group of radio buttons, and nothing that a menu's or a list's own arrow
# keys lead to. Marked, so that a walk through the page finds it again.
MARK = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')]
  const shown = all.filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.type !== 'radio')
  shown.forEach((one, index) => { one.dataset.mark = String(index) })
  return shown.length
}"""
# What has the focus, and whether that can be seen: by an outline of it or of what is drawn as the field around it.
FOCUSED = """() => {
  const one = document.activeElement
  const around = [one, one.parentElement, one.closest('form:focus-within')].filter(Boolean)
  const isSeen = around.some((of) => getComputedStyle(of).outlineStyle !== 'none' || of.matches('form'))
  return [one.dataset.mark ?? null, isSeen || one === document.body, one.outerHTML.slice(0, 120)]
}"""

MARKED = """mark => [...document.querySelectorAll(`[data-mark="${mark}"]`)].map((one) => one.outerHTML)"""


def test_whatever_can_be_used_is_reached_and_left_by_tab(stack: str, tenant: Tenant, page: Page) -> None:
    conversation = a_conversation(tenant, visitor=tenant.visitor(userName="Ada"), status="ACTIVE")
    calls = Calls(page)
    for person, paths in (
        (tenant, (*TENANTS_PAGES, "live", "account", f"conversations/{conversation}")),
        (tenant.agent, (*AGENTS_PAGES, f"inbox/{conversation}")),
    ):
        for path in paths:
            enter(page, stack, person, path)
            calls.wait()
            number = page.evaluate(MARK)
            reached, unseen = set(), []
            for _ in range(number + 20):
                page.keyboard.press("Tab")
                mark, is_seen, html = page.evaluate(FOCUSED)
                reached.add(mark)
                if not is_seen:
                    unseen.append(html)
            missed = {f"{one}" for one in range(number)} - reached
            # What was drawn anew meanwhile is not there any more.
            left = [html for one in missed for html in page.evaluate(MARKED, one)]
            assert (path, left, unseen) == (path, [], [])
