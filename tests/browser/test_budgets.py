"""A daily budget that is used up: the console says so on every page, and the owner changes it in the settings."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.client import Tenant, an_email, becomes

from .console import enter, save


def _paused(tenant: Tenant) -> list[str]:
    found = tenant.get("/api/tenant/budgets").ok()["budgets"]
    return [one["budget"] for one in found if one["isPaused"]]


def test_the_owner_sees_what_is_paused_and_raises_the_budget(
    page: Page, stack: str, tenant: Tenant, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"budgets": {"mails": 1}}}).ok()
    for name in ("ivy", "jim"):
        tenant.post("/api/tenant/agents", {"name": name, "email": an_email(name)}).ok()
    becomes(lambda: _paused(tenant), ["MAILS"])

    enter(page, stack, tenant)
    banner = page.get_by_role("status").filter(has_text="Today’s budget for e-mails is used up.")
    expect(banner).to_be_visible()
    banner.get_by_role("link", name="Settings").press("Enter")
    budgets = page.get_by_role("region", name="Daily budgets")
    field = budgets.get_by_label("E-mails a day")
    expect(field).to_have_value("1")
    expect(budgets.get_by_text("1 of 1 today")).to_be_visible()
    expect(budgets.get_by_text("Paused until")).to_be_visible()
    axe(page)

    field.fill("3000")  # more than the deployment's
    field.press("Enter")
    assert field.evaluate("field => field.validity.rangeOverflow")
    field.fill("")
    field.press("Tab")
    save(page)
    expect(budgets.get_by_text("of 2,000 today")).to_be_visible()
    expect(banner).to_be_hidden()
    assert _paused(tenant) == []


def test_the_owner_asks_for_a_proof_of_work(page: Page, stack: str, tenant: Tenant) -> None:
    enter(page, stack, tenant, "settings")
    choice = page.get_by_label("Proof of work before a chat begins")
    expect(choice).to_have_value("auto")
    choice.select_option("Always")
    save(page)
    answer = tenant.api.post("/api/widget/sessions", {}, headers={"X-API-Key": tenant.key.plain})
    assert (answer.status, answer.body["data"]["code"]) == (403, "PROOF_OF_WORK_REQUIRED")
