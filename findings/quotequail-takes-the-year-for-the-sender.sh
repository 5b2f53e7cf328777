#!/usr/bin/env bash
# quotequail 0.5.4: of "On Fri, Nov 27, 2026 at 10:00 AM Vera Larsen <vera@example.com> wrote:", which Gmail writes in
# English above a quote, unwrap() says that it is of "Fri, Nov 27" and from "2026 at 10:00 AM Vera Larsen <…>".
# Guessed: of "Fri, Nov 27, 2026 at 10:00 AM", from "Vera Larsen <vera@example.com>". With a comma before the name, as
# Gmail once had it in American English and has it in British, it says so.
# It looks for a comma after the time, and if there is none, splits at the last one, which is before the year. The
# address is at the end either way, so what looks at it alone finds nothing wrong.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check quotequail==0.5.4
cd "$folder"
seen=$("$folder/venv/bin/python" - <<'PYTHON'
from quotequail import unwrap

for date in ("Fri, Nov 27, 2026 at 10:00 AM", "Fri, Nov 27, 2026 at 10:00 AM,", "Fri, 27 Nov 2026 at 10:00,"):
    reply = unwrap(f"Yes, please.\n\nOn {date} Vera Larsen <vera@example.com> wrote:\n\n> One lamp or two?\n")
    print(reply["date"], "|", reply["from"])
PYTHON
)
echo "seen:"
echo "$seen"
[ "$seen" = "Fri, Nov 27 | 2026 at 10:00 AM Vera Larsen <vera@example.com>
Fri, Nov 27, 2026 at 10:00 AM | Vera Larsen <vera@example.com>
Fri, 27 Nov 2026 at 10:00 | Vera Larsen <vera@example.com>" ]
