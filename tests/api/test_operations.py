"""The commands of docs/operations.md that need no AWS account, run as they stand there against the running stack."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from .client import Api
from .conftest import REPOSITORY

# What starts, deploys or builds something, or is about an account.
ELSEWHERE = re.compile(r"ENV=|deploy|sam-|\.stamp|make (start|sbom|licenses|audit-dependencies)")


def commands() -> list[str]:
    """Those in blocks, in their order, without comments."""
    text = (REPOSITORY / "docs/operations.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if re.search(r"\bmake [a-z-]+", line) and not ELSEWHERE.search(line)]


def test_there_are_commands() -> None:
    assert len({line.split("make ")[1].split(" ")[0] for line in commands()}) >= 4


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_document_works(api: Api, data: Path, command: str) -> None:
    """On a workspace of its own."""
    tenant = api.register()
    tenant.visitor().says("Hello")
    words = command.replace("TENANT=ten_…", f"TENANT={tenant.id}").replace("CONFIRM=ten_…", f"CONFIRM={tenant.id}")
    words = words.replace("EMAIL=owner@company.com", f"EMAIL={tenant.email}")
    foreign = ("AWS_", "ARGS", "MAKE", "MFLAGS")  # and the arguments of the make that runs this
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    done = subprocess.run(  # noqa: S603  # the document's own
        ["make", "--no-print-directory", *words.split()[1:]],  # noqa: S607  # whichever there is
        cwd=REPOSITORY,
        env=environment | {"LOCAL_DIR": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    # An audit may find what other tests broke on purpose; and this owner has nothing to reset.
    found = any(words in said for words in ("that does not fit", "has no two-factor authentication"))
    assert done.returncode == 0 or found, said
    assert said.strip()
