"""A deployment uploads the web files to their bucket, and never blocks a stack's deletion."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from connextlive.aws import clients, website
from local.gateway.http import Request
from local.gateway.static import Static
from tests.support.builders import invoke
from tools import ROOT
from tools.generate.operations import module

BUCKET = "web"
CONSOLE = '<script src="assets/a.js"></script>'


class CloudFormation:
    """Receives the function's response."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        answers = self.answers

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def sends(self, request_type: str) -> dict[str, Any]:
        event = {
            "RequestType": request_type,
            "ResponseURL": f"http://127.0.0.1:{self.server.server_port}/answer",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Web",
            "ResourceProperties": {"Bucket": BUCKET},
        }
        invoke("on_stack_change", event, SimpleNamespace(log_stream_name="stream"))
        return self.answers[-1]


@pytest.fixture
def cloudformation(empty_aws: None) -> Iterator[CloudFormation]:
    clients.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    played = CloudFormation()
    yield played
    played.server.shutdown()
    played.server.server_close()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built files of web/."""
    write(tmp_path, "console/index.html", CONSOLE)
    write(tmp_path, "console/assets/a.js", "let a")
    monkeypatch.setattr(module("on_stack_change"), "FILES", tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def published() -> dict[str, Any]:
    s3 = clients.client("s3")
    found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {item["Key"]: s3.get_object(Bucket=BUCKET, Key=item["Key"]) for item in found}


def test_a_deployment_puts_the_files_into_the_bucket(cloudformation: CloudFormation, files: Path) -> None:
    answer = cloudformation.sends("Create")
    assert answer["Status"] == "SUCCESS"
    assert {name: answer[name] for name in ("StackId", "RequestId", "LogicalResourceId")} == {
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Web",
    }
    found = published()
    assert set(found) == {"console/index.html", "console/assets/a.js"}
    assert found["console/index.html"]["CacheControl"] == "no-cache"
    assert found["console/assets/a.js"]["CacheControl"] == "public, max-age=31536000, immutable"
    assert found["console/index.html"]["Body"].read().decode() == CONSOLE


def test_the_next_one_replaces_them(cloudformation: CloudFormation, files: Path) -> None:
    write(files, "demo/index.html", "demo")
    first = cloudformation.sends("Create")
    (files / "demo/index.html").unlink()
    write(files, "console/assets/b.js", "let b")
    second = cloudformation.sends("Update")
    assert set(published()) == {"console/index.html", "console/assets/a.js", "console/assets/b.js"}
    # Another id would be another resource, and CloudFormation would delete the one before, with the files.
    assert first["PhysicalResourceId"] == second["PhysicalResourceId"]


def test_scripts_that_open_pages_may_still_ask_for_are_kept_for_a_week(
    cloudformation: CloudFormation, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloudformation.sends("Create")
    (files / "console/assets/a.js").unlink()
    cloudformation.sends("Update")
    cloudformation.sends("Update")
    kept = published()["console/assets/a.js"]
    assert (kept["CacheControl"], kept["Body"].read()) == ("public, max-age=31536000, immutable", b"let a")
    monkeypatch.setattr(website, "KEPT", timedelta(0))
    cloudformation.sends("Update")
    assert set(published()) == {"console/index.html"}


def test_a_deletion_empties_the_bucket(cloudformation: CloudFormation, files: Path) -> None:
    cloudformation.sends("Create")
    assert cloudformation.sends("Delete")["Status"] == "SUCCESS"
    assert not published()


def test_a_failure_is_reported_but_does_not_block_the_stack(cloudformation: CloudFormation, files: Path) -> None:
    clients.client("s3").delete_bucket(Bucket=BUCKET)
    failed = cloudformation.sends("Create")
    assert failed["Status"] == "FAILED"
    assert "NoSuchBucket" in failed["Reason"]
    assert cloudformation.sends("Delete")["Status"] == "SUCCESS"


def test_files_are_served_alike_here_and_in_aws() -> None:
    folder = ROOT / "web" / "dist"
    static = Static(folder, {})
    for file in (path for path in folder.rglob("*") if path.is_file()):
        name = str(file.relative_to(folder))
        answer = static.answer(Request("GET", f"/{name}", "", [], b"", "127.0.0.1"))
        assert answer is not None
        assert dict(answer.headers) == {
            "Content-Type": website.content_type(name),
            "Cache-Control": website.cache_control(name),
        }


def test_the_console_runs_under_the_policy() -> None:
    text = (ROOT / "web/dist/console/index.html").read_text(encoding="utf-8")
    assert "<style" not in text
    assert "<script>" not in text


def test_layers_for_another_processor_fail_the_deployment_and_not_every_request(
    cloudformation: CloudFormation, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pydantic_core", None)
    answer = cloudformation.sends("Update")
    assert answer["Status"] == "FAILED"
    assert "not built for the processor in the parameter Architecture" in answer["Reason"]
    assert published() == {}
