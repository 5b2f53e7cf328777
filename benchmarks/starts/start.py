"""The first thing that a measured process runs: AWS's runtime client, at a given depth of the call stack.

How deep the stack is when modules are imported moves a start by up to a tenth, so every start draws another depth.
With TUNED, garbage is collected as in our functions (`connextlive/lambdas/start.py`).
"""

import gc
import os
import sys
from typing import Any

from awslambdaric import bootstrap  # type: ignore[import-not-found]  # lies beside the measured interpreter
from awslambdaric.__main__ import main  # type: ignore[import-not-found]  # the same

_get_handler = bootstrap._get_handler


def _started(name: str) -> Any:
    handler = _get_handler(name)
    gc.freeze()
    gc.enable()
    return handler


def run(depth: int) -> None:
    if depth:
        run(depth - 1)
    else:
        main([sys.argv[0], "app.handler"])


if "TUNED" in os.environ:
    gc.disable()
    bootstrap._get_handler = _started
run(int(sys.argv[1]))
