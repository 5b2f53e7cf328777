"""A local stack of a benchmark's own: gateway, functions and the AWS emulator, as `make start` runs them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT


@dataclass(frozen=True)
class Stack:
    """One that runs."""

    url: str
    gateway: int  # process ID
    ministack: int


@contextmanager
def stack(folder: Path, root: Path = ROOT, **settings: str) -> Iterator[Stack]:
    """A working copy's, with its data in a folder, and settings as `make start` takes them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    environment = {**os.environ, "PORT": str(port), "LOCAL_DIR": str(data), **settings}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "local"], cwd=root, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if (data / "demo.json").exists():
                break
            time.sleep(0.2)
        else:
            raise RuntimeError(f"the stack did not start: {(folder / 'log').read_text()[-2000:]}")
        yield Stack(f"http://127.0.0.1:{port}", process.pid, int((data / "ministack.pid").read_text().split()[0]))
    finally:
        process.terminate()
        process.wait(60)
