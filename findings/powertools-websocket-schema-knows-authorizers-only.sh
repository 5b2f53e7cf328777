#!/usr/bin/env bash
# AWS Lambda Powertools for TypeScript 2.35.0: APIGatewayProxyWebsocketEventSchema refuses the events of all three
# routes of a WebSocket API: $connect, a message and $disconnect.
# Guessed: it takes them, since its description is "for API Gateway Proxy WebSocket events", the change that brought it
# says that it is for these three, and its eventType has a value for each. Powertools for Python 3.37.0 takes them.
# It was made after the event that a Lambda authorizer gets, so it requires `type` and `methodArn`, which no event of a
# route has, and a query, which not every connection has and no message. A handler with it refuses everybody.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "aws-lambda-powertools[parser]==3.37.0"
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/parser@2.35.0 zod@4.6.7
cat >events.py <<'PYTHON'
import json

from aws_lambda_powertools.utilities.parser import models

context = {
    "extendedRequestId": "Vw9HfH6zliAFk7w=",
    "requestTime": "27/Nov/2026:10:00:00 +0000",
    "messageDirection": "IN",
    "stage": "prod",
    "connectedAt": 1795773600000,
    "requestTimeEpoch": 1795773600001,
    "identity": {"sourceIp": "192.0.2.1"},
    "requestId": "Vw9HfH6zliAFk7w=",
    "domainName": "abcdef1234.execute-api.eu-central-1.amazonaws.com",
    "connectionId": "Vw9HfeSYliACI2Q=",
    "apiId": "abcdef1234",
}
headers = {"Host": context["domainName"], "X-Forwarded-For": "192.0.2.1"}
many = {"multiValueHeaders": {name: [value] for name, value in headers.items()}}
leaving = {"disconnectStatusCode": 1001, "disconnectReason": "Going away"}
events = {
    "Connect": {
        "headers": headers,
        **many,
        "requestContext": {**context, "routeKey": "$connect", "eventType": "CONNECT"},
        "isBase64Encoded": False,
    },
    "Message": {
        "requestContext": {**context, "routeKey": "$default", "eventType": "MESSAGE", "messageId": "Vw9HhdFgliACI2Q="},
        "body": '{"action": "ping"}',
        "isBase64Encoded": False,
    },
    "Disconnect": {
        "headers": headers,
        **many,
        "requestContext": {**context, "routeKey": "$disconnect", "eventType": "DISCONNECT", **leaving},
        "isBase64Encoded": False,
    },
}
for name, event in events.items():
    getattr(models, f"APIGatewayWebSocket{name}EventModel").model_validate(event)
with open("events.json", "w") as file:
    json.dump(events, file)
PYTHON
cat >parse.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs';
import { APIGatewayProxyWebsocketEventSchema } from '@aws-lambda-powertools/parser/schemas';

for (const [name, event] of Object.entries(JSON.parse(readFileSync('events.json')))) {
	const { success, error } = APIGatewayProxyWebsocketEventSchema.safeParse(event);
	console.log(name, success, ...(error?.issues.map(({ path }) => path.join('.')) ?? []));
}
JAVASCRIPT
"$folder/venv/bin/python" events.py
seen=$(node parse.mjs)
echo "seen:"
echo "$seen"
[ "$seen" = "Connect false type methodArn queryStringParameters multiValueQueryStringParameters
Message false type methodArn multiValueHeaders queryStringParameters multiValueQueryStringParameters
Disconnect false type methodArn queryStringParameters multiValueQueryStringParameters" ]
