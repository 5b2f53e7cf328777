"""Functions in unit tests may do what the template grants them, as in AWS: a call that the policy of whoever makes it
does not allow fails the test, whatever becomes of the call. Only what a handler does is held against its function;
builders may do anything."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID

from connextlive.aws import s3, sigv4
from connextlive.core.environment import environment
from connextlive.table.calls import TABLE
from local.cloudformation.grants import grants
from local.cloudformation.template import Template
from local.config import ACCOUNT
from local.permissions.calls import Request, Unknown, calls, dynamodb, signed_by
from local.permissions.policy import Call, Policy, Statement
from tools import OPTIONAL, ROOT

REGION = sigv4.region()
# Whose handler runs, in this thread and those that it has work for it.
_function: ContextVar[str | None] = ContextVar("function", default=None)
_refused: dict[str, None] = {}


@contextmanager
def acting_as(function: str | None) -> Iterator[None]:
    before = _function.set(function)
    try:
        yield
    finally:
        _function.reset(before)


def as_somebody_else() -> AbstractContextManager[None]:
    """For what a test does in the middle of a handler, and the handler does not."""
    return acting_as(None)


def install(patch: pytest.MonkeyPatch) -> None:
    """DynamoDB's calls are seen where botocore's clients begin, as moto answers them there (`fast_moto`); others' where
    the request is whole."""
    _policies()  # before a test changes the environment, and not in several threads
    call, answer = vars(BaseClient)["_make_api_call"], BotocoreStubber.__call__

    def called(client: BaseClient, operation: str, request: dict[str, Any]) -> Any:
        function = _function.get()
        if function is not None and client.meta.service_model.service_name == "dynamodb":
            _check(function, dynamodb(operation, request, REGION))
        return call(client, operation, request)

    def answered(stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **rest: Any) -> Any:
        function = _function.get()
        if function is not None:
            _check(function, _wanted(request))
        return answer(stubber, event_name, request, **rest)

    patch.setattr(BaseClient, "_make_api_call", called)
    patch.setattr(BotocoreStubber, "__call__", answered)


def refused() -> str:
    """What was not granted since this was last asked, a sentence a line."""
    sentences = "\n".join(_refused)
    _refused.clear()
    return sentences


def _check(function: str, wanted: Iterable[Call]) -> None:
    policy = _policies()[function]
    for call in wanted:
        if policy.allowing(call) is None:
            resource = call.resource.replace(_deployed()["Table.Arn"], "Table")
            _refused[f"{function} calls {call.action} on {resource}, which its policy does not grant"] = None


def _wanted(request: AWSPreparedRequest) -> Iterable[Call]:
    sent: dict[str, Any] = dict(request.headers.items())
    headers = {name.lower(): value.decode() if isinstance(value, bytes) else value for name, value in sent.items()}
    url = urlsplit(request.url or "")
    signed = signed_by(headers.get("authorization", ""), url.query)
    if signed is None or signed.service == "dynamodb":
        return []
    bucket, is_s3, _ = url.netloc.partition(".s3.")
    path = f"/{bucket}{url.path}" if is_s3 else url.path
    body = request.body.encode() if isinstance(request.body, str) else request.body
    body = body if isinstance(body, bytes | bytearray) else b""  # a file's content says nothing
    try:
        return calls(Request(request.method or "", path, url.query, headers, bytes(body)), signed)
    except Unknown as unknown:
        return [Call(str(unknown), path)]


@cache
def _policies() -> dict[str, Policy]:
    """By the functions' folders."""
    template = Template(ROOT / "template.yaml", OPTIONAL | {"Analyser": "bedrock"})
    resolver = template.resolver(_deployed())
    granted = grants(template, resolver)
    return {
        function.folder.name: Policy(Statement.of(one["document"]) for one in granted[function.name]["statements"])
        for function in template.functions(resolver)
    }


@cache
def _deployed() -> dict[str, str]:
    """What unit tests make of the template's resources."""
    document = Template(ROOT / "template.yaml", {}).document["Resources"]
    queues = [name for name, resource in document.items() if resource["Type"] == "AWS::SQS::Queue"]
    return {
        "AWS::Region": REGION,
        "Table.Arn": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{TABLE}",
        "Bucket": s3.BUCKET,
        "Bucket.Arn": f"arn:aws:s3:::{s3.BUCKET}",
        "ScheduleGroup": "connextlive",
        "ScheduleRole.Arn": f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/schedule",
        "WebBucket.Arn": "arn:aws:s3:::web",
        "Bus.Arn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{environment.bus_name}",
        "SigningSecret": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{environment.signing_secret_arn}-000000",
    } | {f"{name}.Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}" for name in queues}
