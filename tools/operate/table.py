"""Which table an operator's command works on."""

import argparse
import os

from local.config import settings_from_environment
from local.emulator.aws import set_environment
from tools import ROOT
from tools.operate import stacks

RESOURCES = {"TABLE_NAME": "Table", "BUCKET_NAME": "Bucket", "BUS_NAME": "Bus"}


def option(parser: argparse.ArgumentParser) -> None:
    """Lets the operator name what `choose_table` takes."""
    parser.add_argument("--env", help="an environment of samconfig.toml; without it, the local stack")


def choose_table(environment: str | None = None) -> None:
    """Points everything imported from now on to an environment of samconfig.toml; without one, to the running local
    stack of this folder, unless TABLE_NAME is set."""
    running = settings_from_environment(ROOT).data
    if environment:
        os.environ |= _found(stacks.deployment(environment))
    elif "TABLE_NAME" not in os.environ and (running / "ministack.pid").exists():
        name, clients = stacks.local(running)
        set_environment(clients("cloudformation").meta.endpoint_url, _found((name, clients)))


def _found(stack: stacks.Stack) -> dict[str, str]:
    name, clients = stack
    cloudformation = clients("cloudformation")
    found = {"AWS_REGION": cloudformation.meta.region_name}
    for variable, resource in RESOURCES.items():
        described = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId=resource)
        found[variable] = described["StackResourceDetail"]["PhysicalResourceId"]
    return found
