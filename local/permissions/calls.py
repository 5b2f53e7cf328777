"""Which actions on which resources a request to AWS needs permission for.

The services that functions use. A request of another kind is `Unknown`, and refused with those words: that is a gap
here, not in a policy. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qs, unquote

from local.config import ACCOUNT
from local.permissions.policy import Call

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_FORM_FIELD = re.compile(rb'name="?([\w-]+)"?\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n')
_DELETED_KEY = re.compile(rb"<Key>(.*?)</Key>", re.DOTALL)
# A transaction is no action of its own.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
_IN_TRANSACTIONS = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}
_PASSED_TO_SCHEDULER = {"iam:passedtoservice": "scheduler.amazonaws.com"}
_PROFILE = re.compile(r"(?:[a-z]{2,6}|global)\.(?=[a-z0-9-]+\.)")


class Unknown(Exception):
    """What this request needs permission for is not known here."""


@dataclass
class Request:
    """A request as it arrived. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    @cached_property
    def parameters(self) -> Mapping[str, list[str]]:
        return parse_qs(self.query, keep_blank_values=True)

    def parameter(self, name: str) -> str | None:
        return self.parameters[name][0] if name in self.parameters else None

    @property
    def operation(self) -> str:
        return self.headers.get("x-amz-target", "").rpartition(".")[2]


@dataclass(frozen=True)
class Signed:
    """Who signed a request: the credential scope of Signature Version 4."""

    key: str
    region: str
    service: str


def signed_by(authorization: str, query: str) -> Signed | None:
    """By the header, or the query of a presigned link."""
    found = _CREDENTIAL.search(authorization)
    if found is None and (given := parse_qs(query).get("X-Amz-Credential") if "X-Amz-Credential" in query else None):
        found = _CREDENTIAL.search(f"Credential={given[0]}")
    return Signed(*found.groups()) if found else None


def signed_by_form(body: bytes) -> Signed | None:
    """By the fields of a presigned form."""
    found = _CREDENTIAL.search(f"Credential={_form(body).get('x-amz-credential', '')}")
    return Signed(*found.groups()) if found else None


def calls(request: Request, signed: Signed) -> list[Call]:
    """Raises Unknown."""
    try:
        return list(_SERVICES[signed.service](request, signed.region))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = request.operation or f"{request.method} {request.path}"
        raise Unknown(f"{what} of {signed.service} ({error!r})") from error


def _dynamodb(request: Request, region: str) -> Iterator[Call]:
    return dynamodb(request.operation, json.loads(request.body), region)


def dynamodb(operation: str, said: Mapping[str, Any], region: str) -> Iterator[Call]:
    match operation:
        case "TransactWriteItems" | "TransactGetItems":
            for item in said["TransactItems"]:
                for kind, what in item.items():
                    yield Call(f"dynamodb:{_IN_TRANSACTIONS[kind]}", _table(what["TableName"], region))
        case "BatchGetItem" | "BatchWriteItem":
            for table in said["RequestItems"]:
                yield Call(f"dynamodb:{operation}", _table(table, region))
        case _:
            index = f"/index/{said['IndexName']}" if said.get("IndexName") else ""
            yield Call(f"dynamodb:{operation}", _table(said["TableName"], region) + index)


def _table(name: str, region: str) -> str:
    return name if name.startswith("arn:") else f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{name}"


def _s3(request: Request, _region: str) -> Iterator[Call]:
    bucket, _, key = unquote(request.path).lstrip("/").partition("/")
    if key:
        yield from _s3_object(request, f"arn:aws:s3:::{bucket}/{key}")
    elif (request.method == "GET" and not request.parameters.keys() - _LISTING) or request.method == "HEAD":
        yield Call("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    elif request.method == "POST" and "delete" in request.parameters:
        for one in _DELETED_KEY.findall(request.body):
            yield Call("s3:DeleteObject", f"arn:aws:s3:::{bucket}/{unescape(one.decode())}")
    elif request.method == "POST" and (form := _form(request.body)):
        yield Call("s3:PutObject", f"arn:aws:s3:::{bucket}/{form['key']}")
        if "tagging" in form:
            yield Call("s3:PutObjectTagging", f"arn:aws:s3:::{bucket}/{form['key']}")
    else:
        raise ValueError("a bucket's own settings")


_LISTING = {"list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type"}


def _s3_object(request: Request, arn: str) -> Iterator[Call]:
    suffix = "Tagging" if "tagging" in request.parameters else ""
    match request.method:
        case "GET" | "HEAD":
            version = "Version" if "versionId" in request.parameters else ""
            yield Call(f"s3:GetObject{version}{suffix}", arn)
        case "PUT":
            yield Call(f"s3:PutObject{suffix}", arn)
            if "x-amz-tagging" in request.headers:
                yield Call("s3:PutObjectTagging", arn)
            if source := request.headers.get("x-amz-copy-source"):
                yield Call("s3:GetObject", f"arn:aws:s3:::{unquote(source).lstrip('/').partition('?')[0]}")
        case "DELETE":
            yield Call(f"s3:DeleteObject{suffix}", arn)
        case "POST":  # the beginning and the end of an upload in parts
            yield Call("s3:PutObject", arn)


def _form(body: bytes) -> dict[str, str]:
    """The fields before the file, which comes last. Names are not case-sensitive."""
    head = body[:20_000].partition(b"filename=")[0]
    return {name.decode().lower(): value.decode(errors="replace") for name, value in _FORM_FIELD.findall(head)}


def _sqs(request: Request, region: str) -> Iterator[Call]:
    body = json.loads(request.body)
    queue = (body.get("QueueUrl") or body["QueueName"]).rpartition("/")[2]
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html
    yield Call(f"sqs:{request.operation.removesuffix('Batch')}", f"arn:aws:sqs:{region}:{ACCOUNT}:{queue}")


def _events(request: Request, region: str) -> Iterator[Call]:
    if request.operation != "PutEvents":
        raise ValueError("only PutEvents")
    for bus in dict.fromkeys(entry.get("EventBusName") or "default" for entry in json.loads(request.body)["Entries"]):
        arn = bus if bus.startswith("arn:") else f"arn:aws:events:{region}:{ACCOUNT}:event-bus/{bus}"
        yield Call("events:PutEvents", arn)


def _secretsmanager(request: Request, region: str) -> Iterator[Call]:
    secret = json.loads(request.body)["SecretId"]
    # Of a secret's name, policies are held against its ARN, which ends in six more characters.
    arn = secret if secret.startswith("arn:") else f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{secret}-000000"
    yield Call(f"secretsmanager:{request.operation}", arn)


def _scheduler(request: Request, region: str) -> Iterator[Call]:
    kind, _, name = request.path.strip("/").partition("/")
    if kind != "schedules" or not name:
        raise ValueError("no schedule")
    said = json.loads(request.body) if request.body else {}
    group = said.get("GroupName") or request.parameter("groupName") or "default"
    verb = {"POST": "Create", "PUT": "Update", "DELETE": "Delete", "GET": "Get"}[request.method]
    yield Call(f"scheduler:{verb}Schedule", f"arn:aws:scheduler:{region}:{ACCOUNT}:schedule/{group}/{unquote(name)}")
    if verb in ("Create", "Update"):
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policies.html
        yield Call("iam:PassRole", said["Target"]["RoleArn"], _PASSED_TO_SCHEDULER)


def _ses(request: Request, region: str) -> Iterator[Call]:
    if request.path.rstrip("/") != "/v2/email/outbound-emails" or request.method != "POST":
        raise ValueError("only SendEmail")
    said = json.loads(request.body)
    sender = said["FromEmailAddress"]
    address = sender.rpartition("<")[2].rstrip(">").strip()
    recipients = [address for group in said.get("Destination", {}).values() for address in group]
    context = {"ses:fromaddress": address, "ses:recipients": recipients}
    yield Call("ses:SendEmail", f"arn:aws:ses:{region}:{ACCOUNT}:identity/{address}", context)
    if configuration := said.get("ConfigurationSetName"):
        yield Call("ses:SendEmail", f"arn:aws:ses:{region}:{ACCOUNT}:configuration-set/{configuration}", context)


def _bedrock(request: Request, region: str) -> Iterator[Call]:
    kind, model, operation = unquote(request.path).strip("/").split("/")
    if kind != "model" or operation not in ("converse", "invoke"):
        raise ValueError("only models")
    # A profile needs permission for itself and for the model, in each of its regions.
    # https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    if profile := _PROFILE.match(model):
        yield Call("bedrock:InvokeModel", f"arn:aws:bedrock:{region}:{ACCOUNT}:inference-profile/{model}")
        model = model[profile.end() :]
    yield Call("bedrock:InvokeModel", f"arn:aws:bedrock:{region}::foundation-model/{model}")


def _sns(request: Request, _region: str) -> Iterator[Call]:
    said = parse_qs(request.body.decode())
    action = said["Action"][0].removesuffix("Batch")
    yield Call(f"sns:{action}", said["TopicArn"][0])


def _kms(request: Request, region: str) -> Iterator[Call]:
    key = json.loads(request.body)["KeyId"]
    yield Call(
        f"kms:{request.operation}", key if key.startswith("arn:") else f"arn:aws:kms:{region}:{ACCOUNT}:key/{key}"
    )


_SERVICES: dict[str, Callable[[Request, str], Iterator[Call]]] = {
    "bedrock": _bedrock,
    "dynamodb": _dynamodb,
    "events": _events,
    "kms": _kms,
    "s3": _s3,
    "scheduler": _scheduler,
    "secretsmanager": _secretsmanager,
    "ses": _ses,
    "sns": _sns,
    "sqs": _sqs,
}


def refusal(service: str, message: str) -> tuple[int, dict[str, str], bytes]:
    """The service's response: status, headers and body, as its clients parse them."""
    if service in ("s3", "sns"):
        code = "AccessDenied" if service == "s3" else "AuthorizationError"
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        xml = error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"
        return 403, {"content-type": "application/xml"}, xml.encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": "AccessDeniedException"}
    if service == "sqs":  # whose clients take the code of its former protocol
        headers["x-amzn-query-error"] = "AccessDenied;Sender"
    body = json.dumps({"__type": "AccessDeniedException", "message": message, "Message": message}).encode()
    return (400 if service in _JSON else 403), headers, body


# Their refusals have status 400; REST services answer 403.
_JSON = {"dynamodb", "events", "kms", "secretsmanager"}
