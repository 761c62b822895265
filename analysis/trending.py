"""Shares over time: breaks, what came after an event, and the control charts under the same roof."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analysis.arithmetic import quotient
from analysis.checking import open_unit, real_numbers, rows_of_counts, satisfied_levels, successes_of
from analysis.control_charts import average_run_length, cusum, ewma, p_chart, p_prime_chart
from analysis.intervals import newcombe
from analysis.proportional_odds import proportional_odds
from analysis.results import FloatArray
from analysis.tails import two_sided_normal

__all__ = [
    "average_run_length",
    "before_after",
    "change_points",
    "cusum",
    "ewma",
    "interrupted_time_series",
    "p_chart",
    "p_prime_chart",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangePoints:
    """Breaks of the mean: `positions` counts the observations before each; `rss` and `bic` belong to 0, 1, 2, … breaks."""

    positions: tuple[int, ...]
    rss: FloatArray
    bic: FloatArray
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InterruptedSeries:
    """A logistic regression on intercept, time, step and change of slope; arrays of shape (4,) in this order."""

    coefficients: FloatArray
    std_errors: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    covariance: FloatArray
    converged: bool
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """A difference of shares, after minus before, with its interval and test."""

    difference: float
    low: float
    high: float
    statistic: float
    p_value: float
    log10_p: float
    n: int
    confidence: float
    method: str


def change_points(series: ArrayLike, minimum_length: int = 3, maximum: int = 5) -> ChangePoints:
    """Find where the mean of a series breaks, and how often.

    For 0, 1, … `maximum` breaks the partition with the least sum of squares, every segment at least `minimum_length` long; the
    number of breaks with the smallest BIC = T(ln(RSS/T) + ln 2π + 1) + 2(m+1) ln T. Observations count alike and as independent.

    `series` has shape (T,). Errors: `ValueError` for NaN, a series shorter than one segment, a minimum length under 1, a maximum
    under 0. Source: Bai and Perron (2003), Journal of Applied Econometrics 18; as R's `strucchange::breakpoints(y ~ 1)`.

    >>> found = change_points([5, 5.1, 4.9, 5, 7, 7.1, 6.9, 7, 7])
    >>> found.positions, found.rss.round(4).tolist()[:2]
    ((4,), [8.9289, 0.04])
    """
    y = real_numbers("series", series, np.shape(series))
    if y.ndim != 1 or np.isnan(y).any():
        raise ValueError(f"series: expected shape (T,) without NaN, got shape {y.shape}")
    if minimum_length < 1 or maximum < 0 or len(y) < minimum_length:
        raise ValueError(
            f"minimum_length, maximum: expected a length from 1 to {len(y)} and 0 breaks or more, "
            f"got {minimum_length} and {maximum}"
        )
    t, centred = len(y), y - y.mean()
    sums = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    start, end = np.arange(t + 1)[:, None], np.arange(t + 1)[None, :]
    length = end - start
    inside = squares[None, :] - squares[:, None] - quotient((sums[None, :] - sums[:, None]) ** 2, length)
    cost = np.where(length >= minimum_length, np.maximum(inside, 0), np.inf)
    best, before = [cost[0]], []
    for _ in range(min(maximum, t // minimum_length - 1)):
        totals = best[-1][:, None] + cost
        before.append(totals.argmin(axis=0))
        best.append(totals.min(axis=0))
    rss = np.array([row[t] for row in best])
    breaks = np.arange(len(rss))
    with np.errstate(divide="ignore"):
        bic = t * (np.log(rss / t) + math.log(2 * math.pi) + 1) + 2 * (breaks + 1) * math.log(t)
    chosen = int(np.argmin(bic))
    positions, place = [], t
    for step in range(chosen, 0, -1):
        place = int(before[step - 1][place])
        positions.append(place)
    return ChangePoints(positions=tuple(positions[::-1]), rss=rss, bic=bic, method="change_points")


def interrupted_time_series(successes: ArrayLike, n: ArrayLike, at: int) -> InterruptedSeries:
    """Fit a series with a step and a change of slope after time `at` (segmented logistic regression).

    logit p_t = b₀ + b₁ t + b₂ [t > at] + b₃ max(t − at, 0) for t = 1 … T; Wald tests from the normal curve. It says what came after
    an event, never that the event brought it about: that needs units without the event to compare with.

    `successes` and `n` have shape (T,). Errors: `ValueError` for what is no count, more successes than n, fewer than two times with
    answers on either side of `at`. Source: Wagner and others (2002), Journal of Clinical Pharmacy and Therapeutics 27.

    >>> fit = interrupted_time_series([70, 71, 72, 80, 82, 83], [100] * 6, at=3)
    >>> fit.coefficients.round(4).tolist(), fit.p_value.round(3).tolist()
    ([0.7986, 0.0486, 0.3511, 0.0517], [0.017, 0.755, 0.423, 0.83])
    """
    x, size = successes_of(successes, n)
    if x.ndim != 1:
        raise ValueError(f"successes: expected shape (T,), got shape {x.shape}")
    t = np.arange(1.0, len(x) + 1)
    sides = [int(((size > 0) & side).sum()) for side in (t <= at, t > at)]
    if min(sides) < 2:
        raise ValueError(
            f"at: expected two times with answers before and after, got {sides[0]} and {sides[1]}"
        )
    design = np.column_stack([t, t > at, np.maximum(t - at, 0)]).astype(float)
    fit = proportional_odds(np.column_stack([size - x, x]), design)
    # The model of two levels has a threshold where a regression has an intercept: the other sign.
    order, sign = [3, 0, 1, 2], np.array([-1.0, 1.0, 1.0, 1.0])
    coefficients = np.concatenate([fit.coefficients, fit.thresholds])[order] * sign
    covariance = fit.covariance[np.ix_(order, order)] * np.outer(sign, sign)
    std_errors = np.sqrt(np.diag(covariance))
    statistic = coefficients / std_errors
    return InterruptedSeries(
        coefficients=coefficients,
        std_errors=std_errors,
        statistic=statistic,
        p_value=two_sided_normal(statistic)[0],
        covariance=covariance,
        converged=fit.converged,
        n=fit.n,
        method="interrupted_time_series",
    )


def before_after(
    before: ArrayLike,
    after: ArrayLike,
    strata: ArrayLike | None = None,
    satisfied: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> BeforeAfter:
    """Return how much the share of satisfied answers changed, also over units that were reorganised.

    Of two rows of counts: p_after − p_before, Newcombe's interval, pooled z. Of two tables (strata, L), one row for each old unit:
    Σ w_s d_s with w_s ∝ n_before n_after/(n_before + n_after) (Mantel and Haenszel) or the weights `strata`; interval ± z·√Σ w_s² (p q/n + p q/n)
    cut at ±1; the test with pooled shares within strata. Strata without answers at one of the times are left out. When
    nothing varies the statistic is 0 and p = 1.

    Errors: `ValueError` for what are no counts, unequal shapes, no stratum with answers at both times, weights that are
    negative or all 0, a level out of range, a confidence outside (0, 1).
    Source: Newcombe (1998), Statistics in Medicine 17; Greenland and Robins (1985), Biometrics 41.

    >>> found = before_after([10, 20, 70], [5, 10, 85])
    >>> round(found.difference, 2), round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (0.15, 0.0341, 0.2615, 0.0111)
    """
    open_unit("confidence", confidence)
    old, new = rows_of_counts("before", before), rows_of_counts("after", after)
    if old.shape != new.shape:
        raise ValueError(f"before, after: expected one shape, got {old.shape} and {new.shape}")
    chosen = satisfied_levels(satisfied, old.shape[-1])
    old, new = np.atleast_2d(old), np.atleast_2d(new)
    n_old, n_new = old.sum(axis=1), new.sum(axis=1)
    known = (n_old > 0) & (n_new > 0)
    if not known.any():
        raise ValueError("before, after: nothing to compare, no stratum with answers at both times")
    x_old, x_new = old[:, chosen].sum(axis=1), new[:, chosen].sum(axis=1)
    weights = quotient(n_old * n_new, n_old + n_new)
    if strata is not None:
        weights = real_numbers("strata", strata, n_old.shape)
        if np.isnan(weights).any() or (weights < 0).any() or not weights[known].sum():
            raise ValueError("strata: expected weights of 0 or more, not all 0")
    w = weights[known] / weights[known].sum()
    x_old, x_new, n_old, n_new = (each[known] for each in (x_old, x_new, n_old, n_new))
    p_old, p_new = x_old / n_old, x_new / n_new
    difference = float(w @ (p_new - p_old))
    pooled = (x_old + x_new) / (n_old + n_new)
    under_equality = float(w**2 @ (pooled * (1 - pooled) * (1 / n_old + 1 / n_new)))
    statistic = difference / math.sqrt(under_equality) if under_equality else 0.0
    if len(w) == 1:
        interval = newcombe(x_new[0], n_new[0], x_old[0], n_old[0], confidence)
        low, high, method = float(interval.low), float(interval.high), "before_after, newcombe"
    else:
        own = float(w**2 @ (p_old * (1 - p_old) / n_old + p_new * (1 - p_new) / n_new))
        reach = float(ndtri((1 + confidence) / 2)) * math.sqrt(own)
        low, high, method = (
            max(difference - reach, -1.0),
            min(difference + reach, 1.0),
            "before_after, stratified",
        )
    p, log10_p = two_sided_normal(np.asarray(statistic))
    return BeforeAfter(
        difference=difference,
        low=low,
        high=high,
        statistic=statistic,
        p_value=float(p),
        log10_p=float(log10_p),
        n=int(n_old.sum() + n_new.sum()),
        confidence=float(confidence),
        method=method,
    )
