"""Report schedules: when they are due, in which time zone, for whom, and once however often they are triggered."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connextlive.aws import clients, s3
from connextlive.core.caller import Caller
from connextlive.email import sending
from connextlive.email.messages import Email
from connextlive.events.domain import Change, of_change
from connextlive.generated.values import ReportValues
from connextlive.identity import workspace
from connextlive.reports import report, report_schedule, timer
from connextlive.table import writes
from local.sources.scheduler import due_between
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_change,
    a_request,
    a_tenant,
    call,
    consume,
    failed,
    invoke,
    wrong,
)

WEEKLY = {"weekly": True, "recipients": ["boss@example.com"]}


@pytest.fixture
def scheduler(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """EventBridge Scheduler with the template's group."""
    queue = "arn:aws:sqs:eu-central-1:123456789012:queue"
    monkeypatch.setenv("SCHEDULE_GROUP", "connextlive")
    monkeypatch.setenv("SCHEDULE_ROLE_ARN", "arn:aws:iam::123456789012:role/schedule")
    monkeypatch.setenv("SCHEDULE_QUEUE_ARN", queue)
    monkeypatch.setenv("DEAD_LETTER_QUEUE_ARN", queue)
    client = clients.client("scheduler")
    client.create_schedule_group(Name="connextlive")
    return client


@pytest.fixture
def owner(cloud: None) -> Caller:
    return a_tenant(company="Acme")


def schedules(scheduler: Any) -> dict[str, Json]:
    """The schedules, by the last part of their names."""
    names = [one["Name"] for one in scheduler.list_schedules(GroupName="connextlive")["Schedules"]]
    found = [scheduler.get_schedule(GroupName="connextlive", Name=name) for name in names]
    return {one["Name"].rpartition("-")[2]: one for one in found}


def order(owner: Caller, **fields: Any) -> tuple[int, Json]:
    return call("tenant_report_schedule_update", owner, fields)


def changed(owner: Caller) -> Json:
    return consume("on_report_schedule_changed", {"tenantId": owner.tenant_id})


def due(owner: Caller, at: str, period: str = "week") -> Json:
    return consume("on_report_due", {"tenantId": owner.tenant_id, "period": period, "scheduledAt": at})


def reports(owner: Caller) -> list[ReportValues]:
    found, _ = report.page(owner.tenant_id, 100, None)
    return found


# ── What is ordered ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_ordered_at_first(owner: Caller) -> None:
    assert call("tenant_report_schedule_get", owner)[1]["reportSchedule"] == {
        "weekly": False,
        "monthly": False,
        "recipients": [],
        "timezone": "UTC",
        "nextWeeklyAt": None,
        "nextMonthlyAt": None,
        "updatedAt": None,
    }


def test_a_schedule_shows_when_it_is_due_next(owner: Caller, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_schedule, "datetime", clock.datetime)
    workspace.update(owner.tenant_id, {"timezone": "America/New_York"})
    status, answer = order(owner, weekly=True, monthly=True, recipients=["Boss@Example.com", "boss@example.com"])
    assert status == 200
    assert answer == call("tenant_report_schedule_get", owner)[1]
    assert answer["reportSchedule"]["recipients"] == ["boss@example.com"]
    due_at = [answer["reportSchedule"][name] for name in ("nextWeeklyAt", "nextMonthlyAt")]
    assert due_at == ["2027-01-18T13:00:00.000Z", "2027-02-01T13:00:00.000Z"]


@pytest.mark.parametrize(
    ("now", "timezone", "expected"),
    [
        ("2026-03-23T06:59:59Z", "Europe/Berlin", "2026-03-23T07:00:00.000Z"),
        ("2026-03-23T07:00:00Z", "Europe/Berlin", "2026-03-30T06:00:00.000Z"),  # summer time from the 29th
        ("2026-10-20T12:00:00Z", "Europe/Berlin", "2026-10-26T07:00:00.000Z"),  # winter time from the 25th
        ("2026-03-02T12:00:00Z", "America/New_York", "2026-03-02T13:00:00.000Z"),
        ("2026-03-06T12:00:00Z", "America/New_York", "2026-03-09T12:00:00.000Z"),
        ("2026-03-02T12:00:00Z", "Pacific/Kiritimati", "2026-03-08T18:00:00.000Z"),
    ],
)
def test_eight_in_the_morning_is_the_workspaces(
    monkeypatch: pytest.MonkeyPatch, now: str, timezone: str, expected: str
) -> None:
    clock = Clock(datetime.fromisoformat(now).timestamp())
    monkeypatch.setattr(report_schedule, "datetime", clock.datetime)
    standing = report_schedule.ReportSchedule("ten_A", "x", weekly=True, recipients=["a@example.com"])
    assert report_schedule.Standing(standing, timezone).next_due("week") == expected


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"weekly": True}, {"recipients": "Must name at least one address"}),
        ({"monthly": True, "recipients": []}, {"recipients": "Must name at least one address"}),
        ({"weekly": "yes"}, {"weekly": "Must be true or false"}),
        ({"daily": True}, {"daily": "Unknown field"}),
        (
            {"recipients": [f"{n}@example.com" for n in range(21)]},
            {"recipients": "Must have at most 20 entries"},
        ),
    ],
)
def test_what_is_no_order_is_refused(owner: Caller, body: Json, problem: dict[str, str]) -> None:
    assert order(owner, **body) == wrong(**problem)


def test_orders_and_the_clock_they_go_by_are_events(changes: Changes, owner: Caller) -> None:
    changes.new()
    order(owner, **WEEKLY)
    workspace.update(owner.tenant_id, {"timezone": "Asia/Tokyo"})
    workspace.update(owner.tenant_id, {"name": "Acme & Co"})
    happened = [event for record in changes.new() for event in of_change(Change.of(record))]
    assert [(event.type, event.detail["tenantId"]) for event in happened] == [
        ("report_schedule.changed", owner.tenant_id)
    ] * 2


def test_a_new_workspace_changes_no_order() -> None:
    assert list(of_change(Change.of(a_change("workspace", None, {"timezone": "UTC"}, pk="ten_A")))) == []


# ── EventBridge Scheduler ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_ordered_is_scheduled(scheduler: Any, owner: Caller) -> None:
    workspace.update(owner.tenant_id, {"timezone": "Europe/Berlin"})
    order(owner, weekly=True, monthly=True, recipients=["boss@example.com"])
    assert changed(owner) == failed()
    found = schedules(scheduler)
    times = {name: (one["ScheduleExpression"], one["ScheduleExpressionTimezone"]) for name, one in found.items()}
    assert times == {"week": ("cron(0 8 ? * MON *)", "Europe/Berlin"), "month": ("cron(0 8 1 * ? *)", "Europe/Berlin")}
    assert found["week"]["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(found["week"]["Target"]["Input"]) == {
        "detail-type": "report.due",
        "detail": {
            "eventId": "<aws.scheduler.execution-id>",
            "scheduledAt": "<aws.scheduler.scheduled-time>",
            "tenantId": owner.tenant_id,
            "period": "week",
        },
    }


def test_a_repeated_change_has_no_effect(scheduler: Any, owner: Caller) -> None:
    order(owner, **WEEKLY)
    assert (changed(owner), changed(owner)) == (failed(), failed())
    assert list(schedules(scheduler)) == ["week"]


def test_another_timezone_moves_the_schedule(scheduler: Any, owner: Caller) -> None:
    order(owner, **WEEKLY)
    changed(owner)
    workspace.update(owner.tenant_id, {"timezone": "Asia/Tokyo"})
    changed(owner)
    assert schedules(scheduler)["week"]["ScheduleExpressionTimezone"] == "Asia/Tokyo"


def test_what_is_turned_off_is_removed(scheduler: Any, owner: Caller) -> None:
    order(owner, weekly=True, monthly=True, recipients=["boss@example.com"])
    changed(owner)
    order(owner, monthly=True, recipients=["boss@example.com"])
    changed(owner)
    assert list(schedules(scheduler)) == ["month"]
    order(owner)
    assert changed(owner) == failed()
    assert schedules(scheduler) == {}


def test_of_two_changes_at_once_the_newer_order_stays(
    scheduler: Any, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a consumer that has read an order, when the next one comes and is dealt with
    order(owner, **WEEKLY)
    write = timer._write

    def late(tenant_id: str, standing: Any) -> None:
        monkeypatch.setattr(timer, "_write", write)
        order(owner)
        assert changed(owner) == failed()
        write(tenant_id, standing)

    monkeypatch.setattr(timer, "_write", late)
    # WHEN it goes on with what it had read THEN it sees that, and does as the newer one says
    assert changed(owner) == failed()
    assert schedules(scheduler) == {}


# ── Firing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "at", "days"),
    [
        ("week", "2026-03-16T07:00:00Z", ("2026-03-09", "2026-03-15")),
        ("week", "2026-03-30T06:00:00Z", ("2026-03-23", "2026-03-29")),  # the week that lost an hour
        ("month", "2026-03-01T07:00:00Z", ("2026-02-01", "2026-02-28")),
        ("month", "2026-01-01T07:00:00Z", ("2025-12-01", "2025-12-31")),
    ],
)
def test_the_last_whole_period_is_reported(owner: Caller, period: str, at: str, days: tuple[str, str]) -> None:
    workspace.update(owner.tenant_id, {"timezone": "Europe/Berlin"})
    order(owner, weekly=True, monthly=True, recipients=["boss@example.com"])
    assert due(owner, at, period) == failed()
    (made,) = reports(owner)
    assert (made["first_day"], made["last_day"], made["period"]) == (*days, period)
    assert made["recipients"] == ["boss@example.com"]


def test_what_fires_twice_or_late_orders_one_report(owner: Caller) -> None:
    order(owner, weekly=True, monthly=True, recipients=["boss@example.com"])
    for at in ("2026-03-16T08:00:00Z", "2026-03-16T08:00:00Z", "2026-03-17T01:00:00Z", "2026-03-22T23:00:00Z"):
        assert due(owner, at) == failed()
    assert len(reports(owner)) == 1
    due(owner, "2026-03-23T08:00:00Z")
    due(owner, "2026-03-01T08:00:00Z", "month")
    assert len(reports(owner)) == 3


def test_a_week_and_a_month_of_the_same_days_are_two_reports(owner: Caller) -> None:
    order(owner, weekly=True, monthly=True, recipients=["boss@example.com"])
    due(owner, "2027-03-01T08:00:00Z", "week")
    due(owner, "2027-03-01T08:00:00Z", "month")
    assert len(reports(owner)) == 2


def test_what_was_turned_off_fires_in_vain(owner: Caller) -> None:
    order(owner, monthly=True, recipients=["boss@example.com"])
    assert due(owner, "2026-03-16T08:00:00Z") == failed()
    assert reports(owner) == []


# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Made:
    """A scheduled report that is ready."""

    def __init__(self, owner: Caller, recipients: list[str]) -> None:
        order(owner, weekly=True, recipients=recipients)
        due(owner, "2026-03-16T08:00:00Z")
        (self.values,) = reports(owner)
        self.event = {"tenantId": owner.tenant_id, "reportId": self.values["id"]}
        assert consume("on_report_requested", self.event) == failed()
        self.token = report.token(report.load(owner.tenant_id, self.values["id"]))


def opened(token: str, **query: str) -> Json:
    answer: Json = invoke("reports_open", a_request("reports_open", query={"token": token, **query}))
    return answer


def test_a_report_that_was_due_is_mailed_to_everybody_once(bucket: Any, mailbox: Any, owner: Caller) -> None:
    workspace.update(owner.tenant_id, {"language": "es"})
    made = Made(owner, ["boss@example.com", "vice@example.com"])
    assert consume("on_report_ready", made.event, made.event) == failed()
    one, other = mailbox.sent_messages
    assert [mail.destinations["ToAddresses"] for mail in (one, other)] == [["boss@example.com"], ["vice@example.com"]]
    assert one.subject == "Acme: informe semanal, 9–15 mar 2026"
    assert f'<a href="https://api.example.com/live/api/reports?token={made.token}"' in one.body
    for name in ("Conversaciones", "Primera respuesta (mediana)", "Satisfacción"):
        assert name in one.body


def test_a_report_that_somebody_ordered_is_not_mailed(bucket: Any, mailbox: Any, owner: Caller) -> None:
    made = report.order(owner.tenant_id, "day")
    event = {"tenantId": owner.tenant_id, "reportId": made.id}
    consume("on_report_requested", event)
    assert consume("on_report_ready", event) == failed()
    assert mailbox.sent_messages == []


def test_one_failing_address_does_not_keep_the_report_from_others(
    bucket: Any, mailbox: Any, owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(owner, ["a@example.com", "b@example.com", "c@example.com"])
    send = sending._send

    def refuse(email: Email, to: str, reply_to: str | None) -> None:
        if to == "b@example.com":
            raise RuntimeError("Not today")
        send(email, to, reply_to)

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_send", refuse)
        assert consume("on_report_ready", made.event) == failed("m0")
    assert consume("on_report_ready", made.event) == failed()
    reached = [one.destinations["ToAddresses"][0] for one in mailbox.sent_messages]
    assert reached == ["a@example.com", "c@example.com", "b@example.com"]


def test_the_link_opens_the_report_without_a_login(bucket: Any, owner: Caller) -> None:
    made = Made(owner, ["boss@example.com"])
    page, table, figures = (opened(made.token, file=kind) for kind in ("html", "csv", "json"))
    assert opened(made.token) == page
    assert page["body"].startswith("<!doctype html>")
    assert page["headers"]["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert table["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    assert json.loads(figures["body"])["conversations"] == 0


@pytest.mark.parametrize("change", [str.swapcase, lambda token: token[:-1], lambda token: "", lambda token: "é.x.y"])
def test_another_token_opens_nothing(bucket: Any, owner: Caller, change: Any) -> None:
    made = Made(owner, ["boss@example.com"])
    assert opened(change(made.token))["statusCode"] == 404
    assert opened(made.token, file="exe")["statusCode"] == 404


def test_the_token_of_one_report_does_not_open_another(bucket: Any, owner: Caller) -> None:
    made = Made(owner, ["boss@example.com"])
    other = report.order(owner.tenant_id, "day")
    tenant, _, secret = made.token.split(".")
    assert opened(f"{tenant}.{other.id.removeprefix('rpt_')}.{secret}")["statusCode"] == 404


def test_the_link_ends_after_thirty_days(bucket: Any, owner: Caller) -> None:
    made = Made(owner, ["boss@example.com"])
    pk, sk = report.key(owner.tenant_id, made.values["id"])
    writes.set_fields(pk, sk, {"created_at": "2026-01-01T00:00:00.000Z"})
    assert opened(made.token)["statusCode"] == 404


def test_a_deleted_file_does_not_exist(bucket: Any, owner: Caller) -> None:
    made = Made(owner, ["boss@example.com"])
    s3.delete([report.file_key(owner.tenant_id, made.values["id"], "html")])
    assert opened(made.token)["statusCode"] == 404


# ── The local stack's clock ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("after", "now", "expected"),
    [
        ("2026-03-23T06:00:00", "2026-03-23T06:59:59", None),
        ("2026-03-23T06:59:59", "2026-03-23T07:00:04", "2026-03-23T07:00:00"),
        ("2026-03-30T05:59:59", "2026-03-30T06:00:04", "2026-03-30T06:00:00"),  # summer time
        ("2026-03-23T07:00:00", "2026-03-23T07:00:05", None),
        ("2026-03-20T00:00:00", "2026-04-10T00:00:00", "2026-03-23T07:00:00"),  # it was off for weeks
    ],
)
def test_a_schedule_is_due_on_its_zones_clock(after: str, now: str, expected: str | None) -> None:
    schedule = {
        "ScheduleExpression": "cron(0 8 ? * MON *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "LastModificationDate": datetime(2026, 1, 1, tzinfo=UTC),
    }
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (after, now)]
    due_at = due_between(schedule, *moments)
    assert (due_at and due_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")) == expected
    assert due_between(schedule | {"State": "DISABLED"}, *moments) is None
    later = schedule | {"LastModificationDate": datetime(2026, 12, 1, tzinfo=UTC)}
    assert due_between(later, *moments) is None
