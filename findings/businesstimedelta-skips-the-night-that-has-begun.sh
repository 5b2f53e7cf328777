#!/usr/bin/env bash
# businesstimedelta 1.0.1: with a night shift from 22:00 to 06:00, from 23:00 to 05:00 of the same shift are 0 hours of
# work, and from 01:00, too; and one hour of work after 23:00 is at 23:00 of the next day.
# Guessed: six hours, four, and midnight. Overnight shifts are what this version added, and its description shows how to
# count them; from noon to noon they are counted rightly.
# Within such a shift it looks for the next one: after 22:00 because the time is not below the later of both times,
# after midnight because it combines the new date with 22:00. Whoever counts how long an answer took misses the whole
# night.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check businesstimedelta==1.0.1 pytz==2025.2
cd "$folder"
seen=$("$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime, time
from importlib.metadata import version

import pytz
from businesstimedelta import BusinessTimeDelta, Rules, WorkDayRule

shifts = Rules([WorkDayRule(time(22), time(6), working_days=range(7), tz=pytz.utc)])


def hours(start, end):
    return shifts.difference(start, end).hours


noon, next_noon = (pytz.utc.localize(datetime(2026, 11, day, 12)) for day in (25, 26))
late, night, morning = (pytz.utc.localize(datetime(2026, 11, day, hour)) for day, hour in ((25, 23), (26, 1), (26, 5)))
print(version("businesstimedelta"), hours(noon, next_noon), hours(late, morning), hours(night, morning), end=" ")
print(late + BusinessTimeDelta(shifts, hours=1))
PYTHON
)
echo "seen: $seen"
[ "$seen" = "1.0.1 8 0 0 2026-11-26 23:00:00+00:00" ]
