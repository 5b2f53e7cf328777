#!/usr/bin/env bash
# juice 11.1.1, css-inline 0.24.0 and inline-css 4.0.3: of `<style media="print">`, which hides a link on paper, they
# make a style of the link itself, so it is hidden everywhere, and take the element away.
# Guessed: the element is kept or dropped, as `@media print` is by all of them, which says the same, and as premailer
# 3.10.0 keeps it.
# They read what is in a style element, and not its attributes, by which HTML says for what it is. A mail whose print
# styles were once put in an element of their own loses what is not to be printed.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check css-inline==0.24.0 premailer==3.10.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts juice@11.1.1 inline-css@4.0.3
cat >inline.mjs <<'JAVASCRIPT'
import inlineCss from 'inline-css';
import juice from 'juice';

const link = '<a href="https://shop.example.com">Answer</a>';
const hidden = 'a { display: none }';
for (const style of [`<style media="print">${hidden}</style>`, `<style>@media print { ${hidden} }</style>`]) {
	const mails = [juice(style + link), await inlineCss(style + link, { url: ' ' })];
	for (const mail of mails) console.log(/<a .*?>/.exec(mail)[0]);
}
JAVASCRIPT
cat >inline.py <<'PYTHON'
import re

import css_inline
import premailer

LINK = '<a href="https://shop.example.com">Answer</a>'
HIDDEN = "a { display: none }"
for style in (f'<style media="print">{HIDDEN}</style>', f"<style>@media print {{ {HIDDEN} }}</style>"):
    for inline in (css_inline.inline, premailer.transform):
        print(re.search("<a .*?>", inline(style + LINK))[0])
PYTHON
seen=$(node inline.mjs && "$folder/venv/bin/python" inline.py)
echo "seen (juice, inline-css, and both with @media; css-inline, premailer, and both with @media):"
echo "$seen"
as_is='<a href="https://shop.example.com">'
hidden='<a href="https://shop.example.com" style="display: none;">'
[ "$seen" = "$(printf '%s\n' "$hidden" "$hidden" "$as_is" "$as_is" "$hidden" "$as_is" "$as_is" "$as_is")" ]
