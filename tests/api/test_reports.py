"""Reports: asked for, made by an event, fetched."""

from __future__ import annotations

from .builders import A_REPORT
from .client import Json, Tenant, eventually
from .shapes import is_id


def _ask(tenant: Tenant) -> Json:
    report: Json = tenant.post("/api/tenant/reports", A_REPORT).ok("report")["report"]
    return report


def test_a_report_is_asked_for_and_listed(tenant: Tenant) -> None:
    report = _ask(tenant)
    is_id(report["id"], "rpt")
    listed = tenant.get("/api/tenant/reports").ok()["reports"]
    assert [one["id"] for one in listed] == [report["id"]]


def test_a_report_becomes_ready(tenant: Tenant) -> None:
    path = f"/api/tenant/reports/{_ask(tenant)['id']}"
    eventually(lambda: tenant.get(path).ok("report")["report"]["status"] == "READY", within=15)
