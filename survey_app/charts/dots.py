"""A dot-and-whisker chart, described: rows on one axis around a reference, each with the mark of its band."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

# check: looked at before anything is concluded; such a row has no place in the picture of differences.
Mark = Literal["above", "not_distinguishable", "below", "check"]

STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
MOST_STEPS = 7  # more of them and their labels touch each other on a phone
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
    beside: float | None = None  # another estimate of the same, marked by a small stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From `low` to `high`, with a tick at every multiple of `step` in between."""

    low: int
    high: int
    step: int

    @property
    def ticks(self) -> Sequence[int]:
        return range(-(-self.low // self.step) * self.step, self.high + 1, self.step)

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
    """An axis that holds every value and the reference, within ±limit, with ticks on round numbers."""
    held = [*values, reference]
    low, high = max(floor(min(held)), -limit), min(ceil(max(held)), limit)
    high = max(high, low + 1)
    step = next((step for step in STEPS if (high - low) / step <= MOST_STEPS), limit)
    return Axis(low=low, high=high, step=step)


def dot_chart(dots: Iterable[Dot], *, reference: float = 0.0, limit: int = 100) -> DotChart:
    """Put rows on one axis."""
    rows = tuple(dots)
    axis = axis_around(
        [value for dot in rows for value in (dot.low, dot.value, dot.high)], reference=reference, limit=limit
    )
    return DotChart(axis=axis, reference=reference, dots=rows)
