#!/usr/bin/env bash
# @postalsys/gettext 4.1.1 and node-gettext 3.0.1: of a Spanish catalog by Babel 2.19.0, in which 2 is "mensajes" and a
# million is "de mensajes", they say "2 de mensajes".
# Guessed: "2 mensajes", by the rule that the catalog has in its Plural-Forms, as in GNU gettext and in Python.
# They never read that header, and take the form's number from a table of their own, where Spanish has two forms. So had
# Babel until 2.18; now it has CLDR's three, of which the second is for millions, and a catalog that is made anew says
# the wrong word for all numbers but one. French, Italian and Portuguese have changed likewise.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
	@postalsys/gettext@4.1.1 node-gettext@3.0.1 gettext-parser@10.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

catalog = Catalog(locale="es", fuzzy=False)
catalog.add(("{} message", "{} messages"), ("{} mensaje", "{} de mensajes", "{} mensajes"))
with open("es.mo", "wb") as file:
    write_mo(file, catalog)
PYTHON
cat >say.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
import Postal from '@postalsys/gettext';
import { mo } from 'gettext-parser';
import Gettext from 'node-gettext';

for (const Library of [Postal, Gettext]) {
	const library = new Library();
	library.addTranslations('es', 'messages', mo.parse(readFileSync('es.mo')));
	library.setLocale('es');
	console.log([1, 2, 1e6].map((n) => library.ngettext('{} message', '{} messages', n)).join(', '));
}
JAVASCRIPT
by_python=$("$folder/venv/bin/python" - <<'PYTHON'
import gettext

with open("es.mo", "rb") as file:
    spanish = gettext.GNUTranslations(file)
print(", ".join(spanish.ngettext("{} message", "{} messages", number) for number in (1, 2, 1_000_000)))
PYTHON
)
seen=$(node say.mjs | uniq)
echo "seen: $seen; by Python: $by_python"
[ "$seen" = "{} mensaje, {} de mensajes, {} de mensajes" ]
[ "$by_python" = "{} mensaje, {} mensajes, {} de mensajes" ]
