"""Other programs, run with arguments that are made here."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import ROOT


def output(command: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> str:
    """What the command prints; RuntimeError with all of its output if it fails. The environment is this process's
    unless given whole."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # nothing of a command comes from outside
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-6000:]}")
    return done.stdout
