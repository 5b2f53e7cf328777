"""What each function imports: every module costs time at each cold start, so none is added unnoticed."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.interpreters import in_a_process
from tools import ROOT
from tools.generate.operations import functions

# Modules beyond those of a bare interpreter. Lower a budget when a function gets lighter.
FALLBACK, TABLE, CONSUMER = 117, 262, 363
BUDGETS = {
    "agent_live_get": 273,
    "tenant_live_get": 273,
    "authorizer": 128,
    "ws_connect": 82,
    "ws_disconnect": 81,
    "health": 161,
    "docs_get": FALLBACK,
    "openapi_get": FALLBACK,
    "on_event_visitor_mail": 386,
    "on_report_ready": 408,
    "on_report_requested": 413,
    "on_signing_secret_rotation": 85,
    "on_stack_change": 101,
    "on_table_change_project": 161,
    "widget_configuration_get": 267,
    "widget_sessions_create": 269,
}
# Packages that cost, and which functions are worth it. What is not in this table is forbidden to all.
ALLOWED = {
    "argon2": {
        "auth_login",
        "auth_register",
        "auth_accept_invite",
        "auth_reset_password",
        "auth_second_factor_begin",
        "auth_second_factor_turn_off",
    },
    "connextlive.analysis.feelings": "on_",
    "babel": {"on_report_ready", "on_report_requested"},
    "jinja2": {
        "on_agent_invited",
        "on_report_ready",
        "on_report_requested",
        "on_event_account_mail",
        "on_event_export",
    },
    "jwt": {"authorizer", "on_event_visitor_mail"},
    "aws_lambda_powertools": "on_",
    "asyncio": "on_",  # imported by Powertools' batch
    # Requests go by connextlive.aws.transport.
    "botocore.client": "on_",
    "botocore.session": "on_",
    "urllib3": "on_",
}
FORBIDDEN = {
    "boto3",
    "cryptography",
    "fastapi",
    "mangum",
    "multipart",
    "requests",
    "s3transfer",
    "unittest",
}

# Imports each function in a fork of its own. What most of them need is imported before, once; that can only add to what
# a function is found to import.
PROBE = """
import importlib, json, os, sys
sys.modules["cryptography"] = None  # moto brings it here; the layer does not hold it
bare = set(sys.modules)
before, *folders = sys.argv[1:]
for name in before.split():
    importlib.import_module(name)
if before:
    importlib.import_module("pydantic.plugin._loader").get_plugins()  # it reads all packages' metadata
for folder in folders:
    if os.fork() == 0:
        sys.path.insert(0, folder)
        importlib.import_module("app")
        print(json.dumps([folder, sorted(set(sys.modules) - bare)]), flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(folder)
"""
REQUESTS = ("connextlive.lambdas.endpoint", "connextlive.chat.conversation", "connextlive.identity.workspace")
CONSUMERS = ("connextlive.lambdas.consumer", "connextlive.table.items")


@dataclass(frozen=True)
class Imported:
    """What a function's process has loaded before its first request."""

    name: str
    modules: tuple[str, ...]

    @property
    def budget(self) -> int:
        return BUDGETS.get(self.name, CONSUMER if self.name.startswith("on_") else TABLE)

    @property
    def packages(self) -> set[str]:
        return {".".join(module.split(".")[:depth]) for module in self.modules for depth in (1, 2)}


def imports(folders: Sequence[Path], before: Sequence[str] = ()) -> list[Imported]:
    environment = {
        "PATH": os.environ["PATH"],
        "TABLE_NAME": "connextlive",
        "BUS_NAME": "connextlive",
    }
    printed = in_a_process(PROBE, environment, " ".join(before), *map(str, folders))
    found = map(json.loads, printed.splitlines())
    return [Imported(Path(folder).name, tuple(modules)) for folder, modules in found]


def faults(imported: Imported) -> Iterator[str]:
    if len(imported.modules) > imported.budget:
        yield f"{imported.name} imports {len(imported.modules)} modules, its budget is {imported.budget}"
    for package in imported.packages & {*FORBIDDEN, *ALLOWED}:
        allowed = ALLOWED.get(package, set())
        is_allowed = imported.name.startswith(allowed) if isinstance(allowed, str) else imported.name in allowed
        if not is_allowed:
            yield f"{imported.name} imports {package}"


def test_every_function_keeps_its_import_budget() -> None:
    folders = [ROOT / "functions" / function.folder.name for function in functions()]
    alike = [folder for folder in folders if folder.name not in BUDGETS]
    consumers = [folder for folder in alike if folder.name.startswith("on_")]
    requests = [folder for folder in alike if folder not in consumers]
    together = imports(requests, REQUESTS) + imports(consumers, CONSUMERS)
    assert len(together) == len(alike)
    # Their common imports may be the fault's cause: whoever has one is tried alone.
    faultless = {imported.name for imported in together if not any(faults(imported))}
    alone = imports([folder for folder in folders if folder.name not in faultless])
    broken = [fault for imported in alone for fault in faults(imported)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("imported", "expected"),
    [
        (Imported("health", ("json", "boto3.session")), ["health imports boto3"]),
        (Imported("health", ("jwt.api_jwt",)), ["health imports jwt"]),
        (Imported("authorizer", ("jwt.api_jwt",)), []),
        (Imported("auth_login", ("botocore.exceptions",)), []),
        (Imported("auth_login", ("botocore.session",)), ["auth_login imports botocore.session"]),
        (Imported("health", ("aws_lambda_powertools",)), ["health imports aws_lambda_powertools"]),
        (Imported("on_agent_invited", ("aws_lambda_powertools",)), []),
        (Imported("health", ("m",) * 162), ["health imports 162 modules, its budget is 161"]),
    ],
)
def test_what_counts_as_a_fault(imported: Imported, expected: list[str]) -> None:
    assert list(faults(imported)) == expected
