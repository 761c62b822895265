"""Confidence intervals of a share, and of the difference of two shares.

All take counts, broadcast them as NumPy does, and answer on the scale 0-1. Plain numbers give plain numbers. Where
n is 0 both limits are NaN.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainccinv, betaincinv, ndtri

from analysis.arithmetic import number, quotient
from analysis.checking import open_unit, successes_of
from analysis.results import FloatArray, Interval


def wilson_limits(
    x: FloatArray, n: FloatArray, confidence: float, *, continuity: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's limits for arrays of one shape, also of fractional (effective) numbers; unchecked. Source: as `wilson`.

    >>> low, high = wilson_limits(np.array([8.5]), np.array([10.0]), 0.95)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.5412], [0.9646])
    """
    z = ndtri((1 + confidence) / 2)
    # R corrects by at most the distance from the null value 1/2: at exactly one half nothing is corrected.
    shift = quotient(np.minimum(0.5, np.abs(x - n / 2)), n) if continuity else 0.0
    half = quotient(z * z, 2 * n)

    def limit(p: FloatArray, sign: int) -> FloatArray:
        p = np.clip(p, 0, 1)
        spread = np.sqrt(quotient(p * (1 - p), n) + quotient(half, 2 * n))
        bound: FloatArray = (p + half + sign * z * spread) / (1 + 2 * half)
        return bound

    share = quotient(x, n)
    below, above = share - shift, share + shift
    low = np.where(below <= 0, 0.0, limit(below, -1))
    high = np.where(above >= 1, 1.0, limit(above, 1))
    return low, high


def wilson(
    successes: ArrayLike, n: ArrayLike, confidence: float = 0.95, continuity: bool = False
) -> Interval:
    """Return Wilson's score interval of a share.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes/n; with `continuity`, p is first moved outwards
    by min(1/2, |successes − n/2|)/n, as R's `prop.test` does. It is the interval of simple random sampling: for answers
    that come in clusters it is too narrow.

    Shapes: `successes` and `n` broadcast together. Errors: `ValueError` for counts that are negative, fractional or NaN,
    for more successes than n, for a confidence outside (0, 1).

    Source: Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 857-872, methods 3 and 4.

    >>> interval = wilson(118, 120)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.9413, 0.9954)
    """
    open_unit("confidence", confidence)
    x, total = successes_of(successes, n)
    low, high = wilson_limits(x, total, confidence, continuity=continuity)
    method = "wilson_continuity" if continuity else "wilson"
    return Interval(low=number(low), high=number(high), confidence=float(confidence), method=method)


def clopper_pearson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the exact interval of a share: the shares that neither one-sided binomial test refuses.

    With α = 1 − confidence, low is the α/2 quantile of Beta(x, n−x+1) and high the 1−α/2 quantile of Beta(x+1, n−x);
    low is 0 at x = 0, high is 1 at x = n. Coverage is never under the level asked for, often well above.

    Shapes and errors as in `wilson`. Source: Clopper and Pearson (1934), Biometrika 26; R's `binom.test`.

    >>> interval = clopper_pearson(30, 30)
    >>> round(interval.low, 4), interval.high
    (0.8843, 1.0)
    """
    open_unit("confidence", confidence)
    x, total = successes_of(successes, n)
    tail = (1 - confidence) / 2
    # The parameters are held above 0 where the limit is known anyway.
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), total - x + 1, tail))
    high = np.where(x == total, 1.0, betainccinv(x + 1, np.maximum(total - x, 1), tail))
    return _interval(low, high, total, confidence, "clopper_pearson")


def jeffreys(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the Bayesian interval of a share under Jeffreys' prior.

    The α/2 and 1−α/2 quantiles of Beta(x+1/2, n−x+1/2), with low = 0 at x = 0 and high = 1 at x = n.

    Shapes and errors as in `wilson`. Source: Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    >>> interval = jeffreys(5, 5)
    >>> round(interval.low, 4), interval.high
    (0.6206, 1.0)
    """
    open_unit("confidence", confidence)
    x, total = successes_of(successes, n)
    tail = (1 - confidence) / 2
    low = np.where(x == 0, 0.0, betaincinv(x + 0.5, total - x + 0.5, tail))
    high = np.where(x == total, 1.0, betainccinv(x + 0.5, total - x + 0.5, tail))
    return _interval(low, high, total, confidence, "jeffreys")


def _interval(low: FloatArray, high: FloatArray, n: FloatArray, confidence: float, method: str) -> Interval:
    low, high = np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high)
    return Interval(low=number(low), high=number(high), confidence=float(confidence), method=method)


def newcombe(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike, confidence: float = 0.95
) -> Interval:
    """Return Newcombe's interval of the difference of two independent shares, a minus b (scale −1 to 1).

    With d = p_a − p_b and Wilson's limits l, u of each share: d − √((p_a−l_a)² + (u_b−p_b)²) to
    d + √((u_a−p_a)² + (p_b−l_b)²). It is not an inverted test: close to the limit it may disagree with a z test.

    Shapes: all four broadcast together. Errors as in `wilson`. Source: Newcombe (1998), Statistics in Medicine 17,
    873-890, method 10.

    >>> interval = newcombe(56, 70, 48, 80)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)
    """
    open_unit("confidence", confidence)
    (x_a, total_a), (x_b, total_b) = (
        successes_of(successes_a, n_a, "_a"),
        successes_of(successes_b, n_b, "_b"),
    )
    try:
        x_a, total_a, x_b, total_b = np.broadcast_arrays(x_a, total_a, x_b, total_b)
    except ValueError as error:
        raise ValueError(
            f"successes_a, successes_b: shapes {x_a.shape} and {x_b.shape} do not fit together"
        ) from error
    low, high = newcombe_limits(x_a, total_a, x_b, total_b, confidence)
    return Interval(low=number(low), high=number(high), confidence=float(confidence), method="newcombe")


def newcombe_limits(
    x_a: FloatArray, n_a: FloatArray, x_b: FloatArray, n_b: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Return Newcombe's limits for arrays of one shape, also of fractional (effective) numbers; unchecked.

    Source: as `newcombe`.

    >>> low, high = newcombe_limits(*(np.array([each]) for each in (56.0, 70.0, 48.0, 80.0)), 0.95)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0524], [0.3339])
    """
    low_a, high_a = wilson_limits(x_a, n_a, confidence)
    low_b, high_b = wilson_limits(x_b, n_b, confidence)
    share_a, share_b = quotient(x_a, n_a), quotient(x_b, n_b)
    difference = share_a - share_b
    low: FloatArray = difference - np.hypot(share_a - low_a, high_b - share_b)
    high: FloatArray = difference + np.hypot(high_a - share_a, share_b - low_b)
    return low, high
