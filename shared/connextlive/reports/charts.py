"""Geometry of a report's charts, in units of an SVG as wide as the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from connextlive.reports.schemas.figures import Part

MOST_BARS = 92
MOST_LABELS = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line with its number."""

    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The conversations of one or more days."""

    first: date
    last: date
    number: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    ticks: Sequence[Tick]
    bars: Sequence[Bar]
    width = 960
    height = 240
    left = 40
    bottom = 24
    top = 8


def bar_chart(parts: Sequence[Part]) -> BarChart | None:
    """One bar per part of the report, or per week if days would be too narrow; empty without data."""
    counted = [(part.from_, part.to, part.conversations) for part in parts]
    if len(counted) > MOST_BARS:
        weeks = [counted[start : start + 7] for start in range(0, len(counted), 7)]
        counted = [(week[0][0], week[-1][1], sum(number for _, _, number in week)) for week in weeks]
    most = max(number for _, _, number in counted)
    if not most:
        return None
    chart = BarChart
    base, end = chart.height - chart.bottom, _round_up(most)
    scale, step = (base - chart.top) / end, (chart.width - chart.left) / len(counted)
    width, every = min(step * 0.78, 48), -(-len(counted) // MOST_LABELS)
    return BarChart(
        ticks=[Tick(base - number * scale, number) for number in ((0, end // 2, end) if end % 2 == 0 else (0, end))],
        bars=[
            Bar(
                first=date.fromisoformat(first),
                last=date.fromisoformat(last),
                number=number,
                x=chart.left + position * step + (step - width) / 2,
                y=base - number * scale,
                width=width,
                height=number * scale,
                middle=chart.left + (position + 0.5) * step,
                is_labelled=position % every == 0,
            )
            for position, (first, last, number) in enumerate(counted)
        ],
    )


def _round_up(most: int) -> int:
    """The end of an axis: 1, 2, 4, 6, 8 or 10 times the fitting power of ten."""
    power = 1
    while most > 10 * power:
        power *= 10
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= most)
