"""Mean and quantiles of durations from mergeable counts.

A DDSketch (Masson, Rim, Lee: VLDB 2019): a duration falls into the bucket between two neighboring powers of GAMMA,
whose middle is within 1 % of all values in it. Buckets are fixed and their counts are plain numbers, so merging is
addition: in a table's atomic ADD as over a year of days. Datadog's package keeps the same counts in an object that
would have to be read, changed and written back; here nothing is read in order to add to it.
"""

import math
from collections.abc import Iterable, Mapping

ACCURACY = 0.01  # maximum relative error of a quantile
GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_LOG_GAMMA = math.log(GAMMA)

type Counts = Mapping[str, int]


def entry(name: str, milliseconds: int) -> dict[str, int]:
    """What one duration adds to the named sketch. Clocks may disagree, so negative durations count as zero."""
    milliseconds = max(0, milliseconds)
    return {f"{name}_n": 1, f"{name}_ms": milliseconds, f"{name}_b{_bucket(milliseconds)}": 1}


def _bucket(milliseconds: int) -> int:
    return math.ceil(math.log(milliseconds) / _LOG_GAMMA) if milliseconds > 1 else 0


def count(counts: Counts, name: str) -> int:
    return counts.get(f"{name}_n", 0)


def mean(counts: Counts, name: str) -> float | None:
    """The exact mean in seconds; None without values."""
    number = count(counts, name)
    return counts[f"{name}_ms"] / number / 1000 if number else None


def quantiles(counts: Counts, name: str, wanted: Iterable[float]) -> list[float | None]:
    """Quantiles in seconds (0.5 is the median), within 1 %: the smallest duration not exceeded by that share. None
    without values."""
    prefix = f"{name}_b"
    buckets = sorted((int(key.removeprefix(prefix)), n) for key, n in counts.items() if key.startswith(prefix) and n)
    number = sum(n for _, n in buckets)
    return [_value(buckets, math.ceil(round(q * number, 9))) if number else None for q in wanted]


def _value(buckets: list[tuple[int, int]], rank: int) -> float:
    seen = 0
    for bucket, number in buckets:
        seen += number
        if seen >= rank:
            return _middle(bucket)
    return _middle(buckets[-1][0])


def _middle(bucket: int) -> float:
    return 2 * GAMMA**bucket / (GAMMA + 1) / 1000 if bucket else 0.0
