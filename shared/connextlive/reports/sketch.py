"""Mean and quantiles of durations from counts alone, so that any two can be added up.

A DDSketch (Masson, Rim, Lee: VLDB 2019): a duration falls into the bucket whose bounds are neighbouring powers of
GAMMA, and a bucket's middle is within 1 % of everything in it. Buckets are fixed and their counts are plain numbers,
so merging is addition: in a table's atomic ADD just as over a year of days. Datadog's package keeps the same counts
inside an object that would have to be read, changed and written back; here nothing is ever read to be added to.
"""

import math
from collections.abc import Iterable, Mapping

ACCURACY = 0.01  # how far a quantile may be from the true one, relative to it
GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_LOG_GAMMA = math.log(GAMMA)

type Counts = Mapping[str, int]


def entry(name: str, milliseconds: int) -> dict[str, int]:
    """What one duration adds to the sketch of this name. Two clocks may disagree: nothing takes less than no time."""
    milliseconds = max(0, milliseconds)
    return {f"{name}_n": 1, f"{name}_ms": milliseconds, f"{name}_b{_bucket(milliseconds)}": 1}


def _bucket(milliseconds: int) -> int:
    return math.ceil(math.log(milliseconds) / _LOG_GAMMA) if milliseconds > 1 else 0


def count(counts: Counts, name: str) -> int:
    return counts.get(f"{name}_n", 0)


def mean(counts: Counts, name: str) -> float | None:
    """The mean in seconds, exactly; None of nothing."""
    number = count(counts, name)
    return counts[f"{name}_ms"] / number / 1000 if number else None


def quantiles(counts: Counts, name: str, wanted: Iterable[float]) -> list[float | None]:
    """Quantiles in seconds (0.5 is the median): the smallest duration that as great a share stayed within, to 1 %.
    None of nothing."""
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
