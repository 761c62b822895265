"""Shares, means and indices of one scale question, from its counts.

Each takes one row of counts (L,) or a table (k, L), levels ascending, and answers with one `Estimate` whose fields are
plain numbers or arrays of length k. A unit without answers has n = 0 and NaN everywhere else.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from analysis.arithmetic import number, quotient, whole_number
from analysis.checking import level_scores, open_unit, rows_of_counts, satisfied_levels
from analysis.intervals import wilson
from analysis.results import Estimate, FloatArray, Interval

IndexMethod = Literal["top2", "mean_over_max", "mean_rescaled"]


def share(
    counts_row: ArrayLike, satisfied: Sequence[int] | None = None, confidence: float = 0.95
) -> Estimate:
    """Return the share of satisfied answers (0-1).

    p = satisfied/n, standard error √(p(1−p)/n), Wilson's interval. `satisfied` lists level numbers from 1 to L; by
    default the two highest where L ≥ 4, else the highest alone.

    Errors: `ValueError` for counts that are negative, fractional, NaN or of another shape, for a level out of range or
    named twice, for a confidence outside (0, 1). Source: Wilson (1927), JASA 22.

    >>> estimate = share([3, 2, 5, 60, 50])
    >>> round(estimate.value, 4), round(estimate.interval.low, 4), estimate.n
    (0.9167, 0.8534, 120)
    """
    counts = rows_of_counts("counts_row", counts_row)
    chosen = satisfied_levels(satisfied, counts.shape[-1])
    n = counts.sum(axis=-1)
    successes = counts[..., chosen].sum(axis=-1)
    interval = wilson(successes, n, confidence)
    value = quotient(successes, n)
    std_error = np.sqrt(quotient(value * (1 - value), n))
    return Estimate(
        value=number(value), std_error=number(std_error), interval=interval, n=whole_number(n), method="share"
    )


def mean(counts_row: ArrayLike, scores: Sequence[float] | None = None, confidence: float = 0.95) -> Estimate:
    """Return the mean score, in units of the scores (by default 1 to L).

    m = Σcs/n, standard error s/√n with s² = Σc(s−m)²/(n−1), interval m ± t(n−1)·s/√n, as R's `t.test`. The interval is
    not cut at the ends of the scale. With a single answer the mean stands, its error and interval are NaN.

    Errors: `ValueError` as in `share`, and for scores that are not L finite numbers. Source: Student (1908), Biometrika 6.

    >>> estimate = mean([1, 2, 3, 2, 2])
    >>> round(estimate.value, 4), round(estimate.interval.low, 4), round(estimate.interval.high, 4)
    (3.2, 2.2582, 4.1418)
    """
    counts = rows_of_counts("counts_row", counts_row)
    value, std_error, low, high = _mean_with_limits(
        counts, level_scores(scores, counts.shape[-1]), open_unit("confidence", confidence)
    )
    interval = Interval(low=number(low), high=number(high), confidence=float(confidence), method="t")
    n = whole_number(counts.sum(axis=-1))
    return Estimate(value=number(value), std_error=number(std_error), interval=interval, n=n, method="mean")


def _mean_with_limits(
    counts: FloatArray, scores: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    n = counts.sum(axis=-1)
    value = quotient((counts * scores).sum(axis=-1), n)
    squares = (counts * (scores - np.expand_dims(value, -1)) ** 2).sum(axis=-1)
    std_error = np.sqrt(quotient(quotient(squares, n - 1), n))
    reach = stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) * std_error
    return value, std_error, value - reach, value + reach


def index(
    counts_row: ArrayLike,
    method: IndexMethod,
    satisfied: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Return a satisfaction index from 0 to 100, by one of three methods that must never be mixed in one series.

    `"top2"`: 100 × `share` (Wilson's interval); `"mean_over_max"`: mean/L × 100; `"mean_rescaled"`: (mean − 1)/(L − 1) × 100
    (both with the t interval of `mean`, not cut at 0 and 100). `satisfied` is used by `"top2"` alone. The result's
    `method` names the index.

    Shapes as in `share`. Errors: `ValueError` as in `share`, and for an unknown method.

    >>> [round(index([0, 0, 1, 4, 5], method).value, 2) for method in ("top2", "mean_over_max", "mean_rescaled")]
    [90.0, 88.0, 85.0]
    """
    counts = rows_of_counts("counts_row", counts_row)
    levels = counts.shape[-1]
    satisfied_levels(satisfied, levels)
    if method == "top2":
        return _rescaled(share(counts, satisfied, confidence), shift=0.0, factor=100.0, method=method)
    if method == "mean_over_max":
        return _rescaled(mean(counts, None, confidence), shift=0.0, factor=100 / levels, method=method)
    if method == "mean_rescaled":
        return _rescaled(mean(counts, None, confidence), shift=1.0, factor=100 / (levels - 1), method=method)
    raise ValueError(f"method: expected 'top2', 'mean_over_max' or 'mean_rescaled', got {method!r}")


def _rescaled(estimate: Estimate, *, shift: float, factor: float, method: str) -> Estimate:
    interval = Interval(
        low=(estimate.interval.low - shift) * factor,
        high=(estimate.interval.high - shift) * factor,
        confidence=estimate.interval.confidence,
        method=estimate.interval.method,
    )
    return Estimate(
        value=(estimate.value - shift) * factor,
        std_error=estimate.std_error * factor,
        interval=interval,
        n=estimate.n,
        method=method,
    )
