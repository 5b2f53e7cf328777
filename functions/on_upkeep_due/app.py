"""ON the hour: removes deleted texts from search indexes, and deletes what has reached the end of its retention."""

import time
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.chat import upkeep

WORKS_FOR = 600  # seconds, of the function's fifteen minutes; the next hour goes on


def handler(event: dict[str, Any], context: Any) -> None:
    upkeep.run(time.monotonic() + WORKS_FOR)


finish_start(handler)
