"""Adjustment of p-values for the number of tests made."""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import probabilities
from analysis.results import FloatArray

AdjustMethod = Literal["none", "holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "fdr"]

# Every method multiplies p by a factor. On logarithms this becomes a sum, and the rest (order, minimum, maximum) is the
# same, so one implementation serves p-values that underflow too.
Times = Callable[[FloatArray, FloatArray], FloatArray]


def _times(p: FloatArray, factor: FloatArray) -> FloatArray:
    return p * factor


def _times_log10(p: FloatArray, factor: FloatArray) -> FloatArray:
    return p + np.log10(factor)


def _hommel(p: FloatArray, times: Times) -> FloatArray:
    """Return the largest Simes p-value among all sets that hold each test; `p` is ascending."""
    n = len(p)
    largest = p.copy()
    for size in range(2, n + 1):
        # The set of `size` that is hardest on a test: the test itself and the size − 1 largest others.
        others = n - size + 1
        ladder = times(p[others:], size / np.arange(2.0, size + 1))
        candidate = np.minimum(times(p, np.full(n, float(size))), ladder.min())
        candidate[others:] = candidate[others - 1]
        largest = np.maximum(largest, candidate)
    return largest


def _adjusted(p: FloatArray, method: AdjustMethod, times: Times) -> FloatArray:
    """Return adjusted values of ascending, complete p-values, not yet cut at 1."""
    n = len(p)
    rank = np.arange(1.0, n + 1)
    if method == "none":
        return p
    if method == "bonferroni":
        return times(p, np.full(n, float(n)))
    if method == "holm":
        return np.maximum.accumulate(times(p, n - rank + 1))
    if method == "hommel":
        return _hommel(p, times)
    factors = n - rank + 1 if method == "hochberg" else n / rank
    if method == "BY":
        factors = factors * (1 / rank).sum()
    return np.minimum.accumulate(times(p, factors)[::-1])[::-1]


def _in_place(p: FloatArray, method: AdjustMethod, times: Times, one: float) -> FloatArray:
    """Adjust what is not NaN and put it back where it stood; `one` is certainty on the scale of `p`."""
    if method not in get_args(AdjustMethod):
        raise ValueError(f"method: expected one of {', '.join(get_args(AdjustMethod))}, got {method!r}")
    result = p.copy()
    made = ~np.isnan(p)
    order = np.argsort(p[made], kind="stable")
    adjusted = np.empty(len(order))
    adjusted[order] = _adjusted(p[made][order], method, times)
    result[made] = np.minimum(adjusted, one)
    return result


def adjust_p_values(p: ArrayLike, method: AdjustMethod) -> FloatArray:
    """Return p-values adjusted over their family, as R's `p.adjust`.

    With n tests and rank i ascending: `bonferroni` n·p; `holm` running maximum of (n−i+1)·p; `hochberg` running minimum
    from above of the same; `hommel` closed testing with Simes' test; `BH` (`fdr`) running minimum from above of n/i·p; `BY`
    the same times Σ1/i; `none` leaves them. All are cut at 1. The first five hold the chance of any false finding, the
    last ones the share of false among the findings.

    NaN stays in place and does not count in n. Any shape: all values form one family, and the result has the same shape.
    Errors: `ValueError` for a p outside [0, 1] or an unknown method.

    Source: Holm (1979); Hochberg (1988); Hommel (1988); Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001).

    >>> adjust_p_values([0.01, 0.04, float("nan"), 0.03], "holm").round(4).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    return _in_place(probabilities("p", p), method, _times, 1.0)


def adjust_log10_p(log10_p: FloatArray, method: AdjustMethod) -> FloatArray:
    """Return the same adjustment on base-10 logarithms, for p-values too small to be written.

    >>> adjust_log10_p(np.array([-400.0, -500.0]), "bonferroni").round(4).tolist()
    [-399.699, -499.699]
    """
    return _in_place(log10_p, method, _times_log10, 0.0)
