"""Runs every function in a real Lambda container: `make sam-smoke`.

Starts `tools/sam/local.sh` in a temporary folder; runs a conversation over HTTP, from registration to an agent's reply;
then invokes every function with its sample event from events/. Exits with 1 if a step fails, or a function does not
import or returns an internal error.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from local.cloudformation.template import Template
from tools import ROOT

# A build, and the first container's image.
_START_SECONDS = 300
_ANSWER_SECONDS = 120
_MAIL_SECONDS = 30
# Containers are limited by the machine rather than by time.
_AT_ONCE = 2
_PASSWORD = "correct horse battery"

Json = dict[str, Any]


class SmokeError(Exception):
    pass


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="sam-smoke-") as folder,
        httpx.Client(trust_env=False, timeout=_ANSWER_SECONDS) as http,
    ):
        ports = {name: str(_free_port()) for name in ("PORT", "SAM_PORT", "MINISTACK_PORT", "LAMBDA_PORT")}
        environment = os.environ | ports | {"LOCAL_DIR": folder}
        local = f"http://127.0.0.1:{ports['PORT']}"
        containers = f"http://127.0.0.1:{ports['SAM_PORT']}"
        service = f"http://127.0.0.1:{ports['LAMBDA_PORT']}"
        print("Starting; the first call builds an image …", flush=True)
        try:
            with _process(["tools/sam/local.sh"], environment, Path(folder) / "sam-local.log") as is_alive:
                _wait(http, f"{containers}/api/health", is_alive)
                token = _conversation(http, containers, local)
                with _process(
                    _start_lambda(ports, folder), _account(ports), Path(folder) / "sam-lambda.log"
                ) as is_alive:
                    _wait(http, f"{service}/", is_alive)
                    failed = _invoke_all(http, service, token, Path(folder))
        except (SmokeError, httpx.HTTPError) as error:
            print(f"FAILED: {error!r}")
            return 1
    print(f"FAILED: {', '.join(failed)}" if failed else "All of it works in containers.")
    return 1 if failed else 0


# ── A conversation ──────────────────────────────────────────────────────────────────────────────────────────────────


def _conversation(http: httpx.Client, url: str, local: str) -> str:
    """From a new workspace to an agent's reply; returns the owner's token."""

    def call(method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Json:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        begun = time.monotonic()
        answer = http.request(method, url + path, json=body, headers=headers)
        print(f"  {answer.status_code} {method} {path} {time.monotonic() - begun:.1f} s", flush=True)
        if answer.status_code != 200:
            raise SmokeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return dict(answer.json())

    owner = {"email": "owner@example.com", "password": _PASSWORD}
    call("POST", "/api/auth/register", {"companyName": "Smoke", "name": "Olivia Owner", **owner})
    token = str(call("POST", "/api/auth/login", owner)["token"])
    key = call("POST", "/api/tenant/api-keys", {"name": "Site"}, token)["plainKey"]
    call("POST", "/api/tenant/agents", {"name": "Adam Agent", "email": "agent@example.com"}, token)
    # Consumers, which run in the local stack, see what containers wrote and send the email.
    invitation = {"token": _mailed_token(http, local, "agent@example.com"), "password": _PASSWORD}
    agent = str(call("POST", "/api/auth/accept-invite", invitation)["token"])

    visitor = call("POST", "/api/widget/sessions", {"userName": "Vera Visitor"}, X_API_Key=key)["token"]
    conversation = call("POST", "/api/widget/messages", {"content": "Hello?"}, visitor)["conversation"]["id"]
    listed = call("GET", "/api/tenant/conversations?status=waiting", token=token)["conversations"]
    _expect(conversation in [row["id"] for row in listed], "the owner's list has the visitor's conversation")
    call("POST", f"/api/agent/conversations/{conversation}/messages", {"content": "Good day!"}, agent)
    read = call("GET", f"/api/agent/conversations/{conversation}/messages", token=agent)["messages"]
    _expect([m["content"] for m in read][:2] == ["Hello?", "Good day!"], "the agent reads both messages")
    seen = call("GET", "/api/widget/messages", token=visitor)["messages"]
    _expect("Good day!" in [m["content"] for m in seen], "the visitor reads the agent's answer")
    return token


def _mailed_token(http: httpx.Client, local: str, recipient: str) -> str:
    deadline = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in http.get(f"{local}/local/emails").json()["emails"]:
            if recipient in mail["to"] and (found := re.search(r"[?&]token=([\w.~-]+)", mail["text"])):
                return found[1]
        time.sleep(0.2)
    raise SmokeError(f"no invitation was mailed to {recipient}")


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise SmokeError(f"not so: {what}")
    print(f"      {what}", flush=True)


# ── Every function ──────────────────────────────────────────────────────────────────────────────────────────────────


def _invoke_all(http: httpx.Client, service: str, token: str, folder: Path) -> list[str]:
    """Invokes every function with its sample event; returns the names of those that failed."""
    variables = json.loads((folder / "sam-env.json").read_text())["Parameters"]
    names = list(Template(ROOT / "template.yaml", {}).resources_of("AWS::Serverless::Function"))

    def invoke(name: str) -> bool:
        sample = ROOT / "events" / f"{_folder(name)}.json"
        event = json.loads(sample.read_text())
        if name == "AuthorizerFunction":  # refuses a made-up token by raising
            event["authorizationToken"] = f"Bearer {token}"
        if name == "OnSigningSecretRotationFunction":
            event["SecretId"] = variables["SIGNING_SECRET_ARN"]
        if name == "OnStackChangeFunction":  # responds to CloudFormation through a presigned S3 URL
            event["ResponseURL"] = f"{variables['AWS_ENDPOINT_URL']}/{variables['BUCKET_NAME']}/answer"
        begun = time.monotonic()
        answer = http.post(f"{service}/2015-03-31/functions/{name}/invocations", json=event)
        is_well = answer.status_code == 200 and _is_well(answer.json())
        shown = "" if is_well else answer.text[:600]
        print(f"  {'ok    ' if is_well else 'FAILED'} {name} {time.monotonic() - begun:.1f} s {shown}", flush=True)
        return is_well

    print(f"Every function with its sample event ({len(names)}):", flush=True)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [name for name, is_well in zip(names, pool.map(invoke, names), strict=True) if not is_well]


def _is_well(answer: Any) -> bool:
    """Made-up IDs may be refused; an exception, an internal error or a record to retry is a failure."""
    if not isinstance(answer, dict):
        return answer is None
    return not (answer.get("errorType") or answer.get("batchItemFailures") or answer.get("statusCode", 200) >= 500)


def _folder(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Function")).lower()


# ── What runs meanwhile ─────────────────────────────────────────────────────────────────────────────────────────────


def _start_lambda(ports: dict[str, str], folder: str) -> list[str]:
    return [
        *[".venv/sam/bin/sam", "local", "start-lambda", "--skip-pull-image"],
        *["--config-file", str(ROOT / "samconfig.toml"), "--config-env", "local"],
        *["--template-file", f"{folder}/sam-build/template.yaml"],
        *["--env-vars", f"{folder}/sam-env.json", "--port", ports["LAMBDA_PORT"]],
    ]


def _account(ports: dict[str, str]) -> dict[str, str]:
    account = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "SAM_CLI_TELEMETRY": "0"}
    return os.environ | account | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['MINISTACK_PORT']}"}


@contextmanager
def _process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[Callable[[], bool]]:
    """Runs a process meanwhile; prints the end of its log if it fails."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # the commands above
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield lambda: process.poll() is None
    except BaseException:
        print(f"--- {log.name}\n{log.read_text(errors='replace')[-6000:]}\n---")
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(http: httpx.Client, url: str, is_alive: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while is_alive() and time.monotonic() < deadline:
        try:
            if http.get(url).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise SmokeError(f"nothing answers at {url}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


sys.exit(main())
