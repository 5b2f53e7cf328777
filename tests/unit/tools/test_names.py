"""One name everywhere: a function's folder, its resource in the template and its sample event."""

import hashlib
import json
import re
from typing import Any

import pytest

from connextlive.lambdas.consumer import Consumer
from connextlive.events.domain import Change, of_change
from connextlive.events.types import EVENTS, Subscribable, kinds_of
from local.cloudformation.template import Function, Template
from local.sources.filters import matches
from tools import ROOT
from tools.generate import bus, events
from tools.generate.operations import functions, operations_of, summary_line

FUNCTIONS = functions()
TEMPLATE = Template(ROOT / "template.yaml", {})
REFERENCES = {"MailConfiguration": "connextlive-mail"}
RULES = TEMPLATE.resolver(REFERENCES).resolve(TEMPLATE.resources_of("AWS::Events::Rule"))
NOT_OF_A_BUS = {"OnReportDueFunction", "OnMailReceivedFunction"}  # whose queues EventBridge Scheduler and SNS fill
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.folder.name)


def sample(function: Function) -> Any:
    return json.loads((ROOT / "events" / f"{function.folder.name}.json").read_text(encoding="utf-8"))


@every_function
def test_the_resource_is_named_after_the_folder(function: Function) -> None:
    assert function.name == "".join(map(str.capitalize, function.folder.name.split("_"))) + "Function"


def test_every_folder_is_a_function_of_the_template() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert folders == {function.folder.name for function in FUNCTIONS}


@every_function
def test_a_sample_request_is_for_the_functions_own_route(function: Function) -> None:
    own = list(operations_of(function.folder.name))
    if not own:
        return
    event = sample(function)
    assert event["resource"] == event["requestContext"]["resourcePath"] == own[0].path
    assert event["path"] == own[0].path.format(**event["pathParameters"] or {})
    assert event["httpMethod"] == own[0].method
    assert ("authorizer" in event["requestContext"]) != own[0].is_public


@every_function
def test_a_sample_event_of_a_queue_is_what_the_rule_lets_through(function: Function) -> None:
    if [event.type for event in function.events] != ["SQS"]:
        return
    (record,) = sample(function)["Records"]
    assert record["md5OfBody"] == hashlib.md5(record["body"].encode(), usedforsecurity=False).hexdigest()
    # Several consumers of one event are told apart by what they do about it: on_event_visitor_mail. One consumer of
    # several events is on_event, with what it does about them.
    kind = summary_line(function.folder.name).removeprefix("ON ").partition(": ")[0]
    is_one = kind != events.SEVERAL
    assert f"{function.folder.name}_".startswith("on_" + kind.replace(".", "_") + "_" if is_one else "on_event_")
    event = json.loads(record["body"])
    if rule := RULES.get(function.name.removesuffix("Function") + "Rule"):
        assert matches(rule["Properties"]["EventPattern"], event)
        assert is_one or len(rule["Properties"]["EventPattern"]["detail-type"]) > 1
    else:
        assert function.name in NOT_OF_A_BUS
    if is_one and kind not in {*events.OF_AWS, *events.OF_SNS}:
        assert event["detail-type"] == kind


def test_the_sample_change_is_an_event() -> None:
    (record,) = events.change()["Records"]
    assert [happened.type for happened in of_change(Change.of(record))] == ["message.created"]


@pytest.mark.parametrize(("function", "consumer"), bus.consumers(), ids=lambda one: getattr(one, "name", ""))
def test_the_architecture_names_the_events_of_each_consumer(function: Function, consumer: Consumer) -> None:
    document = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    (trigger,) = re.findall(rf"^\| `{function.folder.name}` \| (.*?) \|", document, re.MULTILINE)
    named = re.findall(r"`(\w+\.\w+)`", trigger)
    kind = [event.type for event in kinds_of(Subscribable)]
    assert sorted(named or kind) == sorted({*consumer.types} & {event.type for event in EVENTS})
