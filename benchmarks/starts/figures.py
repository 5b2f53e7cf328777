"""Figures, ratios with intervals, and tables from samples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks import luck

SLOW = 5  # milliseconds
RESAMPLES = 1_000
LEVEL = 0.95


@dataclass(frozen=True)
class Sample:
    """One process of one handler: seconds, bytes. `warm` is by event, in the order of the target's events; so is
    `waited`, the duration of a response of which each call to AWS takes SLOW. `tuned` is of a process with our
    certificate authorities and collector settings."""

    init: float
    cold: float
    cold_cpu: float
    warm: tuple[float, ...]
    memory: float
    waited: tuple[float, ...] = ()
    tuned: "Sample | None" = None


def typical(values: Iterable[float]) -> float:
    """The lower quartile: what else runs on the machine makes some samples slower, and none faster."""
    ordered = sorted(values)
    return ordered[len(ordered) // 4]


@dataclass(frozen=True)
class Ratio:
    """A ratio of what is typical, with its bootstrap interval over rounds."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f} {self.high:.2f}]"


def ratio(values: Sequence[float], reference: Sequence[float]) -> Ratio:
    """Both were measured in the same rounds, so they are resampled together."""
    chance = luck(1)  # the same samples always give the same table
    rounds = range(len(values))
    drawn = []
    for _ in range(RESAMPLES):
        chosen = chance.choices(rounds, k=len(rounds))
        drawn.append(typical(values[n] for n in chosen) / typical(reference[n] for n in chosen))
    drawn.sort()
    edge = int(RESAMPLES * (1 - LEVEL) / 2)
    return Ratio(typical(values) / typical(reference), drawn[edge], drawn[-edge - 1])


def milliseconds(values: Sequence[float]) -> str:
    return f"{typical(values) * 1e3:.1f}" if values else ""


def megabytes(values: Sequence[float]) -> str:
    return f"{typical(values) / 1e6:.0f}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is readable as plain text."""
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join("| " + " | ".join(map(_padded, line, widths, range(len(line)))) + " |" for line in lines)


def _padded(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)
