"""Time zones: whose data is used, and which names a workspace may have."""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connextlive.core import zones
from tests.support.interpreters import in_a_process
from tools import ROOT

# Places whose laws have changed their clocks since many a machine's copy was made, and how many minutes those are ahead
# of UTC on 15 January 2027.
CHANGED = {
    "America/Vancouver": -420,
    "America/Edmonton": -360,
    "America/Winnipeg": -300,
    "Africa/Casablanca": 0,
    "America/Havana": -240,
}
AHEAD = """
import sys
from datetime import UTC, datetime
from connextlive.core import zones
print(zones.of(sys.argv[1]).utcoffset(datetime(2027, 1, 15, 12)).total_seconds() // 60)
"""
DUE = """
from datetime import UTC, datetime
from local.sources.scheduler import due_between
schedule = {
    "ScheduleExpression": "cron(0 8 ? * MON *)",
    "ScheduleExpressionTimezone": "America/Vancouver",
    "LastModificationDate": datetime(2027, 1, 1, tzinfo=UTC),
}
print(due_between(schedule, datetime(2027, 1, 16, tzinfo=UTC), datetime(2027, 1, 20, tzinfo=UTC)))
"""


def minutes_ahead(name: str) -> float:
    ahead = datetime(2027, 1, 15, 12, tzinfo=UTC).astimezone(zones.of(name)).utcoffset()
    assert ahead is not None
    return ahead.total_seconds() / 60


@pytest.mark.parametrize(("name", "expected"), CHANGED.items())
def test_clocks_are_those_of_the_locked_data(name: str, expected: int) -> None:
    assert minutes_ahead(name) == expected


def test_a_machines_own_copy_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "America").mkdir()
    shutil.copy(Path(zones.DATA) / "Asia" / "Tokyo", tmp_path / "America" / "Vancouver")
    environment = {"PATH": os.environ["PATH"], "PYTHONTZPATH": str(tmp_path)}
    assert in_a_process(AHEAD, environment, "America/Vancouver").strip() == "-420.0"


def test_one_module_reads_zones_and_everything_else_asks_it() -> None:
    sources = [path for folder in ("functions", "shared") for path in (ROOT / folder).rglob("*.py")]
    imported = re.compile(r"^\s*(from|import) zoneinfo", re.MULTILINE)
    readers = [path.name for path in sources if imported.search(path.read_text())]
    assert readers == ["zones.py"]


def test_the_local_clock_does_not_read_a_machines_own_copy_either(tmp_path: Path) -> None:
    (tmp_path / "America").mkdir()
    shutil.copy(Path(zones.DATA) / "Asia" / "Tokyo", tmp_path / "America" / "Vancouver")
    environment = {"PATH": os.environ["PATH"], "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    due = in_a_process(DUE, environment)
    assert due.strip() == "2027-01-18 08:00:00-07:00"


def test_what_is_locked_for_lambda_is_what_runs_here() -> None:
    found = {
        re.findall(r"^tzdata==(\S+)", (ROOT / path).read_text(), re.MULTILINE)[0]
        for path in ("layers/dependencies/requirements.txt", "requirements/dev.txt")
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "Europe/Amsterdam",  # a link in the database, and where people live
        "America/Argentina/Buenos_Aires",
        "America/Indiana/Tell_City",
        "Antarctica/Troll",
        "UTC",
        # as browsers report them
        "Etc/UTC",
        "GMT",
        "Asia/Calcutta",
        "Asia/Saigon",
        "Asia/Katmandu",
        "Europe/Kiev",
        "America/Buenos_Aires",
        "America/Godthab",
        "Pacific/Truk",
        "US/Pacific",
        "Japan",
    ],
)
def test_where_people_live_is_a_workspaces_zone(name: str) -> None:
    assert name in zones.names()
    assert zones.of(name) is not UTC


@pytest.mark.parametrize(
    "name",
    [
        "posixrules",
        "Factory",
        "localtime",
        "right/Europe/Berlin",
        "posix/Europe/Berlin",
        "Etc/GMT+5",
        "Etc/Unknown",
        "GMT+0",
        "EST",
        "EST5EDT",
        "CET",
        "MST7MDT",
        "europe/berlin",
        "zone.tab",
        "tzdata.zi",
    ],
)
def test_what_is_no_place_is_no_workspaces_zone(name: str) -> None:
    assert name not in zones.names()


def test_every_name_has_a_clock() -> None:
    assert [name for name in zones.names() if "UTC" not in name and zones.of(name) is UTC] == []


def test_a_zone_that_is_in_no_data_any_more_is_on_utc() -> None:
    assert zones.of("localtime") is UTC
