"""Who counts as online."""

import time
from datetime import UTC, datetime

ONLINE_FOR = 60  # seconds


def online_since() -> str:
    moment = datetime.fromtimestamp(time.time() - ONLINE_FOR, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
