#!/usr/bin/env bash
# electrodb 3.9.3: with a sort key of day and id, and the option `compare: 'attributes'`, the items "up to and including
# the 28th" (`lte`), and those "from the 27th to the 28th" (`between`), are without those of the 28th.
# Guessed: with them. By default keys are compared, and it is documented that this surprises; this option is there so
# that "the query comparison applies to the item's attributes". It does add a filter on the day.
# But the upper bound of the key stays, "…#day_2026-11-28", and the keys of that day go on with "#id_…" and are greater,
# so no item of it reaches the filter. What the option replaces, and is to be removed (`v2`), has a greater bound.
# Fails if that is no longer so. The table is in ministack 1.5.33.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
	electrodb@3.9.3 @aws-sdk/client-dynamodb@3.1169.0 @aws-sdk/lib-dynamodb@3.1169.0
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port "$folder/venv/bin/ministack" >"$folder/log" 2>&1 &
server=$!
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_REGION=us-east-1
cat >query.mjs <<'JAVASCRIPT'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Entity } from 'electrodb';

const client = new DynamoDBClient({ endpoint: process.argv[2], maxAttempts: 20 }); // until the server is up
const names = ['pk', 'sk'];
await client.send(
	new CreateTableCommand({
		TableName: 'messages',
		KeySchema: names.map((AttributeName, at) => ({ AttributeName, KeyType: ['HASH', 'RANGE'][at] })),
		AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
		BillingMode: 'PAY_PER_REQUEST',
	}),
);
const messages = new Entity(
	{
		model: { service: 'chat', entity: 'message', version: '1' },
		attributes: { chat: { type: 'string' }, day: { type: 'string' }, id: { type: 'string' } },
		indexes: { all: { pk: { field: 'pk', composite: ['chat'] }, sk: { field: 'sk', composite: ['day', 'id'] } } },
	},
	{ client, table: 'messages' },
);
const days = ['2026-11-27', '2026-11-28', '2026-11-29'];
for (const day of days) await messages.put({ chat: 'c', day, id: `of the ${day.slice(-2)}th` }).go();

async function found(query, compare) {
	const { data } = await query.go({ compare });
	return data.map(({ id }) => id).join(', ');
}
for (const compare of ['attributes', 'v2']) {
	const of = () => messages.query.all({ chat: 'c' });
	const upTo = await found(of().lte({ day: days[1] }), compare);
	console.log(`${compare}: ${upTo}; ${await found(of().between({ day: days[0] }, { day: days[1] }), compare)}`);
}
JAVASCRIPT
seen=$(node query.mjs "http://127.0.0.1:$port")
echo "seen:"
echo "$seen"
[ "$seen" = "attributes: of the 27th; of the 27th
v2: of the 27th, of the 28th; of the 27th, of the 28th" ]
