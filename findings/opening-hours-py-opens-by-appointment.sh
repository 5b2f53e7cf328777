#!/usr/bin/env bash
# opening_hours_py 2.1.4: with `Mo-Fr 09:00-17:00; Sa "by appointment"`, is_open() is true on Saturday at any hour, and
# is_unknown() is false; with `Mo-Fr 09:00-17:00 || "by appointment"`, it is open always.
# Guessed: unknown, which is one of its three states, and is what OpenStreetMap's specification says of a rule that has
# a comment and no state, and what opening_hours.js 3.15.0 says of both.
# A rule without a state is taken for an open one, and a comment changes nothing. With the word `unknown` before the
# comment it is right. So a widget that asks is_open() says at three in the night that somebody is there.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check opening_hours_py==2.1.4
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts opening_hours@3.15.0
cat >rules.json <<'JSON'
[
  "Mo-Fr 09:00-17:00; Sa \"by appointment\"",
  "Mo-Fr 09:00-17:00 || \"by appointment\"",
  "Mo-Fr 09:00-17:00; Sa unknown \"by appointment\""
]
JSON
cat >states.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
import OpeningHours from 'opening_hours';

const saturday = new Date(2026, 10, 28, 3);
const rules = JSON.parse(readFileSync('rules.json')).map((rule) => new OpeningHours(rule, null));
console.log(rules.map((rule) => rule.getStateString(saturday)).join(' '));
JAVASCRIPT
seen=$("$folder/venv/bin/python" - <<'PYTHON'
import json
from datetime import datetime

from opening_hours import OpeningHours

saturday = datetime(2026, 11, 28, 3)
with open("rules.json") as file:
    for rule in map(OpeningHours, json.load(file)):
        print("open" if rule.is_open(saturday) else "unknown" if rule.is_unknown(saturday) else "close", end=" ")
PYTHON
)
seen="$seen; by opening_hours.js: $(node states.mjs)"
echo "seen: $seen"
[ "$seen" = "open open unknown ; by opening_hours.js: unknown unknown unknown" ]
