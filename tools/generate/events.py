"""Generates `events/<function>.json`, a sample event of every function, for `sam local invoke`.

Requests are derived from the template and the OpenAPI document's examples; all other events have AWS's format. IDs are
made up, so a function responds that there is no such entity, unless an ID is replaced by a real one.
"""

import hashlib
import json
from typing import Any

from connextlive.chat import conversation, message
from connextlive.chat.message import Message
from connextlive.events.types import SOURCE, Event
from local.cloudformation.template import Function
from local.config import ACCOUNT, REGION
from tools.generate.examples import (
    AGENT,
    BODIES,
    CONVERSATION,
    EVENT,
    INVITATION,
    MESSAGE,
    REPORT,
    TENANT,
    ULID,
    VISITOR,
    VISITOR_EXPORT,
    id_in,
)
from tools.generate.operations import Operation, functions, module, operations_of, summary_line

type Json = dict[str, Any]

ALL = "events/*.json"
NOW, NOW_MS = "2026-01-31T09:30:00.123Z", 1769851800123
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
CALLERS = {
    "auth": {"userId": AGENT, "role": "AGENT", "name": "Bob Smith"},
    "tenant": {"userId": AGENT, "role": "CUSTOMER", "name": "Alice Jones"},
    "agent": {"userId": AGENT, "role": "AGENT", "name": "Bob Smith"},
    "widget": {"userId": VISITOR, "role": "VISITOR", "name": "Jane Doe"},
}
HEADERS = {
    "Accept": "application/json",
    "CloudFront-Viewer-Address": "203.0.113.7:46532",
    "CloudFront-Viewer-City": "Berlin",
    "CloudFront-Viewer-Country": "DE",
    "Host": f"example.execute-api.{REGION}.amazonaws.com",
    "User-Agent": "curl/8.5.0",
    "X-Forwarded-For": "203.0.113.7, 198.51.100.4",
    "X-Forwarded-Proto": "https",
}
WIDGET_HEADERS = {"Origin": "https://company.com", "X-API-Key": "the-sites-api-key"}
SEVERAL = "several events"  # how docstrings describe the trigger of consumers with more than one
IDS = {
    "event_id": EVENT,
    "tenant_id": TENANT,
    "conversation_id": CONVERSATION,
    "visitor_id": VISITOR,
    "agent_id": AGENT,
    "message_id": MESSAGE,
    "sender_id": AGENT,
    "user_id": AGENT,
    "invitation_id": INVITATION,
    "export_id": VISITOR_EXPORT,
    "report_id": REPORT,
}
# EventBridge Scheduler's event, with a schedule's detail.
OF_SCHEDULES = {"report.due": {"period": "week", "scheduledAt": "2026-02-02T08:00:00Z"}}
# AWS's own events, by their names in docstrings: SES's, that an email bounced.
OF_AWS = {
    "mail.bounced": {
        "source": "aws.ses",
        "detail-type": "Email Bounced",
        "detail": {
            "eventType": "Bounce",
            "bounce": {
                "feedbackId": "0100018d5d0f2f5e-0d2b1f6a-3d5c-4d0c-9b7e-2f1f6a3d5c4d-000000",
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [
                    {
                        "emailAddress": "nobody@example.com",
                        "action": "failed",
                        "status": "5.1.1",
                        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                    }
                ],
                "timestamp": "2026-01-31T09:30:00.123Z",
                "reportingMTA": "dns; a8-70.smtp-out.amazonses.com",
            },
            "mail": {
                "timestamp": "2026-01-31T09:29:58.000Z",
                "source": "no-reply@example.com",
                "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/no-reply@example.com",
                "sendingAccountId": ACCOUNT,
                "messageId": "0100018d5d0f2f5e-7a1c5e2b-0000-4d0c-9b7e-2f1f6a3d5c4d-000000",
                "destination": ["nobody@example.com"],
                "headersTruncated": False,
                "headers": [{"name": "Subject", "value": "Your invitation to Acme"}],
                "commonHeaders": {"to": ["nobody@example.com"], "subject": "Your invitation to Acme"},
                "tags": {
                    "ses:configuration-set": ["connextlive-mail"],
                    "ses:from-domain": ["example.com"],
                    "ses:source-ip": ["203.0.113.7"],
                },
            },
        },
    },
}


# What SNS hands on of SES's, which is no event of EventBridge: that a mail was received.
OF_SNS = {
    "mail.received": {
        "notificationType": "Received",
        "mail": {
            "timestamp": NOW,
            "source": "jane@example.com",
            "messageId": "d6iitobk75ur44p8kdnnp7g2n800",
            "destination": ["0000@replies.example.com"],
            "headersTruncated": False,
            "headers": [{"name": "Subject", "value": "Re: New reply from Acme"}],
            "commonHeaders": {"from": ["Jane Doe <jane@example.com>"], "subject": "Re: New reply from Acme"},
        },
        "receipt": {
            "timestamp": NOW,
            "processingTimeMillis": 574,
            "recipients": ["0000@replies.example.com"],
            "spamVerdict": {"status": "PASS"},
            "virusVerdict": {"status": "PASS"},
            "spfVerdict": {"status": "PASS"},
            "dkimVerdict": {"status": "PASS"},
            "dmarcVerdict": {"status": "PASS"},
            "action": {
                "type": "S3",
                "topicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:connextlive-InboundMailTopic",
                "bucketName": "connextlive",
                "objectKeyPrefix": "received/",
                "objectKey": "received/d6iitobk75ur44p8kdnnp7g2n800",
            },
        },
    },
}


def of_function(function: Function) -> Json:
    """A function's sample event, according to its trigger."""
    if route := next(operations_of(function.folder.name), None):
        return request(route)
    match [event.type for event in function.events]:
        case ["SQS"]:
            return queued(function)
        case ["DynamoDB"]:
            return change()
        case _:
            return BY_NAME[function.folder.name]


def request(route: Operation) -> Json:
    """API Gateway's proxy event of a REST API."""
    ids = {"id": id_in(route.path)} if "{id}" in route.path else None
    path = route.path.format(**ids or {})
    body = BODIES.get(route.id)
    headers = HEADERS | ({"Content-Type": "application/json"} if body is not None else {})
    if route.is_public and route.audience == "widget":  # they go by the site's API key
        headers |= WIDGET_HEADERS
    context: Json = {
        "accountId": ACCOUNT,
        "apiId": "example",
        "httpMethod": route.method,
        "identity": {"sourceIp": "203.0.113.7", "userAgent": HEADERS["User-Agent"]},
        "path": f"/live{path}",
        "protocol": "HTTP/1.1",
        "requestId": REQUEST_ID,
        "requestTimeEpoch": NOW_MS,
        "resourceId": "abc123",
        "resourcePath": route.path,
        "stage": "live",
    }
    if not route.is_public:
        headers |= {"Authorization": "Bearer a.b.c"}
        caller = CALLERS[route.audience]
        context["authorizer"] = {"tenantId": TENANT, **caller, "principalId": caller["userId"], "integrationLatency": 5}
    return {
        "resource": route.path,
        "path": path,
        "httpMethod": route.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": ids,
        "stageVariables": None,
        "requestContext": context,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def published(event: type[Event]) -> Json:
    """An example of the event's detail."""
    known = {"occurred_at": NOW, **IDS, **event.example}
    return event(**{name: known[name] for name in event.fields if name in known}).detail


def queued(function: Function) -> Json:
    """EventBridge's message in the function's queue: the first event that its handler takes, or for one of AWS's own
    events, the one that its docstring names (`ON <type>:`)."""
    envelope: Json = {
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": summary_line(function.folder.name).removeprefix("ON ").partition(":")[0],
        "source": SOURCE,
        "account": ACCOUNT,
        "time": "2026-01-31T09:30:00Z",
        "region": REGION,
        "resources": [],
    }
    kind = envelope["detail-type"]
    if events := module(function.folder.name).handler.types:
        kind, event = next(iter(events.items()))
        envelope |= {"detail-type": kind, "detail": published(event)}
    elif kind in OF_AWS:
        envelope |= OF_AWS[kind]
    elif kind not in OF_SNS:
        envelope["detail"] = {"eventId": EVENT, "tenantId": TENANT, "occurredAt": NOW, **OF_SCHEDULES[kind]}
    body = json.dumps(OF_SNS.get(kind, envelope))
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(NOW_MS),
            "SenderId": "AIDAEXAMPLE",
            "ApproximateFirstReceiveTimestamp": str(NOW_MS + 1),
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{function.name.removesuffix('Function')}Queue",
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def change() -> Json:
    """The table's stream: a visitor's message was written. The entity itself determines how it is stored."""
    written = Message(
        conversation.pk(TENANT, CONVERSATION),
        message.PREFIX + MESSAGE,
        id=MESSAGE,
        conversation_id=CONVERSATION,
        sender_type="VISITOR",
        sender_id=VISITOR,
        sender_name="Jane Doe",
        content="Hello, do you ship to Norway?",
        message_type="TEXT",
        created_at=NOW,
    )
    image = dict(sorted(written.serialize().items()))
    record = {
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": NOW_MS // 1000,
            "Keys": {"pk": image["pk"], "sk": image["sk"]},
            "NewImage": image,
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 412,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/connextlive/stream/2026-01-01T00:00:00.000",
    }
    return {"Records": [record]}


def of_websocket(route_key: str, kind: str, **more: Any) -> Json:
    """API Gateway's event of a WebSocket route."""
    context = {
        "routeKey": route_key,
        "eventType": kind,
        "messageDirection": "IN",
        "connectionId": "L0SM9cOFvHcCIhw=",
        "connectedAt": NOW_MS,
        "requestTimeEpoch": NOW_MS,
        "requestId": REQUEST_ID,
        "domainName": HEADERS["Host"],
        "stage": "live",
        "apiId": "example",
        "identity": {"sourceIp": "203.0.113.7", "userAgent": HEADERS["User-Agent"]},
        "authorizer": {"tenantId": TENANT, **CALLERS["agent"], "keyId": "", "principalId": AGENT},
    }
    return {"requestContext": context, "isBase64Encoded": False, **more}


def of_schedule(rule: str) -> dict[str, Any]:
    """What a rule of a schedule sends."""
    return {
        "version": "0",
        "id": REQUEST_ID,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": "2026-01-31T09:00:00Z",
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/connextlive-{rule}"],
        "detail": {},
    }


BY_NAME: dict[str, Json] = {
    "authorizer": {
        "type": "TOKEN",
        "authorizationToken": "Bearer a.b.c",
        "methodArn": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:example/live/GET/api/tenant/conversations",
    },
    "ws_connect": of_websocket("$connect", "CONNECT", queryStringParameters={"token": "a.b.c"}),
    "ws_disconnect": of_websocket("$disconnect", "DISCONNECT"),
    "ws_default": of_websocket("$default", "MESSAGE", body='{"type": "ping"}'),
    "on_signing_secret_rotation": {
        "Step": "createSecret",
        "SecretId": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:SigningSecret-a1b2c3",
        "ClientRequestToken": "550e8400-e29b-41d4-a716-446655440000",
        "RotationToken": ULID,
    },
    "on_timers_due": of_schedule("OnTimersDueFunctionMinute"),
    "on_upkeep_due": of_schedule("OnUpkeepDueFunctionHour"),
    "on_stack_change": {
        "RequestType": "Create",
        "ResponseURL": "https://cloudformation-custom-resource-response.example.com/answer",
        "StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/connextlive/c6af9ac6",
        "RequestId": REQUEST_ID,
        "ResourceType": "Custom::Web",
        "LogicalResourceId": "Web",
        "ResourceProperties": {
            "Bucket": "connextlive-web",
            "ApiUrl": f"https://example.execute-api.{REGION}.amazonaws.com",
        },
    },
}


def files() -> dict[str, str]:
    """The events' texts by path."""
    return {
        f"events/{function.folder.name}.json": json.dumps(of_function(function), indent=2, ensure_ascii=False) + "\n"
        for function in functions()
    }
