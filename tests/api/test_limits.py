"""Limits over the real table: what many processes let through together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from connextlive.core.caller import Caller
from local.config import KEY, REGION, STACK_NAME
from local.emulator.aws import Aws
from tests.support.builders import a_request
from tools import ROOT

from .client import Tenant

PROCESSES, THREADS, EACH = 10, 5, 16
# Threads of a process of its own, which ask a function over and over, all of them from the same moment on.
ASKING = """
import sys, json
from concurrent.futures import ThreadPoolExecutor
from tools.generate.operations import module
name, event, threads, times = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
handler = module(name).handler
print("ready", flush=True)
sys.stdin.readline()
def ask(_):
    return [handler(event, None)["statusCode"] for _ in range(times)]
with ThreadPoolExecutor(threads) as pool:
    print(json.dumps([status for asked in pool.map(ask, range(threads)) for status in asked]))
"""


@pytest.fixture(scope="module")
def environment(data: Path) -> dict[str, str]:
    """What a function has that runs elsewhere, against the stack's table."""
    aws = Aws(f"http://127.0.0.1:{(data / 'ministack.pid').read_text().split()[1]}")
    table = aws.client("cloudformation").describe_stack_resource(StackName=STACK_NAME, LogicalResourceId="Table")
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'shared'}",
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_REGION": REGION,
        "NO_PROXY": "127.0.0.1",
        "TABLE_NAME": str(table["StackResourceDetail"]["PhysicalResourceId"]),
    }


def let_through(environment: dict[str, str], name: str, event: Any) -> int:
    """How many requests are answered when fifty callers in ten processes ask at once, and all others refused."""
    command = [sys.executable, "-c", ASKING, name, json.dumps(event), str(THREADS), str(EACH)]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)  # noqa: S603  # our own script
        for _ in range(PROCESSES)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    statuses = [status for one in running for status in json.loads(one.communicate(timeout=120)[0])]
    assert {*statuses} == {200, 429}
    assert len(statuses) == PROCESSES * THREADS * EACH
    return statuses.count(200)


@pytest.mark.parametrize(("owner", "quota"), [("caller", 60), ("address", 300), ("tenant", 600)])
def test_fifty_callers_in_ten_processes_get_what_a_limit_says_within_a_tenth(
    tenant: Tenant, environment: dict[str, str], owner: str, quota: int
) -> None:
    vera = tenant.visitor()
    by = Caller(tenant.id, vera.id, "VISITOR", "")
    # An hour, or the bucket would fill while they ask.
    limited = environment | {"RATE_LIMITS": f"heartbeat {owner} {quota}/3600"}
    through = let_through(limited, "widget_heartbeat", a_request("widget_heartbeat", by))
    print(f"{owner} {quota}: {through} let through")
    assert 0.9 * quota <= through <= 1.1 * quota


# ── What a workspace sets for its visitors ───────────────────────────────────────────────────────────────────────────

TOO_MANY = "Too many attempts. Please try again later."


def test_a_visitor_who_writes_too_much_is_told_when_to_go_on(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"limits": {"messages": {"perVisitor": 3}}}}).ok()
    vera, vito = tenant.visitor(), tenant.visitor()
    for _ in range(3):
        vera.sends().ok()
    refused = vera.sends()
    refused.error(429, TOO_MANY, {"code": "RATE_LIMITED"})
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["RateLimit"] == f'"caller";r=0;t={refused.headers["Retry-After"]}'
    assert refused.headers["RateLimit-Policy"] == '"caller";q=3;w=60'
    assert len(vera.messages()) == 3
    vito.sends().ok()


def test_one_address_opens_so_many_sessions_as_the_workspace_says(tenant: Tenant) -> None:
    other = tenant.api.register()
    tenant.put("/api/tenant/workspace", {"settings": {"limits": {"sessions": {"perAddress": 2}}}}).ok()
    assert [tenant.session().status for _ in range(4)] == [200, 200, 429, 429]
    assert [other.session().status for _ in range(4)] == [200] * 4
