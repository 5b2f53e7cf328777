#!/usr/bin/env bash
# icalendar 7.3.2 and ical.js 2.2.1: an event from 22:00 on 24 October in Berlin with DURATION:PT8H ends at 06:00, and
# node-ical 0.26.1 ends one with DURATION:P1D at 21:00 of the next day.
# Guessed: at 05:00 and at 22:00. In that night an hour comes twice, and RFC 5545 (3.3.6) says that hours of a duration
# are exact, and days as the calendar has them.
# The first two add all of it to the time that the clock shows, and the third adds all of it to the moment. So none of
# the three is right about both, and a plan of shifts counts nine hours for eight, or has a gap. That libical does the
# same as the third is known (libical #630).
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata==2026.1
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 node-ical@0.26.1
for duration in PT8H P1D; do
	cat <<ICS | sed 's/$/\r/' >"$duration.ics"
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Shifts//EN
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:shift@example.com
DTSTAMP:20261001T120000Z
DTSTART;TZID=Europe/Berlin:20261024T220000
DURATION:$duration
END:VEVENT
END:VCALENDAR
ICS
done
cat >ends.py <<'PYTHON'
from datetime import UTC
from pathlib import Path

from icalendar import Calendar

calendars = (Calendar.from_ical(Path(f"{duration}.ics").read_bytes()) for duration in ("PT8H", "P1D"))
print(*(f"{calendar.events[0].end.astimezone(UTC):%dT%H}Z" for calendar in calendars))
PYTHON
cat >ends.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

function byIcal(text) {
	const calendar = new ICAL.Component(ICAL.parse(text));
	ICAL.TimezoneService.register(calendar.getFirstSubcomponent('vtimezone'));
	return new ICAL.Event(calendar.getFirstSubcomponent('vevent')).endDate.toJSDate();
}
const byNodeIcal = (text) => nodeIcal.sync.parseICS(text)['shift@example.com'].end;

for (const end of [byIcal, byNodeIcal]) {
	const ends = ['PT8H', 'P1D'].map((duration) => end(readFileSync(`${duration}.ics`, 'utf8')).toISOString());
	console.log(ends.map((time) => `${time.slice(8, 13)}Z`).join(' '));
}
JAVASCRIPT
seen="$("$folder/venv/bin/python" ends.py)
$(node ends.mjs)"
echo "seen (icalendar, ical.js, node-ical; 25T04Z 25T21Z would be right):"
echo "$seen"
[ "$seen" = "25T05Z 25T21Z
25T05Z 25T21Z
25T04Z 25T20Z" ]
