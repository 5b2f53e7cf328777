"""Reports: the days they cover, how their figures are computed, and that page and CSV agree."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from connextlive.aws import clients, s3
from connextlive.core import zones
from connextlive.core.errors import Invalid, NotFound
from connextlive.core.i18n import LANGUAGES
from connextlive.events.domain import Change, of_change
from connextlive.identity import site, teams, user, workspace
from connextlive.rendering.formats import Formats
from connextlive.reports import figures, making, page, periods, report, rollup, table
from connextlive.reports.figures import Names, Order
from connextlive.reports.schemas.figures import Figures
from connextlive.reports.schemas.reports import ReportBody
from connextlive.table import items
from local.cloudformation.template import Template
from tests.support.builders import invoke
from tests.unit.reports.test_rollups import (
    ANNA,
    BOB,
    OTHER_SITE,
    SITE,
    TENANT,
    VIP,
    Story,
    a_day,
    make_table,
    set_zone,
    settle,
)
from tools import ROOT

if TYPE_CHECKING:
    from connextlive.identity.teams import Team

GONE = "lbl_01HX5ZZKBKACTAV9WEVGEMMVR2"
MARCH_2, MARCH_3 = date(2026, 3, 2), date(2026, 3, 3)
NAMES = Names(
    agents={ANNA: "Anna <b>A</b>", BOB: "=Bob"},
    sites={SITE: "Shop", OTHER_SITE: "Help & more"},
    labels={VIP: "VIP"},
    teams={},
)


@pytest.fixture
def table_made() -> Iterator[None]:
    with mock_aws():
        make_table()
        location = {"CreateBucketConfiguration": {"LocationConstraint": clients.region()}}
        clients.client("s3").create_bucket(Bucket=s3.BUCKET, **({} if clients.region() == "us-east-1" else location))
        yield


def an_order(first: date = MARCH_2, last: date = MARCH_3, **more: Any) -> Order:
    asked: dict[str, Any] = {"period": "day", "today": last, "agent_id": None, "site_id": None, "names": NAMES} | more
    return Order(tenant_id=TENANT, first=first, last=last, **asked)


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        ("day", None, None, ("2026-03-18", "2026-03-18")),
        ("week", None, None, ("2026-03-16", "2026-03-22")),
        ("month", None, None, ("2026-03-01", "2026-03-31")),
        ("quarter", None, None, ("2026-01-01", "2026-03-31")),
        ("year", None, None, ("2026-01-01", "2026-12-31")),
        ("day", "2026-01-05", None, ("2026-01-05", "2026-01-05")),
        ("week", "2026-01-07", None, ("2026-01-07", "2026-01-13")),
        ("month", "2026-02-01", None, ("2026-02-01", "2026-02-28")),
        ("month", "2026-02-15", None, ("2026-02-15", "2026-03-14")),
        ("month", "2026-01-31", None, ("2026-01-31", "2026-02-27")),
        ("day", None, "2026-01-05", ("2026-01-05", "2026-01-05")),
        ("week", None, "2026-01-07", ("2026-01-01", "2026-01-07")),
        ("month", None, "2026-02-28", ("2026-02-01", "2026-02-28")),
        ("month", None, "2026-03-14", ("2026-02-15", "2026-03-14")),
        ("month", None, "2026-03-29", ("2026-03-01", "2026-03-29")),
        ("quarter", "2026-11-30", None, ("2026-11-30", "2027-02-27")),
        ("quarter", None, "2026-05-31", ("2026-03-01", "2026-05-31")),
        ("quarter", None, "2026-05-30", ("2026-03-01", "2026-05-30")),
        ("year", "2027-03-01", None, ("2027-03-01", "2028-02-29")),
        ("year", "2028-02-29", None, ("2028-02-29", "2029-02-27")),
        ("year", None, "2028-02-29", ("2027-03-01", "2028-02-29")),
        ("year", None, "2029-02-28", ("2028-03-01", "2029-02-28")),
        ("week", "2026-01-01", "2026-12-31", ("2026-01-01", "2026-12-31")),
        ("day", "2028-01-01", "2028-12-31", ("2028-01-01", "2028-12-31")),
    ],
)
def test_a_report_covers_the_days_asked_for(
    period: Any, first: str | None, last: str | None, expected: tuple[str, str]
) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in (first, last))
    found = periods.days_of(period, start, end, date(2026, 3, 18))
    assert tuple(day.isoformat() for day in found) == expected


@pytest.mark.parametrize(
    ("first", "last", "field"), [("2026-01-02", "2026-01-01", "from"), ("2026-01-01", "2027-01-02", "to")]
)
def test_days_in_the_wrong_order_or_too_many_are_refused(first: str, last: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        periods.days_of("day", date.fromisoformat(first), date.fromisoformat(last), MARCH_2)
    assert list(refused.value.fields) == [field]


def test_weeks_and_months_of_a_range_are_the_calendars_and_cut_at_its_ends() -> None:
    weeks = list(periods.parts("week", date(2026, 3, 4), date(2026, 3, 17)))
    assert [(a.day, b.day) for a, b in weeks] == [(4, 8), (9, 15), (16, 17)]
    months = list(periods.parts("month", date(2026, 1, 15), date(2026, 3, 1)))
    assert [(f"{a}", f"{b}") for a, b in months] == [
        ("2026-01-15", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-01"),
    ]


@pytest.mark.parametrize(("given", "expected"), [("2026-03-02", "2026-03-02"), ("2026-03-01T23:30:00Z", "2026-03-02")])
def test_a_day_may_be_given_by_a_moment_in_it(given: str, expected: str) -> None:
    body = ReportBody.model_validate({"period": "day", "from": given})
    assert periods.local_day(body.from_ or "", zones.of("Europe/Berlin")).isoformat() == expected


@pytest.mark.parametrize(
    "given", ["", "2026", "2026-02-30", "20260302", "2026-03-02T10:00:00", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_day_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Must be a date"):
        ReportBody.model_validate({"period": "day", "from": given})


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("table_made")
def test_the_figures_of_the_worked_example() -> None:
    settle(*a_day())
    found = figures.of(an_order())
    assert (found.conversations, found.closed, found.reopened, found.unanswered, found.unread) == (2, 3, 1, 1, 2)
    first = found.first_response_time
    assert (first.count, first.mean) == (2, 135.0)
    assert first.median == pytest.approx(30, rel=0.01)
    assert first.p90 == pytest.approx(240, rel=0.01)
    assert (found.reply_time.count, found.reply_time.mean) == (3, 110.0)
    assert (found.resolution_time.count, found.resolution_time.mean) == (3, 1100.0)
    csat = {"score": 50.0, "count": 2, "good": 1, "average": 3.5, "stars": [0, 1, 0, 0, 1]}
    assert found.csat.model_dump() == csat
    assert found.outcomes.model_dump() == {"resolved": 1, "partial": 0, "unresolved": 0}
    assert found.sentiment.model_dump() == {"positive": 1, "neutral": 0, "negative": 0}
    assert [(topic.topic, topic.count) for topic in found.topics] == [("api", 1), ("billing", 1)]
    assert [(day.date, day.conversations, day.visitor_messages) for day in found.volume.by_day] == [
        ("2026-03-02", 2, 4),
        ("2026-03-03", 0, 1),
    ]
    monday, tuesday = found.volume.by_weekday_and_hour.messages[:2]
    assert (monday[9], monday[23], tuesday[8], sum(monday), sum(tuesday)) == (3, 1, 1, 4, 1)
    by_agent = {agent.agent_id: agent for agent in found.agents}
    assert (by_agent[ANNA].csat.count, by_agent[ANNA].csat.score, by_agent[BOB].csat.score) == (2, 50.0, None)
    assert [(one.site_id, one.conversations) for one in found.sites] == [(SITE, 1), (OTHER_SITE, 1)]
    assert [(part.from_, part.conversations, part.closed) for part in found.series] == [
        ("2026-03-02", 2, 2),
        ("2026-03-03", 0, 1),
    ]
    assert found.previous.conversations == 0


@pytest.mark.usefixtures("table_made")
def test_a_report_of_an_agent_or_a_site_holds_nothing_else() -> None:
    settle(*a_day())
    bob = figures.of(an_order(agent_id=BOB))
    assert (bob.agent_messages, bob.first_response_time.count, bob.csat.count, bob.unread) == (2, 1, 0, 0)
    assert [agent.agent_id for agent in bob.agents] == [BOB]
    shop = figures.of(an_order(site_id=OTHER_SITE))
    assert (shop.conversations, shop.unanswered, shop.unread, shop.topics, shop.agents) == (1, 1, 1, [], [])
    both = figures.of(an_order(agent_id=ANNA, site_id=SITE))
    assert (both.conversations, both.csat.count, len(both.topics), both.unread) == (1, 2, 2, 1)
    assert figures.of(an_order(agent_id=ANNA, site_id=OTHER_SITE)).conversations == 0


@pytest.mark.usefixtures("table_made")
def test_a_report_says_how_conversations_with_a_label_were_closed_and_rated() -> None:
    story = Story("2026-03-02T09:00:00.000Z").agent("2026-03-02T09:01:00.000Z").label([VIP, GONE])
    settle(story.close("2026-03-02T09:10:00.000Z").rate(4, "2026-03-02T09:11:00.000Z"))
    settle(Story("2026-03-02T10:00:00.000Z").label([VIP]).close("2026-03-02T10:20:00.000Z"))
    settle(Story("2026-03-02T11:00:00.000Z").close("2026-03-02T11:20:00.000Z"))
    vip, gone = figures.of(an_order()).labels
    assert (vip.label_id, vip.name, vip.closed, vip.csat.count, vip.csat.score) == (VIP, "VIP", 2, 1, 100.0)
    assert (vip.resolution_time.count, vip.resolution_time.mean) == (2, 900.0)
    assert (gone.label_id, gone.name, gone.closed) == (GONE, None, 1)
    assert [(one.label_id, one.closed) for one in figures.of(an_order(agent_id=ANNA)).labels] == [(VIP, 1), (GONE, 1)]
    assert figures.of(an_order(site_id=OTHER_SITE)).labels == []


@pytest.mark.usefixtures("table_made")
def test_a_teams_figures_are_the_sum_of_its_present_members() -> None:
    settle(*a_day())
    of_anna, of_bob = (figures.of(an_order(agent_id=one)) for one in (ANNA, BOB))
    members = {"Sales": [ANNA, BOB], "Billing": [BOB, "usr_gone"], "Nobody": []}
    made: dict[str, Team] = {
        f"team_{name}": {"name": name, "member_ids": ids, "created_at": "", "updated_at": ""}
        for name, ids in members.items()
    }
    sales, billing, nobody = figures.of(an_order(names=replace(NAMES, teams=made))).teams
    assert (sales.name, sales.team_id, sales.agent_messages) == ("Sales", "team_Sales", 4)
    assert sales.reply_time.count == of_anna.reply_time.count + of_bob.reply_time.count == 3
    assert (billing.name, billing.agent_messages) == ("Billing", of_bob.agent_messages)
    assert (nobody.name, nobody.conversations) == ("Nobody", 0)


@pytest.mark.usefixtures("table_made")
def test_unread_is_that_of_the_end_of_the_last_day() -> None:
    settle(*a_day())
    assert figures.of(an_order(MARCH_2, MARCH_2, today=MARCH_3)).unread == 1
    assert figures.of(an_order(today=MARCH_3)).unread == 2
    assert figures.of(an_order(date(2026, 2, 1), date(2026, 2, 28), today=MARCH_3)).unread == 0


@pytest.mark.usefixtures("table_made")
def test_any_range_is_the_sum_of_its_days() -> None:
    settle(*a_day())
    two = figures.of(an_order())
    days = [figures.of(an_order(day, day)) for day in (MARCH_2, MARCH_3)]
    for name in ("conversations", "closed", "reopened", "visitor_messages", "agent_messages", "analysed"):
        assert getattr(two, name) == sum(getattr(day, name) for day in days)
    assert two.first_response_time.count == sum(day.first_response_time.count for day in days)


@pytest.mark.usefixtures("table_made")
def test_a_report_reads_roll_ups_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year takes as many calls with ten conversations as with ten million."""
    settle(*a_day())
    read: list[str] = []
    query, raw_items = items.query, items.raw_items

    def queried(pk: str, **more: Any) -> Any:
        read.append(pk)
        return query(pk, **more)

    def got(keys: Any, consistent: bool = True) -> Any:
        read.append(keys[0][0])
        return raw_items(keys, consistent)

    monkeypatch.setattr(items, "query", queried)
    monkeypatch.setattr(items, "raw_items", got)
    figures.of(an_order(date(2026, 1, 1), date(2026, 12, 31)))
    assert len(read) == 8
    assert all(pk.startswith(f"{TENANT}#rollup#") for pk in read)


# ── The page and the table ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("table_made")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_and_runs_nothing(language: str) -> None:
    settle(*a_day())
    order = an_order()
    frame = page.Frame(order, "<script>Acme</script>", language, "Europe/Berlin", "2026-03-04T08:00:00.000Z")
    text = page.of(frame, figures.of(order))
    assert f'<html lang="{language}">' in text
    assert "<script" not in text
    assert "&lt;script&gt;Acme" in text
    assert "Anna &lt;b&gt;A&lt;/b&gt;" in text
    assert not re.search(r"\b(?:src|href|url|@import)\s*[=(]", text)
    assert "default-src 'none'" in text
    assert text.count("<svg") == 2


def test_an_empty_page_says_so() -> None:
    with mock_aws():
        make_table()
        order = an_order(date(2026, 1, 1), date(2026, 12, 31))
        text = page.of(page.Frame(order, "Acme", "en", "UTC", "2026-03-04T08:00:00.000Z"), figures.of(order))
    assert text.count("Nothing in this period") == 6


@pytest.mark.usefixtures("table_made")
def test_the_table_equals_the_figures_and_no_name_is_a_formula() -> None:
    settle(*a_day())
    found = figures.of(an_order())
    rows = list(csv.DictReader(io.StringIO(table.of(found).removeprefix("\ufeff"))))
    total = rows[0]
    assert (total["scope"], total["conversations"], total["first_response_mean_s"]) == ("total", "2", "135.0")
    assert (total["csat_percent"], total["unread"]) == ("50.0", "2")
    assert {row["name"] for row in rows if row["scope"] == "agent"} == {"Anna <b>A</b>", "'=Bob"}
    assert sum(int(row["visitor_messages"]) for row in rows if row["scope"] == "weekday_hour") == 5


@pytest.mark.usefixtures("table_made")
@pytest.mark.parametrize(
    ("language", "between", "numbers"),
    [
        ("en", ",", ("135.0", "50.0", "3.5")),
        ("de", ";", ("135,0", "50,0", "3,5")),
        ("tr", ";", ("135,0", "50,0", "3,5")),
        ("es", ";", ("135,0", "50,0", "3,5")),
    ],
)
def test_the_table_opens_in_a_spreadsheet_of_its_language(
    language: str, between: str, numbers: tuple[str, str, str]
) -> None:
    settle(*a_day())
    written = table.of(figures.of(an_order()), language)
    total = next(csv.DictReader(io.StringIO(written.removeprefix("\ufeff")), delimiter=between))
    assert (total["first_response_mean_s"], total["csat_percent"], total["rating_average"]) == numbers
    assert total["conversations"] == "2"
    assert written.splitlines()[0].count(between) == len(table.COLUMNS) - 1


@pytest.mark.usefixtures("table_made")
def test_the_table_for_programs_is_the_same_in_every_language() -> None:
    settle(*a_day())
    made = report.order(TENANT, "day", "2026-03-02", "2026-03-03")
    workspace.update(TENANT, {"language": "de"})
    files = making.files(made)
    found = Figures.model_validate_json(files["json"], by_alias=True, by_name=False)
    assert files["data.csv"] == table.of(found, "en")
    assert files["csv"] == table.of(found, "de")


@pytest.mark.parametrize(
    ("language", "number", "percent", "duration", "days"),
    [
        ("en", "1,234.5", "50%", "1 hr, 1 min", "Feb 28 – Mar 1, 2026"),
        ("de", "1.234,5", "50\xa0%", "1 Std., 1 Min.", "28. Feb. – 1. März 2026"),
        ("tr", "1.234,5", "%50", "1 sa. 1 dk.", "28 Şub – 1 Mar 2026"),
        ("es", "1234,5", "50\xa0%", "1 h y 1 min", "28 feb – 1 mar 2026"),
    ],
)
def test_each_language_writes_its_own_way(language: str, number: str, percent: str, duration: str, days: str) -> None:
    words = Formats(language)
    assert words.number(1234.5, 1) == number
    assert (words.percent(50), words.duration(3661)) == (percent, duration)
    assert words.range(date(2026, 2, 28), date(2026, 3, 1)) == days
    assert len(words.weekdays) == 7


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0 sec"),
        (0.4, "0 sec"),
        (59.4, "59 sec"),
        (59.6, "1 min"),
        (61, "1 min, 1 sec"),
        (119.6, "2 min"),
        (3_599.4, "59 min, 59 sec"),
        (3_599.6, "1 hr"),
        (23 * 3_600 + 36 * 60, "23 hr, 36 min"),
        (7_199, "2 hr"),
        (86_399, "1 day"),
        (86_400 * 2 + 59, "2 days"),
        (86_400 * 2 + 23.6 * 3_600, "3 days"),
    ],
)
def test_a_duration_is_its_two_greatest_units(seconds: float | None, text: str) -> None:
    assert Formats("en").duration(seconds) == text


@pytest.mark.parametrize(("value", "text"), [(1234, "1234"), (12_345, "12.345"), (-1234, "-1234"), (999, "999")])
def test_spanish_groups_from_five_digits_on(value: int, text: str) -> None:
    assert Formats("es").number(value) == text


@pytest.mark.parametrize(("value", "text"), [(62.5, "63%"), (61.5, "62%"), (99.4, "99%")])
def test_halves_are_rounded_up_as_in_the_console(value: float, text: str) -> None:
    assert Formats("en").percent(value) == text


# ── Ordering and making ──────────────────────────────────────────────────────────────────────────────────────────────


def an_event(report_id: str, attempt: int = 1) -> dict[str, Any]:
    import json

    detail = {"eventId": "evt_1", "tenantId": TENANT, "occurredAt": "2026-03-04T08:00:00.000Z", "reportId": report_id}
    attributes = {"ApproximateReceiveCount": str(attempt)}
    body = json.dumps({"detail-type": "report.requested", "detail": detail})
    return {"Records": [{"messageId": "m", "body": body, "attributes": attributes, "eventSource": "aws:sqs"}]}


@pytest.mark.usefixtures("table_made")
def test_a_report_is_made_once_and_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    set_zone("Europe/Berlin")
    settle(*a_day())
    ordered = report.order(TENANT, "day", "2026-03-02", "2026-03-03")
    assert (ordered.status, ordered.timezone) == ("PENDING", "Europe/Berlin")
    assert invoke("on_report_requested", an_event(ordered.id)) == {"batchItemFailures": []}
    found = report.read(TENANT, ordered.id)
    assert found["status"] == "READY"
    text = report.figures(TENANT, ordered.id)
    assert text
    assert Figures.model_validate_json(text, by_alias=True, by_name=False).conversations == 2
    assert set(report.links(TENANT, found)) == {"json_", "csv", "data_csv", "html", "expires_at"}
    monkeypatch.setattr(making, "files", lambda _: pytest.fail("made twice"))
    assert invoke("on_report_requested", an_event(ordered.id)) == {"batchItemFailures": []}
    report.finish(TENANT, ordered.id, "FAILED")
    assert report.read(TENANT, ordered.id)["status"] == "READY"


@pytest.mark.usefixtures("table_made")
def test_a_report_that_keeps_failing_has_failed_after_the_last_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = report.order(TENANT, "day")
    monkeypatch.setattr(s3, "write", lambda *_: 1 / 0)
    for attempt in range(1, 6):
        assert report.read(TENANT, ordered.id)["status"] == "PENDING"
        assert invoke("on_report_requested", an_event(ordered.id, attempt)) == {
            "batchItemFailures": [{"itemIdentifier": "m"}]
        }
    assert report.read(TENANT, ordered.id)["status"] == "FAILED"
    monkeypatch.undo()  # mended, and redriven from the dead-letter queue
    invoke("on_report_requested", an_event(ordered.id, 6))
    assert report.read(TENANT, ordered.id)["status"] == "READY"


def test_the_last_attempt_is_every_queues() -> None:
    from connextlive.lambdas.consumer import LAST_ATTEMPT

    resources = Template(ROOT / "template.yaml", {}).document["Resources"].values()
    queues = [one["Properties"] for one in resources if one["Type"] == "AWS::SQS::Queue"]
    attempts = {queue["RedrivePolicy"]["maxReceiveCount"] for queue in queues if "RedrivePolicy" in queue}
    assert attempts == {LAST_ATTEMPT}


@pytest.mark.usefixtures("table_made")
def test_a_report_that_could_not_be_finished_is_shown_as_failed() -> None:
    ordered = report.order(TENANT, "day")
    ordered.created_at = "2026-01-01T00:00:00.000Z"
    ordered.save()
    assert report.read(TENANT, ordered.id)["status"] == report.page(TENANT, 5, None)[0][0]["status"] == "FAILED"


@pytest.mark.usefixtures("table_made")
def test_reports_are_listed_newest_first_and_by_cursor() -> None:
    ids = [report.order(TENANT, "day").id for _ in range(3)][::-1]
    ids.sort(reverse=True)
    first, cursor = report.page(TENANT, 2, None)
    rest, end = report.page(TENANT, 2, cursor)
    assert [one["id"] for one in first + rest] == ids
    assert end is None


@pytest.mark.usefixtures("table_made")
def test_a_report_is_of_an_agent_a_site_and_a_team_that_the_workspace_has() -> None:
    workspace.load(TENANT)
    shop = site.new(TENANT, "Shop", [])
    shop.save()
    agent, _ = user.new(TENANT, "anna@example.com", "Anna", "AGENT", "no-hash")
    agent.save()
    ordered = report.order(TENANT, "week", None, None, agent.id, shop.id)
    assert (ordered.agent_id, ordered.site_id) == (agent.id, shop.id)
    team_id = teams.create(TENANT, "Sales", [])["id"]
    assert report.order(TENANT, "week", team_id=team_id).team_id == team_id
    with pytest.raises(NotFound, match="Agent"):
        report.order(TENANT, "week", agent_id=agent.id, team_id=team_id)
    for other in ("ten_01HX5ZZKBKACTAV9WEVGEMMVRA",):
        with pytest.raises(NotFound, match="Agent"):
            report.order(other, "week", agent_id=agent.id)
        with pytest.raises(NotFound, match="Site"):
            report.order(other, "week", site_id=shop.id)
        with pytest.raises(NotFound, match="Team"):
            report.order(other, "week", team_id=team_id)
        with pytest.raises(NotFound, match="Report"):
            report.read(other, ordered.id)


def test_what_happens_to_a_report_is_announced_by_ids_only() -> None:
    def announced(before: str | None, after: str | None) -> list[str]:
        images = [{"kind": "report", "id": "rpt_1", "status": status} if status else None for status in (before, after)]
        happened = list(of_change(Change("r", "2026-03-02T09:00:00.000Z", f"{TENANT}#reports", *images)))
        assert all(set(one.detail) == {"eventId", "tenantId", "occurredAt", "reportId"} for one in happened)
        return [one.type for one in happened]

    assert announced(None, "PENDING") == ["report.requested"]
    assert announced("PENDING", "READY") == announced("FAILED", "READY") == ["report.ready"]
    assert announced("PENDING", "FAILED") == announced("READY", "READY") == announced("READY", None) == []


def test_the_last_year_is_one_report_and_its_bars_are_weeks() -> None:
    with mock_aws():
        make_table()
        last = date(2026, 3, 31)
        settle(*(Story(f"{last - timedelta(days=n)}T12:00:00.000Z") for n in range(0, 366, 30)))
        order = an_order(last - timedelta(days=365), last)
        found = figures.of(order)
        text = page.of(page.Frame(order, "Acme", "en", "UTC", "2026-03-31T20:00:00.000Z"), found)
    assert (found.conversations, len(found.series), len(found.volume.by_day)) == (13, 366, 366)
    assert text.count('class="bar"') == 53
    assert rollup.TOTAL not in {day.date for day in found.volume.by_day}
