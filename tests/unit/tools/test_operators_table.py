"""Which stack an operator's command works on."""

import os
import subprocess
from types import SimpleNamespace

import botocore.session
import pytest

from tools import ROOT
from tools.operate.table import choose_table

COMMANDS = ("audit", "delete-tenant", "migrate", "reindex", "replay", "reset-second-factor", "signing-keys")


def test_an_environment_is_that_stack_of_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", dict(os.environ))
    cloudformation = SimpleNamespace(meta=SimpleNamespace(region_name="us-west-2"))
    cloudformation.describe_stack_resource = lambda StackName, LogicalResourceId: {
        "StackResourceDetail": {"PhysicalResourceId": f"{StackName}-{LogicalResourceId}"}
    }
    monkeypatch.setattr(botocore.session.Session, "create_client", lambda session, name: cloudformation)
    choose_table("prod")
    found = {name: os.environ[name] for name in ("AWS_REGION", "TABLE_NAME", "BUCKET_NAME", "BUS_NAME")}
    expected = ["us-west-2", "connextlive-prod-Table", "connextlive-prod-Bucket", "connextlive-prod-Bus"]
    assert list(found.values()) == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_can_be_told_the_environment(command: str) -> None:
    make = ["make", "--no-print-directory", "--dry-run", command, "ENV=prod", "TENANT=ten_1", "EMAIL=olga@example.com"]
    said = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603  # as an operator
    assert f" -m tools.operate.{command.replace('-', '_')}" in said
    assert said.splitlines()[-1].count(" --env prod") == 1
