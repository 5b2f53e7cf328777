"""The audit log and what else the console has for privacy."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.api.client import Tenant, eventually

from .console import enter, save


def test_an_owner_reads_filters_and_downloads_the_audit_log(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None], tmp_path: Path
) -> None:
    tenant.post("/api/tenant/webhooks", {"url": "https://crm.company.com/hooks", "events": ["*"]}).ok()
    eventually(lambda: len(tenant.get("/api/tenant/audit-log?action=webhook").ok()["entries"]) == 1)
    enter(page, stack, tenant, "settings")
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("row", name="webhook.created")).to_contain_text("crm.company.com")
    expect(page.get_by_role("row", name="user.logged_in")).not_to_have_count(0)
    axe(page)
    page.get_by_label("About").select_option(label="Webhooks")
    expect(page.get_by_role("row", name="user.logged_in")).to_have_count(0)
    expect(page.get_by_role("row", name="webhook.created")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    file = tmp_path / "log.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as table:
        assert [row["action"] for row in csv.DictReader(table)] == ["webhook.created"]
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_label("To").fill("2020-01-02")
    expect(page.get_by_text("No entries")).to_be_visible()


def test_an_owner_exports_everything_about_a_visitor(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None], tmp_path: Path
) -> None:
    visitor = tenant.visitor(userName="Vera")
    visitor.says("Do you ship to Norway?")
    enter(page, stack, tenant, f"visitors/{visitor.id}")
    page.get_by_role("button", name="Export everything").click()
    link = page.get_by_role("link", name="Download the export")
    expect(link).to_be_visible(timeout=20_000)
    axe(page)
    with page.expect_download() as download:
        link.click()
    file = tmp_path / "export.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        assert "Do you ship to Norway?" in archive.read("conversation.html").decode()


def test_an_owner_exports_conversations_as_a_table(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None], tmp_path: Path
) -> None:
    visitor = tenant.visitor(userName="Vera")
    visitor.says("Do you ship to Norway?")
    enter(page, stack, tenant, "reports")
    table = page.get_by_role("region", name="Conversations as a table")
    table.get_by_label("Status").select_option(label="Waiting")
    table.get_by_label("Active from").fill("2020-01-01")
    table.get_by_role("button", name="Export conversations").click()
    expect(table.get_by_role("link", name="NDJSON")).to_be_visible(timeout=20_000)
    expect(table.get_by_text("1 conversation")).to_be_visible()
    axe(page)
    with page.expect_download() as download:
        table.get_by_role("link", name="CSV", exact=True).click()
    file = tmp_path / "table.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as rows:
        assert [row["visitor.userName"] for row in csv.DictReader(rows)] == ["Vera"]


def test_who_is_on_hold_stays_and_what_is_old_goes(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    visitor = tenant.visitor(userName="Vera")
    held = visitor.says()
    enter(page, stack, tenant, f"conversations/{held}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Put on legal hold").click()
    expect(page.get_by_text("Legal hold", exact=True)).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="End the legal hold").click()
    expect(page.get_by_text("Legal hold", exact=True)).to_have_count(0)
    page.goto(f"{stack}/console/visitors/{visitor.id}")
    page.get_by_role("switch", name="Legal hold").click()
    eventually(lambda: tenant.see_visitor(visitor.id)["onHold"])
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("This visitor is on legal hold")).to_be_visible()
    page.goto(f"{stack}/console/settings")
    days = page.get_by_label("Delete closed conversations")
    days.fill("30")
    days.press("Tab")
    save(page)
    settings = tenant.get("/api/tenant/workspace").ok()["workspace"]["settings"]
    assert settings["retention"] == {"closedConversationDays": 30}
    axe(page)
