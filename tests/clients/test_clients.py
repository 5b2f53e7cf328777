"""The OpenAPI document in other tools: linters and client generators; for a request generator, see tests/fuzz.

`make check-openapi` installs them (package-lock.json here, requirements/clients.txt) and runs this.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.api.client import Api
from tests.api.conftest import REPOSITORY

HERE = Path(__file__).parent
DOCUMENT = REPOSITORY / "shared/connextlive/generated/openapi.json"
PYTHON = REPOSITORY / ".venv/clients/bin"
PATIENCE = 300  # seconds


def run(
    *command: str | Path,
    environment: Mapping[str, str] | None = None,
    folder: Path = HERE,
    patience: float = PATIENCE,
) -> str:
    """A tool's output; fails with it if the tool fails."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "DOCUMENT": str(DOCUMENT),
        "CI": "true",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    }
    done = subprocess.run(  # noqa: S603  # tools that are locked, with arguments made here
        list(map(str, command)),
        cwd=folder,
        env=known | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:]
    return done.stdout


def node(tool: str, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> str:
    return run(HERE / "node_modules/.bin" / tool, *arguments, environment=environment)


@pytest.fixture(scope="module")
def a_day(api: Api, stack: str) -> dict[str, str]:
    """A workspace with a waiting conversation, as the clients' environment."""
    tenant = api.register()
    conversation = tenant.visitor("Vera Visitor").says("Hello")
    return {"API_URL": stack, "TOKEN": tenant.token, "CONVERSATION": conversation}


def test_redocly_finds_no_error() -> None:
    node("redocly", "lint", DOCUMENT, "--config", "redocly.yaml")


def test_spectral_finds_no_error() -> None:
    node("spectral", "lint", DOCUMENT, "--ruleset", "spectral.yaml", "--fail-severity", "error", "--quiet")


def test_clients_in_typescript_compile_and_run(a_day: dict[str, str]) -> None:
    shutil.rmtree(HERE / "generated", ignore_errors=True)
    node("openapi-typescript", DOCUMENT, "--output", "generated/schema.ts")
    node("orval", "--config", "orval.config.mjs", environment=a_day)
    node("tsc", "--project", "tsconfig.json")
    for client in ("openapi-typescript", "orval"):
        run("node", f"generated/run/use-{client}.js", environment=a_day)


def test_a_client_in_python_is_generated_and_runs(a_day: dict[str, str], tmp_path: Path) -> None:
    package = tmp_path / "connextlive_api_client"
    command = ("generate", "--path", DOCUMENT, "--output-path", package, "--config", "python-client.yaml")
    run(PYTHON / "openapi-python-client", *command, "--fail-on-warning", "--meta", "none")
    run(PYTHON / "python", "use_python_client.py", environment=a_day | {"PYTHONPATH": str(tmp_path)})
