"""Runs in ministack's process: ministack behind the functions' permissions, more of AWS's limits, and a journal.

`python serve.py FD`, by the interpreter of ministack's own virtual environment; what was refused is told on FD, the
developer's console.
"""

import contextlib
import os
import resource
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])  # not this folder, whose modules have common names

import ministack.app  # noqa: E402
import uvicorn  # noqa: E402
from ministack.core import iam_evaluator  # noqa: E402

from local.console import with_time  # noqa: E402
from local.emulator.journal import Journal  # noqa: E402
from local.emulator.limits import Limits  # noqa: E402
from local.emulator.recorder import Recorder  # noqa: E402
from local.permissions.asgi import App  # noqa: E402
from local.permissions.guard import Guard, Permissions  # noqa: E402

_console = os.fdopen(int(sys.argv.pop()), "w", buffering=1)
_permissions = Permissions(lambda text: print(with_time(text), file=_console))
_is_root = iam_evaluator.is_root_access_key
# Links and forms that functions sign: all keys have the same secret.
iam_evaluator.is_root_access_key = lambda key: _permissions.knows(key) or _is_root(key)


def _save() -> None:
    ministack.app.save_all(ministack.app._build_persistence_save_dict())


_journal = Journal(ministack.app.app, Path(os.environ["STATE_DIR"]).with_suffix(".journal"), _save)
_app: App = Limits(_journal)
if file := os.environ.get("RECORD_CALLS"):
    _app = Recorder(_app, Path(file))
# Links stay open while they are idle, as AWS's do; each is a file.
with contextlib.suppress(ValueError, OSError):  # macOS says "unlimited" and does not mean it
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
# By uvicorn, whose parser and event loop are in C: ministack's own server takes more time than what it serves.
uvicorn.run(
    Guard(_app, _permissions),
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
