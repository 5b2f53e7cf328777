"""Runs in ministack's process: ministack behind the functions' permissions, more of AWS's limits, and a journal.

`python -m local.emulator.serve FD`, by the interpreter of ministack's own virtual environment; what was refused is told
on FD, the developer's console.
"""

import contextlib
import os
import resource
import sys
from pathlib import Path

import ministack.app
import uvicorn
from ministack.core import iam_evaluator
from ministack.services import dynamodb

from local.console import with_time
from local.emulator.journal import Journal
from local.emulator.limits import Limits
from local.emulator.projections import read_once
from local.emulator.recorder import Recorder
from local.emulator.sent_mails import SentMails
from local.permissions.asgi import App
from local.permissions.guard import Guard, Permissions


def app(console: int) -> App:
    """ministack behind everything that is checked before it."""
    told = os.fdopen(console, "w", buffering=1)
    permissions = Permissions(lambda text: print(with_time(text), file=told))
    is_root = iam_evaluator.is_root_access_key
    # Links and forms that functions sign: all keys have the same secret.
    iam_evaluator.is_root_access_key = lambda key: permissions.knows(key) or is_root(key)
    dynamodb._project_item = read_once(dynamodb._project_item)
    behind: App = Limits(
        Journal(SentMails(ministack.app.app), Path(os.environ["STATE_DIR"]).with_suffix(".journal"), _save)
    )
    if file := os.environ.get("RECORD_CALLS"):
        behind = Recorder(behind, Path(file))
    return Guard(behind, permissions)


def _save() -> None:
    ministack.app.save_all(ministack.app._build_persistence_save_dict())


def main() -> None:
    # Links stay open while they are idle, as AWS's do; each is a file.
    with contextlib.suppress(ValueError, OSError):  # macOS says "unlimited" and does not mean it
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # By uvicorn, whose parser and event loop are in C: ministack's own server takes more time than what it serves.
    uvicorn.run(
        app(int(sys.argv.pop())),
        host=os.environ["BIND_HOST"],
        port=int(os.environ["GATEWAY_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,  # ministack has one
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
