"""The owner merges two visitors with the same e-mail address and undoes it; their widgets follow."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.api.client import Tenant, eventually

from .console import enter
from .widget import visit


def test_two_visitors_with_one_address_are_merged_and_two_again(
    new_context: Callable[..., BrowserContext], stack: str, tenant: Tenant, axe: Callable[..., None]
) -> None:
    vera = tenant.visitor("Vera", userEmail="vera@example.org")
    hers = vera.says("From my phone")
    shop, page = (new_context().new_page() for _ in range(2))
    widget = visit(shop, f"{stack}/demo/?key={tenant.key.plain}").open()
    widget.say("From my laptop")
    eventually(lambda: len(_conversations(tenant)) == 2)
    other = _other(tenant, vera.id)
    tenant.patch(f"/api/tenant/visitors/{other}", {"userEmail": "vera@example.org"}).ok()

    enter(page, stack, tenant, f"visitors/{vera.id}")
    page.get_by_role("button", name="Merge with…").press("Enter")
    dialog = page.get_by_role("dialog", name="Merge Vera with…")
    dialog.get_by_role("group", name="With the same e-mail address").get_by_role("radio").press("Space")
    expect(dialog.get_by_role("status")).to_contain_text("will belong to Vera")
    axe(page)
    dialog.get_by_role("button", name="Merge", exact=True).press("Enter")
    expect(page.get_by_text("The visitors are one now.")).to_be_visible()
    expect(page.get_by_text(re.compile("was merged into this visitor. This can be undone until"))).to_be_visible()
    axe(page)
    eventually(lambda: _conversations(tenant) == {hers: vera.id, _of(tenant, hers): vera.id})

    # The widget's socket is closed; it learns from its next request who it is now.
    widget.say("Which of the two am I?")
    eventually(lambda: "Which of the two am I?" in _said(tenant, vera.id), within=60)

    page.get_by_role("button", name="Undo the merge").press("Enter")
    expect(page.get_by_text("The visitors are two again")).to_be_visible()
    expect(page.get_by_role("button", name="Undo the merge")).to_be_hidden()
    eventually(lambda: set(_conversations(tenant).values()) == {vera.id, other})


def _other(tenant: Tenant, visitor_id: str) -> str:
    found = tenant.get("/api/tenant/visitors").ok()["visitors"]
    return next(str(one["id"]) for one in found if one["id"] != visitor_id)


def _conversations(tenant: Tenant) -> dict[str, str]:
    found = tenant.get("/api/tenant/conversations").ok()["conversations"]
    return {one["id"]: one["visitorId"] for one in found}


def _of(tenant: Tenant, but: str) -> str:
    return next(one for one in _conversations(tenant) if one != but)


def _said(tenant: Tenant, visitor_id: str) -> list[str]:
    return [
        message["content"]
        for conversation_id, of in _conversations(tenant).items()
        for message in tenant.get(f"/api/tenant/conversations/{conversation_id}/messages").ok()["messages"]
        if of == visitor_id
    ]
