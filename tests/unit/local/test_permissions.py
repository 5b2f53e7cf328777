"""The functions' permissions in the local stack: IAM's evaluation, what each request needs, and who makes it."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local.cloudformation.grants import grants
from local.cloudformation.template import Template
from local.config import StartupError
from local.permissions.calls import Request, Signed, Unknown, calls, signed_by
from local.permissions.guard import NOBODY, Guard, Permissions
from local.permissions.policy import Call, Policy, Statement, matches_action, matches_arn
from tests.support.interpreters import in_a_process
from tools import ROOT

TABLE = "arn:aws:dynamodb:eu-central-1:000000000000:table/things"


def statement(action: Any = "dynamodb:GetItem", resource: Any = TABLE, effect: str = "Allow", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def policy(*documents: Any) -> Policy:
    return Policy(Statement.of(document, line) for line, document in enumerate(documents, start=10))


# ── Wildcards ───────────────────────────────────────────────────────────────────────────────────────────────────────


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
@pytest.mark.parametrize(
    ("pattern", "arn", "fits"),
    [
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/test/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/2/test/3/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1///test///object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket//test/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/test/", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1-test/object.jpg", False),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/test/object.jpg", False),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", False),
        ("arn:aws:s3:::bucket/a?c", "arn:aws:s3:::bucket/abc", True),
        ("arn:aws:s3:::bucket/a?c", "arn:aws:s3:::bucket/ac", False),
        ("arn:aws:s3:::bucket/[ab].c", "arn:aws:s3:::bucket/a.c", False),  # brackets and dots are themselves
        ("arn:aws:s3:::bucket/a\nb*", "arn:aws:s3:::bucket/a\nb\nc", True),
        ("arn:aws:iam::123:user/Bob", "arn:aws:iam::123:user/bob", False),  # case-sensitive
        (TABLE, f"{TABLE}/index/by_owner", False),  # an index is a resource of its own
        (f"{TABLE}/index/*", f"{TABLE}/index/by_owner", True),
        (f"{TABLE}/index/*", TABLE, False),
        # Beyond a colon only where * ends a segment.
        ("arn:aws:dynamodb:*:table/things", TABLE, True),
        ("arn:aws:dynamodb:eu-*-1:000000000000:table/things", TABLE, True),
        ("arn:aws:dynamodb:eu-*1:000000000000:table/other", TABLE, False),
        ("arn:aws:dynamodb:e*0000:table/things", TABLE, False),
        ("arn:aws:*", TABLE, True),
        ("*", TABLE, True),
    ],
)
def test_a_resource_fits_by_the_documented_rules(pattern: str, arn: str, fits: bool) -> None:
    assert matches_arn(pattern, arn) is fits


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
@pytest.mark.parametrize(
    ("pattern", "action", "fits"),
    [
        ("dynamodb:GetItem", "dynamodb:GetItem", True),
        ("DYNAMODB:getitem", "dynamodb:GetItem", True),
        ("dynamodb:*Item", "dynamodb:BatchGetItem", True),
        ("dynamodb:*Item", "dynamodb:Query", False),
        ("dynamodb:?etItem", "dynamodb:GetItem", True),
        ("dynamodb:*", "s3:GetObject", False),
        ("*", "s3:GetObject", True),
        ("dynamodb:Get", "dynamodb:GetItem", False),
    ],
)
def test_an_action_fits_by_the_documented_rules(pattern: str, action: str, fits: bool) -> None:
    assert matches_action(pattern, action) is fits


# ── Evaluation ──────────────────────────────────────────────────────────────────────────────────────────────────────

GET, PUT, SEND = Call("dynamodb:GetItem", TABLE), Call("dynamodb:PutItem", TABLE), "ses:SendEmail"
BY_SENDER = statement(SEND, "*", Condition={"StringEquals": {"ses:FromAddress": "a@example.com"}})


@pytest.mark.parametrize(
    ("documents", "call", "line"),
    [
        ([], GET, None),
        ([statement()], GET, 10),
        ([statement()], PUT, None),
        ([statement(resource=f"{TABLE}/index/*"), statement(["dynamodb:PutItem", "dynamodb:GetItem"])], PUT, 11),
        ([statement("dynamodb:*"), statement("dynamodb:PutItem", effect="Deny")], GET, 10),
        ([statement("dynamodb:*"), statement("dynamodb:PutItem", effect="Deny")], PUT, None),
        ([{"Effect": "Allow", "NotAction": "dynamodb:PutItem", "Resource": "*"}], GET, 10),
        ([{"Effect": "Allow", "NotAction": "dynamodb:PutItem", "Resource": "*"}], PUT, None),
        ([{"Effect": "Allow", "Action": "dynamodb:*", "NotResource": TABLE}], GET, None),
        ([BY_SENDER], Call(SEND, "arn:aws:ses:x", {"ses:fromaddress": "a@example.com"}), 10),
        ([BY_SENDER], Call(SEND, "arn:aws:ses:x", {"ses:fromaddress": "b@example.com"}), None),
        ([BY_SENDER], Call(SEND, "arn:aws:ses:x"), None),  # a key that is not there fails
    ],
)
def test_only_what_a_statement_allows_and_none_denies_is_allowed(
    documents: list[Any], call: Call, line: int | None
) -> None:
    found = policy(*documents)
    for _ in range(2):  # decided, then remembered
        allowing = found.allowing(call)
        assert (allowing and allowing.line) == line


def test_a_condition_is_not_remembered_for_other_values() -> None:
    found = policy(BY_SENDER)
    allowed = [
        found.allowing(Call(SEND, "arn:aws:ses:x", {"ses:fromaddress": f"{name}@example.com"})) is not None
        for name in "abab"
    ]
    assert allowed == [True, False, True, False]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (statement(Principal="*"), "Principal"),
        (statement(Condition={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "a"}}), "ForAllValues"),
        (statement(Condition={"StringEquals": {"dynamodb:LeadingKeys": "a"}}), "dynamodb:LeadingKeys"),
        (statement(resource="arn:aws:s3:::bucket/${aws:username}/*"), "variables"),
        (statement(effect="allow"), "Effect"),
        ({"Effect": "Allow", "Resource": "*"}, "Action"),
    ],
)
def test_what_is_not_evaluated_here_is_not_ignored(document: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Statement.of(document)


# ── What a request needs ────────────────────────────────────────────────────────────────────────────────────────────

KEY = {"pk": {"S": "a"}}
ARN = "arn:aws:{}:eu-central-1:000000000000:{}"
WRITES = [
    {"Put": {"TableName": "things", "Item": KEY}},
    {"ConditionCheck": {"TableName": "others", "Key": KEY, "ConditionExpression": "attribute_exists(pk)"}},
    {"Delete": {"TableName": "things", "Key": KEY}},
    {"Update": {"TableName": "things", "Key": KEY, "UpdateExpression": "SET a = :a"}},
]
SECRET = ARN.format("secretsmanager", "secret:signing-AbCdEf")
SCHEDULE = {
    "Name": "weekly report",
    "GroupName": "reports",
    "ScheduleExpression": "rate(7 days)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": ARN.format("sqs", "due"), "RoleArn": "arn:aws:iam::000000000000:role/schedules"},
}
PASS = ("iam:PassRole", "arn:aws:iam::000000000000:role/schedules")
EMAIL = {
    "FromEmailAddress": "Shop <shop@example.com>",
    "Destination": {"ToAddresses": ["visitor@example.com"]},
    "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    "ConfigurationSetName": "mail",
}
MESSAGE = [{"role": "user", "content": [{"text": "t"}]}]


# As botocore puts it on the wire.
@pytest.mark.parametrize(
    ("service", "operation", "request_", "expected"),
    [
        ("dynamodb", "get_item", {"TableName": "things", "Key": KEY}, [("dynamodb:GetItem", TABLE)]),
        (
            "dynamodb",
            "query",
            {"TableName": "things", "IndexName": "by_owner", "KeyConditionExpression": "a = :a"},
            [("dynamodb:Query", f"{TABLE}/index/by_owner")],
        ),
        (
            "dynamodb",
            "batch_get_item",
            {"RequestItems": {"things": {"Keys": [KEY]}, "others": {"Keys": [KEY]}}},
            [("dynamodb:BatchGetItem", TABLE), ("dynamodb:BatchGetItem", TABLE.replace("things", "others"))],
        ),
        (
            "dynamodb",
            "transact_write_items",
            {"TransactItems": WRITES},
            [
                ("dynamodb:PutItem", TABLE),
                ("dynamodb:ConditionCheckItem", TABLE.replace("things", "others")),
                ("dynamodb:DeleteItem", TABLE),
                ("dynamodb:UpdateItem", TABLE),
            ],
        ),
        (
            "dynamodb",
            "transact_get_items",
            {"TransactItems": [{"Get": {"TableName": "things", "Key": KEY}}]},
            [("dynamodb:GetItem", TABLE)],
        ),
        ("s3", "get_object", {"Bucket": "b", "Key": "a/ü ?.png"}, [("s3:GetObject", "arn:aws:s3:::b/a/ü ?.png")]),
        ("s3", "head_object", {"Bucket": "b", "Key": "a"}, [("s3:GetObject", "arn:aws:s3:::b/a")]),
        ("s3", "list_objects_v2", {"Bucket": "b", "Prefix": "a/"}, [("s3:ListBucket", "arn:aws:s3:::b")]),
        (
            "s3",
            "put_object",
            {"Bucket": "b", "Key": "a", "Tagging": "state=pending", "Body": b"x"},
            [("s3:PutObject", "arn:aws:s3:::b/a"), ("s3:PutObjectTagging", "arn:aws:s3:::b/a")],
        ),
        (
            "s3",
            "copy_object",
            {"Bucket": "b", "Key": "new", "CopySource": {"Bucket": "c", "Key": "old"}},
            [("s3:PutObject", "arn:aws:s3:::b/new"), ("s3:GetObject", "arn:aws:s3:::c/old")],
        ),
        ("s3", "delete_object", {"Bucket": "b", "Key": "a"}, [("s3:DeleteObject", "arn:aws:s3:::b/a")]),
        (
            "s3",
            "delete_objects",
            {"Bucket": "b", "Delete": {"Objects": [{"Key": "a&b"}, {"Key": "c"}]}},
            [("s3:DeleteObject", "arn:aws:s3:::b/a&b"), ("s3:DeleteObject", "arn:aws:s3:::b/c")],
        ),
        (
            "sqs",
            "send_message_batch",
            {"QueueUrl": "http://x/000000000000/q", "Entries": [{"Id": "1", "MessageBody": "m"}]},
            [("sqs:SendMessage", ARN.format("sqs", "q"))],
        ),
        (
            "events",
            "put_events",
            {"Entries": [{"EventBusName": "bus", "Detail": "{}"}, {"Detail": "{}"}, {"EventBusName": "bus"}]},
            [
                ("events:PutEvents", ARN.format("events", "event-bus/bus")),
                ("events:PutEvents", ARN.format("events", "event-bus/default")),
            ],
        ),
        ("secretsmanager", "get_secret_value", {"SecretId": SECRET}, [("secretsmanager:GetSecretValue", SECRET)]),
        (
            "scheduler",
            "update_schedule",
            SCHEDULE,
            [("scheduler:UpdateSchedule", ARN.format("scheduler", "schedule/reports/weekly report")), PASS],
        ),
        (
            "scheduler",
            "delete_schedule",
            {"Name": "weekly", "GroupName": "reports"},
            [("scheduler:DeleteSchedule", ARN.format("scheduler", "schedule/reports/weekly"))],
        ),
        (
            "sesv2",
            "send_email",
            EMAIL,
            [
                ("ses:SendEmail", ARN.format("ses", "identity/shop@example.com")),
                ("ses:SendEmail", ARN.format("ses", "configuration-set/mail")),
            ],
        ),
        (
            "bedrock-runtime",
            "converse",
            {"modelId": "eu.amazon.nova-lite-v1:0", "messages": MESSAGE},
            [
                ("bedrock:InvokeModel", ARN.format("bedrock", "inference-profile/eu.amazon.nova-lite-v1:0")),
                ("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"),
            ],
        ),
        (
            "bedrock-runtime",
            "converse",
            {"modelId": "amazon.nova-lite-v1:0", "messages": MESSAGE},
            [("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0")],
        ),
        (
            "sns",
            "publish",
            {"TopicArn": ARN.format("sns", "t"), "Message": "m"},
            [("sns:Publish", ARN.format("sns", "t"))],
        ),
        ("kms", "decrypt", {"KeyId": "k", "CiphertextBlob": b"x"}, [("kms:Decrypt", ARN.format("kms", "key/k"))]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_request_needs_the_documented_permissions(
    service: str, operation: str, request_: dict[str, Any], expected: list[tuple[str, str]], sent: Any
) -> None:
    request, signed = sent(service, operation, request_)
    assert signed.key == "Reader"
    assert [call[:2] for call in calls(request, signed)] == expected


def test_a_request_that_is_not_known_is_not_let_through(sent: Any) -> None:
    for service, operation, request in [
        ("s3", "put_bucket_policy", {"Bucket": "b", "Policy": "{}"}),
        ("events", "put_rule", {"Name": "r", "EventPattern": "{}"}),
        ("sesv2", "create_email_identity", {"EmailIdentity": "a@example.com"}),
    ]:
        with pytest.raises(Unknown):
            calls(*sent(service, operation, request))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Request, Signed]]:
    """A call as botocore sends it."""

    def send(service: str, operation: str, request: dict[str, Any]) -> tuple[Request, Signed]:
        client = botocore.session.get_session().create_client(
            service,
            region_name="eu-central-1",
            endpoint_url="http://127.0.0.1:1",
            aws_access_key_id="Reader",
            aws_secret_access_key="x",
        )
        seen = []

        def capture(request: Any, **_: Any) -> None:
            seen.append(request)
            raise InterruptedError

        client.meta.events.register("before-send", capture)
        with pytest.raises(InterruptedError):
            getattr(client, operation)(**request)
        [prepared] = seen
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else str(value)
            for name, value in prepared.headers.items()
        }
        path, _, query = prepared.url.removeprefix("http://127.0.0.1:1").partition("?")
        body = prepared.body or b""
        body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else body.read()
        signed = signed_by(headers["authorization"], query)
        assert signed
        return Request(prepared.method, path, query, headers, body), signed

    return send


# ── What is refused, and what is used ───────────────────────────────────────────────────────────────────────────────


def test_a_refusal_names_function_action_resource_and_the_line_to_mend() -> None:
    said: list[str] = []
    permissions = Permissions(said.append)
    permissions.replace(
        {
            "Reader": {
                "line": 7,
                "statements": [
                    {"document": statement("s3:GetObject", "arn:aws:s3:::b/*"), "line": 9},
                    {"document": statement(), "line": 8},
                ],
            }
        }
    )
    assert permissions.refusal("Reader", [GET, GET]) is None
    assert permissions.refusal("Reader", [GET, PUT]) == (
        "User: arn:aws:sts::000000000000:assumed-role/Reader/Reader is not authorized to perform: dynamodb:PutItem "
        f"on resource: {TABLE} because no identity-based policy allows the dynamodb:PutItem action"
    )
    assert permissions.refusal("Reader", [Call("sqs:SendMessage", "q")])
    assert permissions.refusal(NOBODY, [GET])
    assert said == [
        f"DENIED Reader: dynamodb:PutItem on {TABLE}: see template.yaml:8",
        "DENIED Reader: sqs:SendMessage on q: see template.yaml:7",
        f"DENIED {NOBODY}: dynamodb:GetItem on {TABLE}: "
        "the call was made outside of any function's invocation, in a thread that knows none",
    ]
    assert permissions.report() == {
        "used": [["Reader", "dynamodb:GetItem", 8, 0, 2]],
        "refused": [
            ["Reader", "dynamodb:PutItem", TABLE, 1],
            ["Reader", "sqs:SendMessage", "q", 1],
            [NOBODY, "dynamodb:GetItem", TABLE, 1],
        ],
    }


@pytest.mark.parametrize(
    ("operation", "body", "arrives"),
    [
        ("GetItem", {"TableName": "things", "Key": {}}, True),
        ("PutItem", {"TableName": "things", "Item": {}}, False),
        # What asks for nothing needs no permission; it is the service that finds it invalid.
        ("BatchGetItem", {"RequestItems": {}}, True),
        ("TransactWriteItems", {"TransactItems": []}, True),
    ],
)
def test_only_what_is_allowed_arrives(operation: str, body: Any, arrives: bool) -> None:
    arrived, sent = [], []
    permissions = Permissions(lambda _: None)
    permissions.replace({"Reader": {"line": 1, "statements": [{"document": statement(), "line": 2}]}})

    async def app(scope: Any, receive: Any, send: Any) -> None:
        arrived.append(json.loads((await receive())["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return {"type": "http.request", "body": json.dumps(body).encode()}

    async def send(message: Any) -> None:
        sent.append(message)

    credential = "AWS4-HMAC-SHA256 Credential=Reader/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host"
    headers = [(b"Authorization", credential.encode()), (b"x-amz-target", f"DynamoDB_20120810.{operation}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    asyncio.run(Guard(app, permissions)(scope, receive, send))
    assert arrived == ([body] if arrives else [])
    assert sent[0]["status"] == (200 if arrives else 400)
    assert arrives or json.loads(sent[1]["body"])["__type"] == "AccessDeniedException"


# ── Who calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

WHO = """
import json, os, threading
from concurrent.futures import ThreadPoolExecutor
from botocore.session import get_session
from connextlive.aws import sigv4
from connextlive.core.together import together
from local.runtime import identity

os.environ |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
identity.install()
theirs = get_session().get_credentials()  # shared by all functions
keys = lambda: {os.environ["AWS_ACCESS_KEY_ID"], sigv4.credentials().key_id, theirs.get_frozen_credentials().access_key}
found = {"outside": keys()}
pool = ThreadPoolExecutor(2)  # as the runtime's: started outside of any function

def invocation(name):
    with identity.acting_as(name):
        inside = []
        threads = [threading.Thread(target=lambda: inside.append(keys())) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        with ThreadPoolExecutor(2) as own:
            inside += own.map(lambda _: keys(), range(4))
        return inside + list(together(keys, keys, keys))

list(pool.map(lambda _: None, range(8)))
for name, seen in zip("AB" * 3, pool.map(invocation, "AB" * 3)):
    found.setdefault(name, set()).update(*seen)
found["after"] = set().union(*pool.map(lambda _: keys(), range(8)))
print(json.dumps({name: sorted(value) for name, value in found.items()}))
"""


def test_each_function_calls_with_a_key_of_its_own_in_whatever_thread() -> None:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "shared")])
    found = json.loads(in_a_process(WHO, {"PYTHONPATH": paths}))
    assert found == {"outside": [NOBODY], "A": ["A"], "B": ["B"], "after": [NOBODY]}


# ── The template ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_is_found_at_its_line() -> None:
    template = Template(ROOT / "template.yaml", {})
    lines = (ROOT / "template.yaml").read_text().splitlines()
    for granted in grants(template, template.resolver({})).values():
        assert lines[granted["line"] - 1].strip().startswith(("Policies:", "Type:")) or not granted["statements"]
        for one in granted["statements"]:
            assert "Effect: Allow" in lines[one["line"] - 1]


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("Policies: [DynamoDBCrudPolicy]", r"template.yaml:2: Reader: 'DynamoDBCrudPolicy' is not evaluated"),
        ("Role: arn:aws:iam::1:role/x", "Reader: a role is evaluated locally only if"),
        (
            "Policies:\n      - Statement:\n        - {Effect: Allow, Action: a:B, Resource: c, Condition: {Bool: {}}}",
            "line 7: the condition operator Bool",
        ),
    ],
)
def test_what_is_not_evaluated_locally_does_not_start(properties: str, why: str, tmp_path: Path) -> None:
    text = f"Resources:\n  Reader:\n    Type: AWS::Serverless::Function\n    Properties:\n      {properties}\n"
    (tmp_path / "template.yaml").write_text(text)
    template = Template(tmp_path / "template.yaml", {})
    with pytest.raises(StartupError, match=why):
        grants(template, template.resolver({}))
