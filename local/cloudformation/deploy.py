"""The template's tables, buckets, queues and rules, created in ministack by its own CloudFormation.

Using CloudFormation instead of our own create calls keeps a single interpretation of the template: what is tested
locally are the very properties that are deployed.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from local.cloudformation.intrinsics import attributes_in
from local.cloudformation.template import Template
from local.config import STACK_NAME, StartupError
from local.emulator.aws import Aws

# No alarms, log groups, roles or CloudFront: nothing local depends on them.
_DEPLOYED = {
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::S3::Bucket",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::SecretsManager::Secret",
    "AWS::SES::ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination",
    "AWS::SES::EmailIdentity",
    "AWS::SES::Template",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::Parameter",
}
_TIMEOUT_SECONDS = 60


def rule_queue(function: str, event: str) -> str:
    """The queue through which a function's EventBridgeRule reaches the gateway (SAM would target the function)."""
    return f"{function}{event}Queue"


def deploy(aws: Aws, template: Template) -> dict[str, str]:
    """Creates or updates the stack; returns the values of `Ref` ("Table") and `GetAtt` ("Table.Arn")."""
    body, attributes = _stack_template(template)
    request: dict[str, Any] = {
        "StackName": STACK_NAME,
        "TemplateBody": json.dumps(body),
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in template.parameters.items()],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    cloudformation = aws.client("cloudformation")
    try:
        if _status(aws) is None:
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise StartupError(f"template.yaml: {error.response['Error']['Message']}") from error
    _wait(aws)
    return _references(aws, attributes)


def _stack_template(template: Template) -> tuple[dict[str, Any], dict[str, str]]:
    """The CloudFormation template, and which of its outputs contains which attribute."""
    resources = template.resources_of(*_DEPLOYED)
    for name, function in template.resources_of("AWS::Serverless::Function").items():
        for event, source in function.get("Properties", {}).get("Events", {}).items():
            if source["Type"] in ("EventBridgeRule", "CloudWatchEvent"):
                resources |= _rule_with_queue(name, event, source["Properties"])
    for resource in resources.values():
        resource["DependsOn"] = [name for name in _as_list(resource.get("DependsOn")) if name in resources]
    wanted = {(name, "Arn") for name in resources if resources[name]["Type"] == "AWS::SQS::Queue"}
    wanted |= {(name, attribute) for name, attribute in attributes_in(template.document) if name in resources}
    outputs = {f"Attribute{index}": pair for index, pair in enumerate(sorted(wanted))}
    kept = ("Parameters", "Mappings", "Conditions")
    body = {section: template.document[section] for section in kept if section in template.document} | {
        "Resources": resources,
        "Outputs": {output: {"Value": {"Fn::GetAtt": list(pair)}} for output, pair in outputs.items()},
    }
    return body, {output: ".".join(pair) for output, pair in outputs.items()}


def _rule_with_queue(function: str, event: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    queue = rule_queue(function, event)
    rule = {
        "EventPattern": properties["Pattern"],
        "Targets": [{"Id": "queue", "Arn": {"Fn::GetAtt": [queue, "Arn"]}}],
    }
    if "EventBusName" in properties:
        rule["EventBusName"] = properties["EventBusName"]
    return {
        queue: {"Type": "AWS::SQS::Queue", "Properties": {}},
        f"{queue}Rule": {"Type": "AWS::Events::Rule", "Properties": rule},
    }


def _as_list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _status(aws: Aws) -> str | None:
    try:
        stack = aws.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    except ClientError:
        return None
    return str(stack["StackStatus"])


def _wait(aws: Aws) -> None:
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while (status := _status(aws) or "").endswith("_IN_PROGRESS") and time.monotonic() < deadline:
        time.sleep(0.02)
    if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        return
    events = aws.client("cloudformation").describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    reasons = "; ".join(f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}" for e in failed[:3])
    if status.startswith(("CREATE", "ROLLBACK")):
        # A stack that was never complete cannot be updated, so it is deleted for the next start.
        aws.client("cloudformation").delete_stack(StackName=STACK_NAME)
    raise StartupError(f"template.yaml: {reasons or status}")


def _references(aws: Aws, attributes: Mapping[str, str]) -> dict[str, str]:
    cloudformation = aws.client("cloudformation")
    resources = cloudformation.describe_stack_resources(StackName=STACK_NAME)["StackResources"]
    outputs = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0].get("Outputs", [])
    references = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
    for resource in resources:
        # In AWS, a secret's Ref is its ARN, which policies name; ministack's is its name.
        if resource["ResourceType"] == "AWS::SecretsManager::Secret":
            secret = aws.client("secretsmanager").describe_secret(SecretId=resource["PhysicalResourceId"])
            references[resource["LogicalResourceId"]] = secret["ARN"]
    return references | {attributes[output["OutputKey"]]: output["OutputValue"] for output in outputs}
