"""What `make bench` runs: `command.py`, with the repository and the shared layer to import from."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT), str(ROOT / "shared")]
runpy.run_module("benchmarks.command", run_name="__main__")
