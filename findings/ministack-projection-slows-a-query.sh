#!/usr/bin/env bash
# ministack 1.5.33: a Query with a ProjectionExpression of 46 attributes takes several times as long as the same Query
# without one, which returns more.
# Guessed: as long or shorter, because a projection only leaves things out; in DynamoDB it costs nothing.
# For each item, each path of the expression is compared with every other. With fifty items that is most of the time.
# Fails if the Query with it takes less than twice the CPU time of the one without.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33
cd "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port "$folder/venv/bin/ministack" >"$folder/log" 2>&1 &
server=$!
seen=$("$folder/venv/bin/python" - "$port" "$server" <<'PYTHON'
import json
import os
import sys
import time
import urllib.request

port, server = sys.argv[1:]
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, "
    "Signature=0",
}


def ask(operation, **body):
    headers = HEADERS | {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def cpu_of_twenty(**query):
    before = used()
    for _ in range(20):
        assert len(ask("Query", **query)["Items"]) == 50
    return used() - before


def used():
    fields = open(f"/proc/{server}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


for attempt in range(100):
    try:
        ask("ListTables")
        break
    except OSError:
        time.sleep(0.2)
key = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
kinds = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
ask("CreateTable", TableName="items", KeySchema=key, AttributeDefinitions=kinds, BillingMode="PAY_PER_REQUEST")
names = [f"attribute{number}" for number in range(46)]
for number in range(50):
    item = {"pk": {"S": "p"}, "sk": {"S": f"{number:02}"}} | {name: {"S": "something"} for name in names}
    ask("PutItem", TableName="items", Item=item)
query = {
    "TableName": "items",
    "KeyConditionExpression": "pk = :p",
    "ExpressionAttributeValues": {":p": {"S": "p"}},
}
without = cpu_of_twenty(**query)
print(round(cpu_of_twenty(**query, ProjectionExpression=", ".join(names)) / max(without, 0.01), 1))
PYTHON
)
echo "seen: with the projection $seen times the CPU time"
python3 -c "import sys; sys.exit(not float('$seen') >= 2)"
