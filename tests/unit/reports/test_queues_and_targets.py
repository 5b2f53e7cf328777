"""The second worked example of docs/reports.md, as a shop's day: business hours, targets, a queue and a team; and that
figures, tables, page and mail say the same of it."""

import csv
import io
import json
import re
from datetime import datetime
from typing import Any

import pytest

from connextlive.chat import conversation, message, timers
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import label, teams, user_presence
from connextlive.rendering.formats import Formats
from connextlive.reports import making, report, report_mail
from connextlive.reports.report import Report
from tests.support.builders import (
    Changes,
    Clock,
    Json,
    a_key,
    a_tenant,
    a_visitor,
    an_agent,
    call,
    consume,
    project,
)

FRIDAY = "2027-01-15"
SETTINGS: Json = {
    "hours": {"week": {"friday": [{"from": "09:00", "to": "17:00"}]}, "autoReply": {"enabled": False}},
    "targets": {"firstResponseMinutes": 15, "resolutionMinutes": 60},
}


class Shop:
    """A site that the team Sales answers, which is Anna; on a Friday at eight."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self.owner, self._changes, self._clock = a_tenant(), changes, clock
        self.id = self.owner.tenant_id
        self.anna = an_agent(self.owner, "Anna")
        self.sales = teams.create(self.id, "Sales", [self.anna.id])["id"]
        self.vip = label.create(self.id, "VIP", "blue")["id"]
        key, _ = a_key(self.owner)
        self.vera, self.walt = a_visitor(self.owner, key), a_visitor(self.owner, key)
        routing = {"rule": "least-busy", "sites": {key.site_id: {"teamId": self.sales}}}
        status, answer = call("tenant_workspace_update", self.owner, {"settings": {**SETTINGS, "routing": routing}})
        assert status == 200, answer
        consume("on_event_routing", {"type": "routing.changed", "tenantId": self.id})
        self.settle()

    def settle(self) -> None:
        self._changes.settle()

    def at(self, time: str) -> None:
        """It is so late now, and what was written before and what is due has been taken note of."""
        self.settle()
        then = datetime.fromisoformat(f"{FRIDAY}T{time}:00Z").timestamp()
        self._clock.advance(then - self._clock.now)
        timers.run(1e12)
        self.settle()

    def asks(self, visitor: Caller) -> str:
        return message.send_as_visitor(visitor, Draft("Hello"))[1].id

    def reported(self) -> tuple[Report, dict[str, str]]:
        made = report.order(self.id, "day", FRIDAY, FRIDAY)
        return made, making.files(made)

    def figures(self) -> Json:
        figures: Json = json.loads(self.reported()[1]["json"])
        return figures


@pytest.fixture
def shop(changes: Changes, clock: Clock) -> Shop:
    """The day as docs/reports.md tells it."""
    shop = Shop(changes, clock)
    shop.at("08:50")
    of_vera = shop.asks(shop.vera)
    shop.at("09:05")
    user_presence.seen(shop.id, shop.anna.id, 0)
    shop.at("09:10")
    message.send_as_agent(shop.id, of_vera, shop.anna.id, Draft("Here you are"))
    shop.at("09:20")
    assert call("agent_labels_set", shop.anna, {"labels": [shop.vip]}, id=of_vera)[0] == 200
    shop.at("09:40")
    assert call("agent_conversations_resolve", shop.anna, id=of_vera)[0] == 200
    shop.at("10:00")
    of_walt = shop.asks(shop.walt)
    shop.at("10:15")
    shop.at("10:30")
    assert timestamp() == f"{FRIDAY}T10:30:00.000Z"
    conversation.set_status(shop.id, of_walt, "CLOSED", by=shop.owner.id)
    shop.settle()
    return shop


def targets(first: tuple[int, int], resolution: tuple[int, int]) -> Json:
    names = ("met", "missed")
    return {
        "firstResponse": dict(zip(names, first, strict=True)),
        "resolution": dict(zip(names, resolution, strict=True)),
    }


def took(duration: Json) -> tuple[int, float | None]:
    return duration["count"], duration["mean"]


def test_the_day_as_the_page_of_definitions_works_it_out(shop: Shop) -> None:
    found = shop.figures()
    assert (took(found["queueTime"]), found["abandoned"]) == ((1, 900.0), 1)
    assert took(found["firstResponseTime"]) == (1, 1200.0)
    assert {name: took(one) for name, one in found["businessTimes"].items()} == {
        "firstResponseTime": (1, 600.0),
        "resolutionTime": (2, 2100.0),
    }
    assert found["targets"] == targets(first=(1, 1), resolution=(2, 0))
    [of_sales] = found["teams"]
    assert (of_sales["teamId"], of_sales["name"], of_sales["conversations"]) == (shop.sales, "Sales", 1)
    assert (took(of_sales["queueTime"]), of_sales["abandoned"]) == ((1, 900.0), 1)
    assert of_sales["targets"] == targets(first=(1, 0), resolution=(1, 0))
    [of_vip] = found["labels"]
    assert (of_vip["name"], of_vip["closed"]) == ("VIP", 1)
    assert of_vip["targets"] == targets(first=(1, 0), resolution=(1, 0))


def test_the_same_changes_again_add_nothing(shop: Shop, changes: Changes) -> None:
    before = shop.figures()
    project(changes.all)
    assert shop.figures() == before


def test_a_report_of_the_team_is_what_its_row_says(shop: Shop) -> None:
    row = shop.figures()["teams"][0]
    made = report.order(shop.id, "day", FRIDAY, FRIDAY, team_id=shop.sales)
    found = json.loads(making.files(made)["json"])
    assert {name: found[name] for name in row.keys() - {"teamId", "name"}} == {
        name: row[name] for name in row.keys() - {"teamId", "name"}
    }


def test_the_tables_have_what_the_figures_have(shop: Shop) -> None:
    _, files = shop.reported()
    rows = list(csv.DictReader(io.StringIO(files["data.csv"].removeprefix("\ufeff"))))
    by_scope = {row["scope"]: row for row in rows}
    expected: dict[str, dict[str, Any]] = {
        "total": {
            "queue_mean_s": "900.0",
            "abandoned": "1",
            "first_response_in_business_hours_count": "1",
            "first_response_in_business_hours_mean_s": "600.0",
            "resolution_in_business_hours_mean_s": "2100.0",
            "first_response_target_met": "1",
            "first_response_target_missed": "1",
            "resolution_target_met": "2",
            "resolution_target_missed": "0",
        },
        "team": {"key": shop.sales, "name": "Sales", "queue_mean_s": "900.0", "abandoned": "1"},
        "label": {"name": "VIP", "closed": "1", "first_response_target_met": "1", "resolution_target_missed": "0"},
    }
    assert {scope: {name: by_scope[scope][name] for name in cells} for scope, cells in expected.items()} == expected


def test_the_page_has_what_the_figures_have(shop: Shop) -> None:
    text = shop.reported()[1]["html"]
    cells = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in text.split("<tr>")]
    shown = {row[0]: row[1:] for row in cells if row}
    _, mean, _, count = shown["First response in business hours"]
    assert (mean, count) == ("10 min", "1")
    _, mean, _, count = shown["Time in the queue"]
    assert (mean, count) == ("15 min", "1")
    assert '<p class="name">Left the queue unanswered</p><p class="value">1</p>' in text
    assert '<p class="name">First responses in time</p><p class="value">50%</p><p class="more">1 of 2</p>' in text
    for name in ("Sales", "VIP"):
        assert "100% (1)" in shown[f"<bdi>{name}</bdi>"]


@pytest.mark.usefixtures("bucket")
def test_the_mail_has_what_the_figures_have_and_nothing_that_the_workspace_has_not_set(shop: Shop) -> None:
    made, files = shop.reported()
    report.write_files(shop.id, made.id, files)
    in_queue = Formats("en").duration(json.loads(files["json"])["queueTime"]["median"])
    figures = {figure.name: figure.value for figure in report_mail.key_figures(made, "en")}
    assert figures["First responses in time"] == "50%"
    assert figures["Resolutions in time"] == "100%"
    assert figures["Time in the queue (median)"] == in_queue
    assert figures["Left the queue unanswered"] == "1"
    other = a_tenant()
    made = report.order(other.tenant_id, "day", FRIDAY, FRIDAY)
    report.write_files(other.tenant_id, made.id, making.files(made))
    assert [figure.name for figure in report_mail.key_figures(made, "en")] == [
        "Conversations",
        "Closed",
        "First response (median)",
        "Resolution (median)",
        "Satisfaction",
    ]
