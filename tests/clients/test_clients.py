"""The OpenAPI document in other tools: linters, client generators, a request generator.

`make check-openapi` installs them (package-lock.json here, requirements/clients.txt) and runs this.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.api.builders import World
from tests.api.client import Api
from tests.api.conftest import REPOSITORY

HERE = Path(__file__).parent
DOCUMENT = REPOSITORY / "shared/connextlive/generated/openapi.json"
PYTHON = REPOSITORY / ".venv/clients/bin"
PATIENCE = 300  # seconds
# A server's fault, or an answer that the document does not tell of.
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"


def run(*command: str | Path, environment: Mapping[str, str] | None = None, folder: Path = HERE) -> str:
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
        timeout=PATIENCE,
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


@pytest.mark.parametrize("paths", ["/api/tenant/", "/api/agent/", "/api/widget/", "/api/(?!tenant|agent|widget)"])
def test_no_response_is_undocumented(api: Api, stack: str, tmp_path: Path, paths: str) -> None:
    world = World(api)
    person = {"/api/agent/": world.agent, "/api/widget/": world.visitor}.get(paths, world.tenant)
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(ids_in(world), encoding="utf-8")
    headers = {"Authorization": f"Bearer {person.token}", "X-API-Key": world.tenant.key.plain}
    run(
        PYTHON / "schemathesis",
        *("--config-file", configuration, "run", DOCUMENT, "--url", stack, "--include-path-regex", f"^{paths}"),
        *(argument for name, value in headers.items() for argument in ("--header", f"{name}: {value}")),
        *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "3", "--seed", "1"),
        *("--workers", "2", "--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all"),
        *("--request-timeout", "60", "--generation-database", "none"),
        folder=tmp_path,  # it leaves what it found
    )


def ids_in(world: World) -> str:
    """Real IDs for operations that do not delete: with an unknown ID, a path is only ever a 404."""
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    names = [(path, method) for path in paths if "{id}" in path for method in paths[path] if method != "delete"]
    table = '[[operations]]\ninclude-name = "{} {}"\nparameters = {{ "path.id" = "{}" }}\n'
    return "\n".join(table.format(method.upper(), path, world.id_for(path)) for path, method in names)
