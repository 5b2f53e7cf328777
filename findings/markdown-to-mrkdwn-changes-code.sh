#!/usr/bin/env bash
# markdown_to_mrkdwn 0.3.3: of "Run `rm *.log *.tmp` first." it makes "Run `rm _.log _.tmp` first.", and of `__init__`
# `*init*`.
# Guessed: what is between backticks stays as it is, as in slackify-markdown 5.0.0. The package says that it preserves
# code blocks without converting what is in them, and does so if there are three backticks on lines of their own.
# Code in a line is only one pattern among the others, which replaces the code by itself and shields it from none of
# them. Whoever copies the command from the chat runs another one.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check markdown_to_mrkdwn==0.3.3
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts slackify-markdown@5.0.0
cat >texts.json <<'JSON'
["Run `rm *.log *.tmp` first.", "Call `__init__` first.", "```\nrm *.log *.tmp\n```"]
JSON
cat >convert.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
import * as slackify from 'slackify-markdown';

const convert = slackify.slackifyMarkdown ?? slackify.default;
for (const text of JSON.parse(readFileSync('texts.json'))) console.log(convert(text).trim());
JAVASCRIPT
seen=$("$folder/venv/bin/python" - <<'PYTHON'
import json

from markdown_to_mrkdwn import SlackMarkdownConverter

with open("texts.json") as file:
    for text in json.load(file):
        print(SlackMarkdownConverter().convert(text))
PYTHON
)
right=$(node convert.mjs)
printf 'seen:\n%s\nby slackify-markdown:\n%s\n' "$seen" "$right"
block='```
rm *.log *.tmp
```'
[ "$seen" = "Run \`rm _.log _.tmp\` first.
Call \`*init*\` first.
$block" ]
[ "$right" = "Run \`rm *.log *.tmp\` first.
Call \`__init__\` first.
$block" ]
