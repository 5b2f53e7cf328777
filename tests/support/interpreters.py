"""Interpreters that have imported nothing yet."""

import subprocess
import sys
from collections.abc import Mapping

from tools import ROOT


def in_a_process(script: str, environment: Mapping[str, str], *arguments: str) -> str:
    """What the script prints in an interpreter of its own, which finds `connextlive` unless it is told otherwise; fails
    with its traceback."""
    command = [sys.executable, "-c", script, *arguments]
    given = {"PYTHONPATH": str(ROOT / "shared"), **environment}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)  # noqa: S603  # made here, of our own paths
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
