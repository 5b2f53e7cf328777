#!/usr/bin/env bash
# AWS Lambda Powertools for TypeScript 2.35.0: if the key of an idempotent handler is `sort(stops)`, so that two
# requests count as one that name the same stops in another order, the handler gets the stops sorted.
# Guessed: the handler gets the event as it was sent, and only the key is made of a sorted list, as in Powertools for
# Python 3.37.0.
# The library has a JMESPath of its own, and its sort() sorts the list in place, which is the event's. So where the
# order says something, as of a route, the handler works with the wrong one, and the sender of the event is none the
# wiser.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-lambda-powertools==3.37.0 boto3==1.44.5
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
	@aws-lambda-powertools/idempotency@2.35.0 @aws-lambda-powertools/jmespath@2.35.0
export AWS_LAMBDA_FUNCTION_NAME=routes
cat >handle.mjs <<'JAVASCRIPT'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { CachePersistenceLayer } from '@aws-lambda-powertools/idempotency/cache';

const client = { get: async () => null, set: async () => 'OK', del: async () => 1 };
const handler = makeIdempotent(async ({ stops }) => stops.join(' '), {
	persistenceStore: new CachePersistenceLayer({ client }),
	config: new IdempotencyConfig({ eventKeyJmesPath: 'sort(stops)' }),
});
console.log(await handler({ stops: ['Oslo', 'Bergen', 'Trondheim'] }, { getRemainingTimeInMillis: () => 9000 }));
JAVASCRIPT
by_python=$("$folder/venv/bin/python" -W ignore - <<'PYTHON'
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer


class Forgetful(BasePersistenceLayer):
    def _put_record(self, data_record): ...

    def _get_record(self, idempotency_key): ...

    def _update_record(self, data_record): ...

    def _delete_record(self, data_record): ...


@idempotent(persistence_store=Forgetful(), config=IdempotencyConfig(event_key_jmespath="sort(stops)"))
def handler(event, context):
    return " ".join(event["stops"])


print(handler({"stops": ["Oslo", "Bergen", "Trondheim"]}, None))
PYTHON
)
seen=$(node handle.mjs)
echo "seen: $seen; by Python: $by_python"
[ "$seen" = "Bergen Oslo Trondheim" ]
[ "$by_python" = "Oslo Bergen Trondheim" ]
