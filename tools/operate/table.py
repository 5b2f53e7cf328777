"""Which table an operator's command works on."""

import os

from local.config import STACK_NAME, settings_from_environment
from local.emulator.aws import Aws, set_environment
from tools import ROOT

RESOURCES = {"TABLE_NAME": "Table", "BUCKET_NAME": "Bucket"}


def choose_table() -> None:
    """Points everything imported from now on to the running local stack of this folder, unless TABLE_NAME is set."""
    running = settings_from_environment(ROOT).data / "ministack.pid"
    if "TABLE_NAME" in os.environ or not running.exists():
        return
    url = f"http://127.0.0.1:{running.read_text().split()[1]}"
    described = Aws(url).client("cloudformation").describe_stack_resource
    found = {
        name: described(StackName=STACK_NAME, LogicalResourceId=resource)["StackResourceDetail"]["PhysicalResourceId"]
        for name, resource in RESOURCES.items()
    }
    set_environment(url, found)
