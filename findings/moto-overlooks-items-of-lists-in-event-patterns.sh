#!/usr/bin/env bash
# moto 5.2.5: an event whose detail is {"items": [{"kind": "bulb"}, {"kind": "lamp"}]} is not sent to the target of a
# rule for {"items": {"kind": ["lamp"]}}, but to that of one for {"items": {"kind": [{"exists": false}]}}.
# Guessed: the other way round, as in EventBridge, which looks into the objects of a list, and as in ministack 1.5.33. A
# list of words matches in moto, too, and its change of January 2026 says that an event's lists match by any of their
# elements.
# A path is followed through objects only, so it ends at the list. A test of such a rule fails, and one of the opposite
# passes, whose rule is silent in AWS.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	"moto[events,sqs]==5.2.5" ministack==1.5.33 boto3==1.43.106
cd "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port "$folder/venv/bin/ministack" >"$folder/log" 2>&1 &
server=$!
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=20 # until the server is up
seen=$("$folder/venv/bin/python" - "http://127.0.0.1:$port" <<'PYTHON'
import json
import sys

import boto3
from moto import mock_aws

PATTERNS = {
    "word": {"tags": ["new"]},
    "lamp": {"items": {"kind": ["lamp"]}},
    "none": {"items": {"kind": [{"exists": False}]}},
}
DETAIL = {"tags": ["old", "new"], "items": [{"kind": "bulb"}, {"kind": "lamp"}]}


def matched(**where):
    sqs, events = (boto3.client(service, **where) for service in ("sqs", "events"))
    queues = {}
    for name, detail in PATTERNS.items():
        queues[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queues[name], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name=name, EventPattern=json.dumps({"source": ["shop"], "detail": detail}))
        events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    events.put_events(Entries=[{"Source": "shop", "DetailType": "ordered", "Detail": json.dumps(DETAIL)}])
    got = {name: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1) for name, url in queues.items()}
    return [name for name, answer in got.items() if "Messages" in answer]


with mock_aws():
    print(*matched(), end="; ministack: ")
print(*matched(endpoint_url=sys.argv[1]))
PYTHON
)
echo "seen: $seen"
[ "$seen" = "word none; ministack: word lamp" ]
