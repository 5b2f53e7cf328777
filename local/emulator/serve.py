"""Runs in ministack's process: ministack behind the functions' permissions and more of AWS's limits.

`python serve.py FD`, by the interpreter of ministack's own virtual environment; what was refused is told on FD, the
developer's console.
"""

import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])  # not this folder, whose modules have common names

import ministack.app  # noqa: E402
from ministack.core import iam_evaluator  # noqa: E402

from local.console import with_time  # noqa: E402
from local.emulator.limits import Limits  # noqa: E402
from local.permissions.guard import Guard, Permissions  # noqa: E402

_console = os.fdopen(int(sys.argv.pop()), "w", buffering=1)
_permissions = Permissions(lambda text: print(with_time(text), file=_console))
_is_root = iam_evaluator.is_root_access_key
# Links and forms that functions sign: all keys have the same secret.
iam_evaluator.is_root_access_key = lambda key: _permissions.knows(key) or _is_root(key)
ministack.app.app = Guard(Limits(ministack.app.app), _permissions)
sys.exit(ministack.app.main())
