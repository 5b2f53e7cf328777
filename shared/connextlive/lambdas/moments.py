"""Times in request bodies."""

import time
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence

A_YEAR = 366 * 24 * 3600  # seconds


def _within_a_year(value: str) -> str:
    """The time, as stored."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(Sentence("Must be a time such as 2026-12-31T12:00:00Z")) from error
    if at.tzinfo is None:
        raise ValueError(Sentence("Must be a time such as 2026-12-31T12:00:00Z"))
    if not time.time() < at.timestamp() <= time.time() + A_YEAR:
        raise ValueError(Sentence("Must be in the future, and at most a year from now"))
    return timestamp(at.timestamp())


TimeWithinAYear = Annotated[str, Field(max_length=40), AfterValidator(_within_a_year)]
