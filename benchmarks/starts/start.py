"""The first thing that a measured process runs: AWS's runtime client, at a given depth of the call stack.

How deep the stack is when modules are imported moves a start by up to a tenth, so every start draws another depth.
"""

import sys

from awslambdaric.__main__ import main  # type: ignore[import-not-found]  # lies beside the measured interpreter


def run(depth: int) -> None:
    if depth:
        run(depth - 1)
    else:
        main([sys.argv[0], "app.handler"])


run(int(sys.argv[1]))
