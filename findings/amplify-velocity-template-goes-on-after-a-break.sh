#!/usr/bin/env bash
# amplify-velocity-template 1.4.17: `#break` at the third of seven elements leaves out this one and the next, and the
# loop goes on with the fifth. If every round ends with `#break`, every second one takes place.
# Guessed: the loop ends, as Velocity's guide says, and as in API Gateway and AppSync, whose templates this simulates.
# The round after a `#break` is skipped, and at that the mark of it is taken off, so that the rounds after that one are
# made again. That the rest of the same round was once made, too, is known and mended (aws-amplify/amplify-cli #8779).
# A template that stops at a limit sends all but two, and the rounds show it only if there are enough of them.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts amplify-velocity-template@1.4.17
cat >render.mjs <<'JAVASCRIPT'
import velocity from 'amplify-velocity-template';

const templates = [
	'#foreach($day in $days)#if($foreach.count == 3)#break#end$day #end',
	'#foreach($day in $days)$day #break#end',
];
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
console.log(templates.map((text) => new velocity.Compile(velocity.parse(text)).render({ days }).trim()).join('; '));
JAVASCRIPT
seen=$(node render.mjs)
echo "seen: $seen"
[ "$seen" = "Mon Tue Fri Sat Sun; Mon Wed Fri Sun" ]
