"""Fresh Python interpreters."""

import sys
from collections.abc import Mapping

from tools import ROOT
from tools.commands import output


def in_a_process(script: str, environment: Mapping[str, str], *arguments: str) -> str:
    """The script's output in a new interpreter, which finds `connextlive` unless told otherwise; fails with its
    traceback."""
    command = [sys.executable, "-c", script, *arguments]
    given = {"PYTHONPATH": str(ROOT / "shared"), **environment}
    return output(command, given).strip()
