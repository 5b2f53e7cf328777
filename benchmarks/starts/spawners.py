"""Where measured processes run: directly on this machine, or in a container of Lambda's base image, with limits."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, Protocol

from benchmarks.starts.build import BUILT, HERE, Built

IMAGE = "public.ecr.aws/lambda/python:3.13-x86_64"
A_PROCESSOR = 1769  # MB of a function that gets a whole one


class Spawner(Protocol):
    """Starts interpreters. Times are `time.perf_counter()`'s, which all processes of a machine share."""

    def spawn(self, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, float]:
        """Starts one; its process id, and when."""

    def kill(self, pid: int) -> None:
        """Ends it, and waits for that."""


class Host:
    """This machine."""

    def __init__(self, built: Built) -> None:
        self._python, self._log = str(built.python), built.tasks.parent / "log.txt"

    def spawn(self, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, float]:
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        redirect = [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        started = time.perf_counter()
        pid = os.posix_spawn(self._python, [self._python, *arguments], environment, file_actions=redirect)
        os.close(log)
        return pid, started

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class Container:
    """A container whose first process starts the others. They are seen from outside: it shares process ids."""

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests, self._answers = requests, answers

    def spawn(self, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, float]:
        # Lambda's runtime client lies in the image, behind all layers.
        paths = {"PYTHONPATH": f"{environment['PYTHONPATH']}:/var/runtime", "LD_LIBRARY_PATH": "/var/lang/lib"}
        pid, started = self._ask({"arguments": [*arguments], "environment": {**environment, **paths}})
        return int(pid), float(started)

    def kill(self, pid: int) -> None:
        self._ask({"kill": pid})

    def _ask(self, request: Any) -> Any:
        print(json.dumps(request), file=self._requests, flush=True)
        return json.loads(self._answers.readline())


@contextmanager
def talking(command: Sequence[str]) -> Iterator[tuple[IO[str], IO[str]]]:
    """Where to write to a process and where to read from it, by lines; it ends with what it is told."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # made here, of our own paths
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


@contextmanager
def container(memory: int) -> Iterator[Container]:
    """One with so many MB, and the share of a processor that Lambda gives for them."""
    first = BUILT / "first_process.py"
    first.write_bytes((HERE / "first_process.py").read_bytes())
    limits = [f"--memory={memory}m", f"--memory-swap={memory}m", f"--cpus={memory / A_PROCESSOR:.3f}"]
    shared = ["--network=host", "--pid=host", f"--volume={BUILT}:{BUILT}:ro"]
    command = ["docker", "run", "--rm", "--interactive", *limits, *shared, "--entrypoint=/var/lang/bin/python3.13"]
    command += [IMAGE, str(first)]
    with talking(command) as (requests, answers):
        yield Container(requests, answers)
