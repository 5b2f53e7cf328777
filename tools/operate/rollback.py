"""Has CloudFormation roll a deployment back if an alarm of the stack goes off during it or soon after: `make deploy`
runs this after each deployment.

CloudFormation remembers a stack's rollback triggers and applies them to every later update, so only a deployment that
changed the alarms has something to set. `sam deploy` has no setting for them.
"""

import argparse
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.config import StartupError
from tools.operate import stacks

# At most five, of those that a bad version of the code raises and nothing else does at once.
ALARMS = ("ApiFailuresAlarm", "ApiLatencyAlarm", "DeadLetterAlarm", "ThrottlesAlarm", "OnTableChangeProjectLagAlarm")
MINUTES = 15  # of watching; the alarms look at five minutes three times at most


def configuration(name: str, clients: stacks.Clients) -> dict[str, Any]:
    """The triggers that the stack should have."""
    cloudformation = clients("cloudformation")
    described = (
        cloudformation.describe_stack_resource(StackName=name, LogicalResourceId=alarm)["StackResourceDetail"]
        for alarm in ALARMS
    )
    names = [resource["PhysicalResourceId"] for resource in described]
    found = clients("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    arns = sorted(alarm["AlarmArn"] for alarm in found)
    if len(arns) != len(ALARMS):
        raise StartupError(f"{name} has {len(arns)} of the alarms {', '.join(names)}")
    triggers = [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in arns]
    return {"RollbackTriggers": triggers, "MonitoringTimeInMinutes": MINUTES}


def set_triggers(name: str, clients: stacks.Clients) -> bool:
    """Sets them if they differ, and changes nothing else; whether it did."""
    wanted = configuration(name, clients)
    cloudformation = clients("cloudformation")
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    present = stack.get("RollbackConfiguration", {})
    triggers = sorted(present.get("RollbackTriggers", []), key=lambda trigger: str(trigger["Arn"]))
    if {**present, "RollbackTriggers": triggers} == wanted:
        return False
    keys = [parameter["ParameterKey"] for parameter in stack.get("Parameters", [])]
    cloudformation.update_stack(
        StackName=name,
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": key, "UsePreviousValue": True} for key in keys],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        RollbackConfiguration=wanted,
    )
    cloudformation.get_waiter("stack_update_complete").wait(StackName=name)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="make deploy", description=__doc__)
    parser.add_argument("env", help="an environment of samconfig.toml")
    asked = parser.parse_args()
    try:
        is_set = set_triggers(*stacks.deployment(asked.env))
    except (StartupError, BotoCoreError, ClientError) as error:
        print(f"error: deployed, but without rollback on alarms: {error}", file=sys.stderr)
        return 1
    print(f"{'From now on, a' if is_set else 'A'} deployment is rolled back if one of {', '.join(ALARMS)} goes off")
    return 0


if __name__ == "__main__":
    sys.exit(main())
