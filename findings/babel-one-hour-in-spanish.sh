#!/usr/bin/env bash
# Babel 2.18.0 (CLDR 47): format_unit(1, "duration-hour", length="short", locale="es") is "1 horas".
# Guessed: "1 h", which is what CLDR, ICU and every browser's Intl.NumberFormat write, and what Babel itself writes for
# two. Babel's data has no short form for one hour in Spanish, only "other"; instead of it, the long plural is taken.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
cd "$folder"
seen=$("$folder/venv/bin/python" - <<'PYTHON'
import babel
from babel.units import format_unit

print(babel.__version__, *(repr(format_unit(value, "duration-hour", length="short", locale="es")) for value in (1, 2)))
PYTHON
)
echo "seen: $seen"
[ "$seen" = "2.18.0 '1 horas' '2 h'" ]
