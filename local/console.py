"""Console output, and the functions' log."""

import io
import json
import sys
import threading
import time
from pathlib import Path

_WORTH_SHOWING = {"WARNING", "ERROR", "CRITICAL"}


def say(text: str = "") -> None:
    print(text, file=sys.stderr, flush=True)


def say_with_time(text: str) -> None:
    say(with_time(text))


def with_time(text: str) -> str:
    return f"{time.strftime('%H:%M:%S')} {text}"


class FunctionLog(io.TextIOBase):
    """Replaces stdout, to which Lambda functions log: everything goes to a file, as to CloudWatch, and only warnings
    and errors to the console, so that the access log stays readable."""

    def __init__(self, path: Path) -> None:
        # Line buffered for `tail -f`.
        self._file = path.open("a", buffering=1, encoding="utf-8")
        self._lock = threading.Lock()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self._lock:
            self._file.write(text)
        for line in text.splitlines():
            if _level(line) in _WORTH_SHOWING:
                say_with_time(line)
        return len(text)

    def flush(self) -> None:
        self._file.flush()


def _level(line: str) -> str:
    """The level of a structured log line; of any other line, its first word."""
    if line.startswith("{"):
        try:
            return str(json.loads(line).get("level", ""))
        except ValueError:
            return ""
    return line.lstrip("[").partition("]")[0].partition(" ")[0].rstrip(":")
