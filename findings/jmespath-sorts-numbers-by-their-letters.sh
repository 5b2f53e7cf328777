#!/usr/bin/env bash
# jmespath 0.16.0, @jmespath-community/jmespath 1.3.0 and @metrichor/jmespath 0.3.1 for JavaScript: sort([9, 10, 100]) is
# [10, 100, 9], and the least of the numbers, `sort(@)[0]`, is 10.
# Guessed: [9, 10, 100], as the specification says of numbers, as by its Python 1.1.0, and by sort_by(@, &@) in the same
# three.
# They check that all are numbers or all are strings, and then call JavaScript's sort() without saying how, which
# compares letters. The numbers in the specification's own tests, such as -1, 3, 4 and 5, come out alike either way. In
# json-formula, which descends from the first of them, it was found and mended (#169).
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jmespath==1.1.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
	jmespath@0.16.0 @jmespath-community/jmespath@1.3.0 @metrichor/jmespath@0.3.1
cat >sort.mjs <<'JAVASCRIPT'
import * as community from '@jmespath-community/jmespath';
import * as metrichor from '@metrichor/jmespath';
import jmespath from 'jmespath';

for (const { search } of [jmespath, community, metrichor]) {
	const sorted = ['sort(@)', 'sort(@)[0]', 'sort_by(@, &@)'].map((text) => search([100, 9, 10], text));
	console.log(JSON.stringify(sorted));
}
JAVASCRIPT
by_python=$("$folder/venv/bin/python" -c "import jmespath; print(jmespath.search('sort(@)', [100, 9, 10]))")
seen=$(node sort.mjs | uniq)
echo "seen: $seen; by Python: $by_python"
[ "$seen" = "[[10,100,9],10,[9,10,100]]" ]
[ "$by_python" = "[9, 10, 100]" ]
