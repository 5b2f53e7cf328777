"""`python -m local`: runs the whole stack until Ctrl-C."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import uvloop

from local.config import StartupError, settings_from_environment
from local.console import say
from local.stack.run import run

_ROOT = Path(__file__).resolve().parent.parent


async def _run_until_signal() -> None:
    """Shuts down cleanly at the first signal and ignores further ones, because the data is being written."""
    task = asyncio.current_task()
    assert task
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):

        def stop() -> None:
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(name, lambda: None)
            say("\nStopping …")
            task.cancel()

        loop.add_signal_handler(number, stop)
    await run(settings_from_environment(_ROOT))


def main() -> int:
    try:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_run_until_signal(), loop_factory=uvloop.new_event_loop)
        say("Stopped; the data is kept.")
    except StartupError as error:
        say(f"error: {error}")
        return 1
    return 0


sys.exit(main())
