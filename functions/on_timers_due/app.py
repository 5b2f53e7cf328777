"""ON the minute: does what is due in conversations, such as waking those that were snoozed until now."""

import time
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.chat import timers

WORKS_FOR = 50  # seconds, of the function's minute; the next one goes on


def handler(event: dict[str, Any], context: Any) -> None:
    timers.run(time.monotonic() + WORKS_FOR)


finish_start(handler)
