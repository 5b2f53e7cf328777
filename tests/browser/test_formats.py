"""The server's numbers, dates and durations, compared with the browser's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from connextlive.core.i18n import LANGUAGES
from connextlive.rendering.formats import Formats

WRITTEN_BY_THE_BROWSER = """({ language, numbers, durations, moments }) => {
  const unit = ([value, unit]) => new Intl.NumberFormat(language, { style: "unit", unit }).format(value);
  const pair = new Intl.ListFormat(language, { type: "unit", style: "short" });
  const date = new Intl.DateTimeFormat(language, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" });
  const day = new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "short", day: "numeric" });
  const moment = new Intl.DateTimeFormat(language, { timeZone: "UTC", dateStyle: "medium", timeStyle: "short" });
  const weekday = new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "short" });
  return {
    numbers: numbers.map((value) => value.toLocaleString(language, { maximumFractionDigits: 0 })),
    percents: numbers.map((value) => new Intl.NumberFormat(language, { style: "percent" }).format(value / 100)),
    durations: durations.map((parts) => pair.format(parts.map(unit))),
    dates: moments.map(([at]) => date.format(at)),
    days: moments.map(([at]) => day.format(at)),
    moments: moments.map(([at]) => moment.format(at)),
    ranges: moments.map(([at, until]) => date.formatRange(at, until)),
    weekdays: [1, 2, 3, 4, 5, 6, 7].map((of) => weekday.format(Date.UTC(2024, 0, of))),
  };
}"""
NUMBERS = [0, 7, 61.5, 62.5, 999, 1234, 12_345, 1_234_567]
DURATIONS = {
    59.6: [[1, "minute"]],
    7: [[7, "second"]],
    119: [[1, "minute"], [59, "second"]],
    3_661: [[1, "hour"], [1, "minute"]],
    90_000: [[1, "day"], [1, "hour"]],
    200_000: [[2, "day"], [8, "hour"]],
}
MOMENTS = [
    (begin, begin + timedelta(days=days))
    for days in (6, 40, 400)
    for begin in map(
        datetime.fromisoformat, ("2026-01-07T00:05Z", "2026-05-03T09:30Z", "2026-09-22T12:00Z", "2026-12-01T21:59Z")
    )
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_server_writes_as_the_browser_does(page: Page, language: str) -> None:
    server = Formats(language)
    moments = [[int(at.timestamp() * 1000) for at in pair] for pair in MOMENTS]
    given = {"language": language, "numbers": NUMBERS, "durations": [*DURATIONS.values()], "moments": moments}
    written: dict[str, Any] = page.evaluate(WRITTEN_BY_THE_BROWSER, given)
    assert written == {
        "numbers": list(map(server.number, NUMBERS)),
        "percents": list(map(server.percent, NUMBERS)),
        "durations": list(map(server.duration, DURATIONS)),
        "dates": [server.day(begin.date()) for begin, _ in MOMENTS],
        "days": [server.day(begin.date(), with_year=False) for begin, _ in MOMENTS],
        "moments": [server.moment(begin) for begin, _ in MOMENTS],
        "ranges": [server.range(begin.date(), end.date()) for begin, end in MOMENTS],
        "weekdays": list(server.weekdays),
    }
