"""Reports: requested by POST, generated from roll-ups, then ready with figures and files."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import httpx
import pytest

from .builders import World
from .client import Json, Tenant, becomes, eventually, unique
from .shapes import is_id, is_time

REPORTS = "/api/tenant/reports"
REPORT = {
    "id",
    "status",
    "period",
    "from",
    "to",
    "timezone",
    "agentId",
    "siteId",
    "teamId",
    "createdAt",
    "finishedAt",
}


def _order(tenant: Tenant, **body: object) -> Json:
    report: Json = tenant.post(REPORTS, {"period": "day", **body}).ok("report")["report"]
    return report


def _ready(tenant: Tenant, report: Json) -> Json:
    def ready() -> Json:
        found: Json = tenant.get(f"{REPORTS}/{report['id']}").ok("report")["report"]
        assert found["status"] == "READY", found["status"]
        return found

    return eventually(ready)


def _figures(tenant: Tenant, **body: object) -> Json:
    """The figures of a report, requested again until it includes everything: roll-ups lag behind writes."""
    figures: Json = _ready(tenant, _order(tenant, **body))["figures"]
    return figures


def test_a_day_with_known_conversations(tenant: Tenant) -> None:
    anna, bob = tenant.agent, tenant.invite_agent("Ben Agent")
    vera, walt = tenant.visitor("Vera"), tenant.visitor("Walt")
    answered = vera.says("Hello")
    vera.says("Anybody there?")
    anna.sends(answered, "Hello Vera").ok()
    anna.sends(answered, "How can I help?").ok()
    anna.sends(answered, "Difficult one", isInternal=True).ok()
    anna.post(f"/api/agent/conversations/{answered}/resolve").ok()
    vera.post("/api/widget/rating", {"score": 5}).ok()
    vera.says("One more thing")
    bob.sends(answered, "Yes?").ok()
    tenant.post(f"/api/tenant/conversations/{answered}/mark-read").ok()
    waiting = walt.says("I wait")
    tenant.put(f"/api/tenant/conversations/{waiting}/status", {"status": "CLOSED"}).ok()

    report = _ready(tenant, _order(tenant))
    figures = report["figures"]
    assert (figures["conversations"], figures["closed"], figures["reopened"], figures["unanswered"]) == (2, 2, 1, 1)
    assert (figures["visitorMessages"], figures["agentMessages"], figures["unread"]) == (4, 3, 1)
    counts = [figures[name]["count"] for name in ("firstResponseTime", "replyTime", "resolutionTime")]
    assert counts == [2, 2, 2]
    for name in ("mean", "median", "p90"):
        assert 0 <= figures["firstResponseTime"][name] < 60
    assert figures["csat"] == {"score": 100.0, "count": 1, "good": 1, "average": 5.0, "stars": [0, 0, 0, 0, 1]}
    agents = {agent["agentId"]: agent for agent in figures["agents"]}
    assert (agents[anna.id]["csat"]["count"], agents[bob.id]["csat"]["count"]) == (1, 0)
    assert (agents[anna.id]["agentMessages"], agents[bob.id]["agentMessages"]) == (2, 1)
    assert agents[bob.id]["firstResponseTime"]["count"] == 1
    assert [(day["date"], day["conversations"]) for day in figures["volume"]["byDay"]] == [(report["from"], 2)]
    week = figures["volume"]["byWeekdayAndHour"]["messages"]
    assert sum(week[date.fromisoformat(report["from"]).weekday()]) == 4
    assert _figures(tenant, agentId=bob.id)["agentMessages"] == 1
    team = tenant.post("/api/tenant/teams", {"name": "Sales", "memberIds": [bob.id]}).ok()["team"]
    assert _figures(tenant, teamId=team["id"])["agentMessages"] == 1
    assert [(one["name"], one["agentMessages"]) for one in _figures(tenant)["teams"]] == [("Sales", 1)]
    assert _figures(tenant, siteId=tenant.key.site_id)["conversations"] == 2
    assert _figures(tenant, siteId=tenant.new_key().site_id)["conversations"] == 0


def test_the_files_say_the_same(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"language": "de", "name": "<b>Firma</b>"}).ok()
    tenant.visitor().says("Hallo")
    report = _ready(tenant, _order(tenant))
    links = report["links"]
    is_time(links["expiresAt"])
    assert httpx.get(links["json"]).json() == report["figures"]
    for link, between in (("csv", ";"), ("dataCsv", ",")):
        table = httpx.get(links[link])
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        total = next(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=between))
        assert (total["scope"], total["conversations"]) == ("total", "1")
    page = httpx.get(links["html"])
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="de">' in page.text
    assert "&lt;b&gt;Firma&lt;/b&gt;" in page.text
    assert "<script" not in page.text
    assert httpx.get(links["json"].partition("?")[0]).status_code in (200, 403)  # ministack lets anybody in


def test_a_new_report_is_pending_and_shows_its_request(tenant: Tenant) -> None:
    report = _order(tenant, period="week", **{"from": "2026-01-05", "to": "2026-02-01"})
    assert set(report) == REPORT
    is_id(report["id"], "rpt")
    is_time(report["createdAt"])
    asked = {"status": "PENDING", "period": "week", "from": "2026-01-05", "to": "2026-02-01", "timezone": "UTC"}
    assert {name: report[name] for name in asked} == asked
    ready = _ready(tenant, report)
    assert set(ready) == REPORT | {"figures", "links"}
    assert [(part["from"], part["to"]) for part in ready["figures"]["series"]][::3] == [
        ("2026-01-05", "2026-01-11"),
        ("2026-01-26", "2026-02-01"),
    ]
    assert ready["figures"]["firstResponseTime"] == {"count": 0, "mean": None, "median": None, "p90": None}


def test_a_day_is_one_of_the_workspaces_timezone(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"timezone": "Pacific/Kiritimati"}).ok()
    ahead = _order(tenant)
    tenant.put("/api/tenant/workspace", {"timezone": "Pacific/Niue"}).ok()
    behind = _order(tenant)
    assert (ahead["timezone"], behind["timezone"]) == ("Pacific/Kiritimati", "Pacific/Niue")
    apart = date.fromisoformat(ahead["from"]) - date.fromisoformat(behind["from"])
    assert timedelta(days=1) <= apart <= timedelta(days=2)  # 25 hours
    tenant.visitor().says("Hello")
    report = _ready(tenant, _order(tenant))
    assert report["from"] == behind["from"]
    assert report["figures"]["conversations"] == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"period": "day", "from": "2026-02-02", "to": "2026-02-01"}, ["from"]),
        ({"period": "month", "from": "2026-01-01", "to": "2027-01-02"}, ["to"]),
        ({"period": "day", "from": "2026-02-30"}, ["from"]),
        ({"period": "day", "to": "tomorrow"}, ["to"]),
        ({"period": "DECADE", "from": 1}, ["period", "from"]),
        ({"from": "2026-02-01"}, ["period"]),
    ],
)
def test_wrong_days_are_refused_by_name(shared_tenant: Tenant, body: Json, fields: list[str]) -> None:
    shared_tenant.post(REPORTS, body).invalid(*fields)


def test_a_leap_year_is_the_longest_report(shared_tenant: Tenant) -> None:
    report = _order(shared_tenant, **{"period": "month", "from": "2024-01-01", "to": "2024-12-31"})
    assert len(_ready(shared_tenant, report)["figures"]["series"]) == 12


def test_an_unknown_or_foreign_agent_site_or_team_is_not_found(tenant: Tenant, other_world: World) -> None:
    for agent_id in (other_world.agent.id, tenant.user["id"], "usr_01HX0000000000000000000000", "x"):
        tenant.post(REPORTS, {"period": "day", "agentId": agent_id}).error(404, "Agent not found")
    for team_id in (other_world.ids["teams"], "team_01HX0000000000000000000000", "x"):
        tenant.post(REPORTS, {"period": "day", "teamId": team_id}).error(404, "Team not found")
    for site_id in (other_world.tenant.key.site_id, "site_01HX0000000000000000000000", "x"):
        tenant.post(REPORTS, {"period": "day", "siteId": site_id}).error(404, "Site not found")
    assert tenant.get(REPORTS).ok("reports", "pagination")["reports"] == []


def test_reports_are_listed_newest_first(tenant: Tenant) -> None:
    ordered = [_order(tenant)["id"] for _ in range(3)][::-1]
    first = tenant.get(REPORTS, limit=2).ok("reports", "pagination")
    assert [report["id"] for report in first["reports"]] == ordered[:2]
    assert all(set(report) == REPORT for report in first["reports"])
    cursor = first["pagination"]["nextCursor"]
    assert first["pagination"] == {"limit": 2, "hasMore": True, "nextCursor": cursor}
    rest = tenant.get(REPORTS, limit=2, cursor=cursor).ok()
    assert [report["id"] for report in rest["reports"]] == ordered[2:]
    assert rest["pagination"] == {"limit": 2, "hasMore": False, "nextCursor": None}
    tenant.get(REPORTS, limit=0, cursor="garbage!").invalid("limit")
    tenant.get(REPORTS, cursor="garbage!").invalid("cursor")


def test_the_same_order_under_one_key_is_one_report(tenant: Tenant) -> None:
    headers = {"Idempotency-Key": unique()}
    first = tenant.post(REPORTS, {"period": "day"}, headers=headers).ok()
    assert tenant.post(REPORTS, {"period": "day"}, headers=headers).ok() == first
    tenant.post(REPORTS, {"period": "week"}, headers=headers).refused("IDEMPOTENCY_KEY_REUSED")
    becomes(lambda: [report["status"] for report in tenant.get(REPORTS).ok()["reports"]], ["READY"])
