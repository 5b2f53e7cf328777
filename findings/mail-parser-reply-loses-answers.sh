#!/usr/bin/env bash
# mail-parser-reply 1.36: of three plain answers to a mail, it finds no quote in the first, and loses half of the
# others.
# Guessed: a quote in Spanish, which it names among its languages, is cut off, and a list or a "Thanks," within an
# answer is part of it.
# Its expression for Spanish quotes begins with a lookahead that excludes the very line that it then looks for. A line
# that begins with "- " or "Thanks," begins a signature, which ends with the mail.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mail-parser-reply==1.36
cd "$folder"
seen=$("$folder/venv/bin/python" - <<'PYTHON'
from mailparser_reply import EmailReplyParser

parser = EmailReplyParser(languages=["en", "es"])
for text in (
    "Sí, gracias.\n\nEl vie, 28 nov 2026 a las 10:00, Tienda (<tienda@example.com>) escribió:\n\n> Hola\n",
    "Please send:\n- one lamp\n- two bulbs\n",
    "Hello,\n\nThanks, that helped. Do you ship to Norway?\n",
):
    print(repr(parser.read(text).replies[0].body[:30]), end=" ")
PYTHON
)
echo "seen: $seen"
[ "$seen" = "'Sí, gracias.\n\nEl vie, 28 nov 2' 'Please send:' 'Hello,' " ]
