"""Webhooks, the report schedule and sites in the console."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.client import Tenant

from .console import enter

HOOK = {"url": "https://crm.company.com/hooks/chat", "events": ["message.created"], "description": "CRM"}


def test_a_new_webhook_shows_its_secret_once(stack: str, tenant: Tenant, page: Page) -> None:
    enter(page, stack, tenant, "webhooks")
    page.get_by_role("button", name="New webhook").click()
    page.get_by_label("URL").fill(HOOK["url"])
    page.get_by_label("All events").click()
    page.get_by_label("message.created").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Signing secret").last).to_have_text(re.compile("^whsec_"))
    (made,) = tenant.get("/api/tenant/webhooks").ok()["webhooks"]
    assert (made["url"], made["events"]) == (HOOK["url"], ["message.created"])
    page.reload()
    expect(page.get_by_role("region", name=HOOK["url"])).to_be_visible()
    expect(page.get_by_text("whsec_")).to_have_count(0)


def test_a_url_that_cannot_be_reached_is_refused_where_it_stands(stack: str, tenant: Tenant, page: Page) -> None:
    enter(page, stack, tenant, "webhooks")
    page.get_by_role("button", name="New webhook").click()
    page.get_by_label("URL").fill("ftp://company.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("URL")).to_have_attribute("aria-invalid", "true")


def test_a_webhook_is_changed_turned_off_and_deleted(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    tenant.post("/api/tenant/webhooks", HOOK).ok()
    enter(page, stack, tenant, "webhooks")
    hook = page.get_by_role("region", name=HOOK["url"])
    hook.get_by_role("button", name="Edit").click()
    page.get_by_label("Description").fill("Warehouse")
    page.get_by_role("button", name="Save").click()
    expect(hook).to_contain_text("Warehouse")
    hook.get_by_label("Active").click()
    expect(hook.get_by_label("Active")).to_have_attribute("aria-checked", "false")
    hook.get_by_role("button", name="Send a test").click()
    expect(hook.get_by_role("row")).to_have_count(2)
    axe(page)
    hook.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No webhooks yet")).to_be_visible()


def test_reports_are_sent_every_monday(stack: str, tenant: Tenant, page: Page) -> None:
    enter(page, stack, tenant, "reports")
    page.get_by_label("Every Monday, the week before").click()
    page.get_by_label("Recipients").fill("boss@company.com, cfo@company.com")
    page.get_by_role("region", name="By e-mail").get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next one is sent on")).to_be_visible()
    schedule = tenant.get("/api/tenant/report-schedule").ok()["reportSchedule"]
    assert (schedule["weekly"], schedule["recipients"]) == (True, ["boss@company.com", "cfo@company.com"])


def test_a_site_is_renamed(stack: str, tenant: Tenant, page: Page) -> None:
    tenant.post("/api/tenant/api-keys", {"name": "Shop"}).ok()
    enter(page, stack, tenant, "install")
    sites = page.get_by_role("region", name="Identity verification")
    sites.get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Help center")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(sites).to_contain_text("Help center")
