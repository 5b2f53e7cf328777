"""A deployment's alarms become its rollback triggers, and nothing else of the stack changes."""

from typing import Any

import botocore.session
import pytest
from botocore.stub import ANY, Stubber

from local.cloudformation.template import Template
from local.config import StartupError
from tools import ROOT
from tools.operate import rollback
from tools.operate.rollback import ALARMS, MINUTES

NAME = "connextlive-prod"
ARNS = sorted(f"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:{NAME}-{alarm}" for alarm in ALARMS)
WANTED = {
    "RollbackTriggers": [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in ARNS],
    "MonitoringTimeInMinutes": MINUTES,
}
type Json = dict[str, Any]


class Account:
    """CloudFormation and CloudWatch as botocore's models describe them, with answers in this order."""

    def __init__(self, arns: list[str], present: Json) -> None:
        session = botocore.session.get_session()
        access: Json = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-central-1"}
        self.clients = {name: session.create_client(name, **access) for name in ("cloudformation", "cloudwatch")}
        self.stubs = {name: Stubber(client) for name, client in self.clients.items()}
        for alarm in ALARMS:
            detail = {"PhysicalResourceId": f"{NAME}-{alarm}", "LogicalResourceId": alarm, "ResourceType": "-"}
            detail |= {"LastUpdatedTimestamp": "2026-01-31", "ResourceStatus": "CREATE_COMPLETE"}
            asked = {"StackName": NAME, "LogicalResourceId": alarm}
            self.stubs["cloudformation"].add_response("describe_stack_resource", {"StackResourceDetail": detail}, asked)
        named = {"AlarmNames": [f"{NAME}-{alarm}" for alarm in ALARMS]}
        found = {"MetricAlarms": [{"AlarmArn": arn} for arn in arns]}
        self.stubs["cloudwatch"].add_response("describe_alarms", found, named)
        self.stack: Json = {"StackName": NAME, "CreationTime": "2026-01-31", "StackStatus": "UPDATE_COMPLETE"}
        self.stack |= {"Parameters": [{"ParameterKey": "AppUrl"}], "RollbackConfiguration": present}
        self._describe()
        for stub in self.stubs.values():
            stub.activate()

    def _describe(self) -> None:
        self.stubs["cloudformation"].add_response("describe_stacks", {"Stacks": [self.stack]}, {"StackName": NAME})

    def expect_update(self) -> None:
        asked = {
            "StackName": NAME,
            "UsePreviousTemplate": True,
            "Parameters": [{"ParameterKey": "AppUrl", "UsePreviousValue": True}],
            "Capabilities": ANY,
            "RollbackConfiguration": WANTED,
        }
        self.stubs["cloudformation"].add_response("update_stack", {"StackId": "arn"}, asked)
        self._describe()

    def set_triggers(self) -> bool:
        changed = rollback.set_triggers(NAME, lambda name: self.clients[name])
        self.stubs["cloudformation"].assert_no_pending_responses()
        return changed


@pytest.mark.parametrize("present", [{}, {**WANTED, "RollbackTriggers": WANTED["RollbackTriggers"][1:]}])  # type: ignore[index]  # a list
def test_what_is_missing_is_set(present: Json) -> None:
    account = Account(ARNS, present)
    account.expect_update()
    assert account.set_triggers()


def test_what_is_there_is_left_alone() -> None:
    assert not Account(ARNS, {**WANTED, "RollbackTriggers": WANTED["RollbackTriggers"][::-1]}).set_triggers()  # type: ignore[index]  # a list


def test_an_alarm_that_is_missing_is_an_error() -> None:
    with pytest.raises(StartupError, match="has 4 of the alarms"):
        Account(ARNS[1:], {}).set_triggers()


def test_the_template_has_these_alarms_and_cloudformation_takes_as_many() -> None:
    assert set(ALARMS) <= Template(ROOT / "template.yaml", {}).resources_of("AWS::CloudWatch::Alarm").keys()
    assert len(ALARMS) <= 5
