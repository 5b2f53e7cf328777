"""The settings that say how much visitors may do."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.client import Tenant

from .console import enter, save


def test_an_owner_sets_limits_for_visitors(stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]) -> None:
    allowed = tenant.get("/api/tenant/workspace").ok()["workspace"]["limits"]["messages"]["perVisitor"]
    enter(page, stack, tenant, "settings")
    messages = page.get_by_role("group", name="Messages a minute")
    of_one = messages.get_by_label("By one visitor")
    expect(of_one).to_have_attribute("placeholder", str(allowed))
    axe(page)
    of_one.fill("2")
    of_one.press("Tab")
    save(page)
    vera = tenant.visitor()
    assert [vera.sends().status for _ in range(3)] == [200, 200, 429]
    page.reload()
    expect(of_one).to_have_value("2")
    of_one.fill(str(allowed + 1))
    of_one.press("Tab")
    assert not of_one.evaluate("field => field.validity.valid")
    expect(of_one).to_have_accessible_description(re.compile(str(allowed)))
    of_one.fill("")
    of_one.press("Tab")
    save(page)
    assert tenant.get("/api/tenant/workspace").ok()["workspace"]["settings"]["limits"] == {"messages": {}}
