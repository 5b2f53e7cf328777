"""Fresh Python interpreters."""

import subprocess
import sys
from collections.abc import Mapping

from tools import ROOT


def in_a_process(script: str, environment: Mapping[str, str], *arguments: str) -> str:
    """The script's output in a new interpreter, which finds `connextlive` unless told otherwise; fails with its
    traceback."""
    command = [sys.executable, "-c", script, *arguments]
    given = {"PYTHONPATH": str(ROOT / "shared"), **environment}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)  # noqa: S603  # made here, of our own paths
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
