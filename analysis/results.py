"""What the statistics answer with: frozen results, so that no number travels without its interval, n and method."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]

# One row of counts gives plain numbers, a table of k rows gives arrays.
Number = float | FloatArray
Count = int | IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A confidence interval; `low` and `high` are NaN where there were no answers.

    `confidence` is the level asked for (0.95), `method` the formula used (`"wilson"`).
    """

    low: Number
    high: Number
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its standard error, its interval and the number of answers it rests on.

    One row of counts gives plain numbers; a table of k rows gives arrays of length k in every field.
    """

    value: Number
    std_error: Number
    interval: Interval
    n: Count
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """A test: `n` counts the answers used, `log10_p` stays finite where `p_value` underflows to 0."""

    # The name begins with "Test", but pytest has nothing to collect here.
    __test__: ClassVar[bool] = False

    statistic: float
    p_value: float
    df: float | tuple[float, float] | None
    n: int
    method: str
    log10_p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTestResult(TestResult):
    """A test on ranks with its effect size, epsilon squared (0 no difference, 1 full separation)."""

    epsilon_squared: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTestResult(TestResult):
    """A test on a table with its effect size, Cramér's V (0 independent, 1 fully determined)."""

    cramers_v: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSampleResult(TestResult):
    """A test of two samples with its effect, P(A > B) + ½ P(A = B), and the interval of that."""

    estimate: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairwise:
    """All pairs of units; every array has shape (k, k), row minus column, and NaN on the diagonal.

    `p_value` and its logarithm `log10_p` are adjusted over the pairs. `low` and `high` are None where the procedure gives no
    intervals. A unit without answers is NaN everywhere and counts in no family.
    """

    labels: tuple[str, ...]
    statistic: FloatArray
    p_value: FloatArray
    log10_p: FloatArray
    difference: FloatArray
    low: FloatArray | None
    high: FloatArray | None
    df: FloatArray | float | None
    n: int
    adjust: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AgainstRest:
    """Each unit against all the others together; all arrays have shape (k,), in the order of the units.

    `difference` is the unit's share minus that of the rest (0-1 scale). `low`, `high` is the interval of one unit looked
    at alone; `family_low`, `family_high` belongs to the whole list. `p_value` and its logarithm `log10_p` are adjusted
    over the family, `unadjusted_p_value` is not. `band` holds "above", "not_distinguishable", "below", or None for a
    unit that could not be compared. `family` is the number of units that count in the adjustment.
    """

    difference: FloatArray
    low: FloatArray
    high: FloatArray
    family_low: FloatArray
    family_high: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    unadjusted_p_value: FloatArray
    log10_p: FloatArray
    band: TextArray
    n: IntArray
    df: None
    family: int
    confidence: float
    adjust: str
    method: str
