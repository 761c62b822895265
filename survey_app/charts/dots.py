"""A dot-and-whisker chart, described: rows on one axis around a reference, each with the mark of its band."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

Mark = Literal["above", "not_distinguishable", "below"]

STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
MOST_STEPS = 6  # more labels than this touch each other on a phone
EDGE = 4.0  # per cent of the width left free at both ends, so that marks and labels are not cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One row: an estimate with its interval, and a sentence for those who do not see the picture."""

    key: str
    value: float
    low: float
    high: float
    mark: Mark
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From `low` to `high` with a tick at every `step`."""

    low: int
    high: int
    step: int

    @property
    def ticks(self) -> Sequence[int]:
        return range(self.low, self.high + 1, self.step)

    def place(self, value: float) -> float:
        """Where a value lies, in per cent of the width; beyond the ends it stays at the edge."""
        inside = min(max(value, self.low), self.high)
        return EDGE + (inside - self.low) / (self.high - self.low) * (100 - 2 * EDGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DotChart:
    """Rows in the order they are drawn; `reference` is the value of the line they are seen against."""

    axis: Axis
    reference: float
    dots: tuple[Dot, ...]


def axis_around(values: Iterable[float], *, reference: float, limit: int) -> Axis:
    """An axis on round numbers that holds every value and the reference, within ±limit."""
    held = [*values, reference]
    low, high = max(min(held), -limit), min(max(held), limit)
    for step in STEPS:
        first, last = floor(low / step), ceil(high / step)
        if last - first <= MOST_STEPS:
            return Axis(low=first * step, high=max(last, first + 1) * step, step=step)
    return Axis(low=-limit, high=limit, step=limit)


def dot_chart(dots: Iterable[Dot], *, reference: float = 0.0, limit: int = 100) -> DotChart:
    """Put rows on one axis."""
    rows = tuple(dots)
    axis = axis_around(
        [value for dot in rows for value in (dot.low, dot.value, dot.high)], reference=reference, limit=limit
    )
    return DotChart(axis=axis, reference=reference, dots=rows)
