#!/usr/bin/env bash
# flufl.bounce 6.0.0: in a report in the form for international mail (RFC 6533), which says that a mail to
# visitor@example.org failed, it finds no address. In the same report in the older form (RFC 3464) it does.
# Guessed: in both. A server that speaks SMTPUTF8 sends the newer form if a mail had an address or a subject in UTF-8,
# even if the address that failed is all ASCII, and the fields are the same.
# It looks only for parts of the type `message/delivery-status`, and the newer ones are
# `message/global-delivery-status`. Without an address a report is no bounce, so mail goes on being sent there.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flufl.bounce==6.0.0
cd "$folder"
seen=$("$folder/venv/bin/python" - <<'PYTHON'
from email import message_from_string
from importlib.metadata import version

from flufl.bounce import scan_message

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: replies@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary=part

--part
Content-Type: text/plain; charset=utf-8

This is the mail system at mx.example.net. Your mail could not be delivered.

--part
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; visitor@example.org
Action: failed
Status: 5.1.1

--part--
"""
kinds = ("delivery-status", "global-delivery-status")
found = (sorted(scan_message(message_from_string(REPORT.format(kind=kind)))) for kind in kinds)
print(version("flufl.bounce"), *found)
PYTHON
)
echo "seen: $seen"
[ "$seen" = "6.0.0 [b'visitor@example.org'] []" ]
