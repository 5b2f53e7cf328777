"""The stack that a tool works on: the running local one, or one in AWS that samconfig.toml names."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session

from local.config import KEY, REGION, STACK_NAME, StartupError, settings_from_environment
from tools import ROOT

type Clients = Callable[[str], Any]  # makes a service's client
type Stack = tuple[str, Clients]  # its name


def chosen(environment: str | None) -> Stack:
    """An environment's deployment, or without one the local stack."""
    return deployment(environment) if environment else local(settings_from_environment(ROOT).data)


def local(data: Path) -> Stack:
    """`make start`, while it runs."""
    file = data / "ministack.pid"
    if not file.exists():
        raise StartupError(f"no local stack runs over {data}: `make start`, or name another one with ENV=prod")
    url = f"http://127.0.0.1:{file.read_text().split()[1]}"
    session = botocore.session.get_session()
    access: dict[str, Any] = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY}
    return STACK_NAME, lambda name: session.create_client(name, region_name=REGION, endpoint_url=url, **access)


def deployment(environment: str) -> Stack:
    """A stack in AWS."""
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text())
    if environment not in configured:
        raise StartupError(f"samconfig.toml has no [{environment}.deploy.parameters]")
    return configured[environment]["deploy"]["parameters"]["stack_name"], botocore.session.get_session().create_client
