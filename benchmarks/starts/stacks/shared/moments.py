"""Times, new IDs, and who counts as online."""

import secrets
import time
from datetime import UTC, datetime

ONLINE_FOR = 60  # seconds


def now() -> str:
    return _written(time.time())


def online_since() -> str:
    return _written(time.time() - ONLINE_FOR)


def in_seconds(seconds: int) -> int:
    """When that will be, as the table's time to live has it."""
    return int(time.time()) + seconds


def new_id(prefix: str) -> str:
    """One that sorts by time, as long as a ULID."""
    return f"{prefix}_{time.time_ns() // 1_000_000:010X}{secrets.token_hex(8).upper()}"


def _written(at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
