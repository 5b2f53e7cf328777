#!/usr/bin/env bash
# postal-mime 4.0.0: of two lines of a quote that belong together in a mail with `format=flowed`, it makes one with the
# second line's ">>" between the words.
# Guessed: one line with one ">>" at its beginning, which is what RFC 3676 (4.5) says, and what mailparser 3.14.2 makes
# of the same mail, which is by the same author. What is not quoted is right in both.
# It joins lines before it looks at quotes, and takes off only the space that protects a line's beginning. So what is
# quoted cannot be shown as it was, and a search for its words misses those at the ends of lines.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts postal-mime@4.0.0 mailparser@3.14.2
cat >read.mjs <<'JAVASCRIPT'
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

const lines = ['That is \r\ntoo late.', '', '> Vera wrote:', '>> Is my lamp on \r\n>> its way?'];
const mail = `Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n${lines.join('\r\n')}\r\n`;
const texts = [await PostalMime.parse(mail), await simpleParser(mail)].map(({ text }) => JSON.stringify(text.trim()));
console.log(texts.join(', mailparser: '));
JAVASCRIPT
seen=$(node read.mjs)
echo "seen: $seen"
right='That is too late.\n\n> Vera wrote:\n>> Is my lamp on'
[ "$seen" = "\"$right >> its way?\", mailparser: \"$right its way?\"" ]
