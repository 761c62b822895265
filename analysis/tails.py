"""Tail probabilities with their base-10 logarithm, which stays exact where the probability underflows to 0."""

import math
from collections.abc import Iterator
from itertools import chain, count, islice

import numpy as np
from scipy.special import betainc, betaln, chdtrc, fdtrc, gammaln, log_ndtr, ndtri_exp

from analysis.results import FloatArray

# Below this chdtrc loses digits to denormal numbers, so the logarithm is taken from the continued fraction.
SMALLEST_SAFE = 1e-290


def _continued(terms: Iterator[tuple[float, float]]) -> float:
    """Return a₁/(b₁ + a₂/(b₂ + …)) for the terms (aᵢ, bᵢ), by Lentz's method, to the last digit."""
    a, b = next(terms)
    c, d = math.inf, 1 / b
    fraction = a * d
    for a, b in islice(terms, 10_000):
        d = 1 / (b + a * d)
        c = b + a / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return fraction


def _log_upper_gamma(a: float, x: float) -> float:
    """Return ln Q(a, x) for x far above a (DLMF 8.9.2)."""
    later = ((-i * (i - a), x + 1 - a + 2 * i) for i in count(1))
    fraction = _continued(chain([(1, x + 1 - a)], later))
    return float(-x + a * math.log(x) - gammaln(a) + math.log(fraction))


def chi_square_tail(statistic: float, df: float) -> tuple[float, float]:
    """Return P(X² ≥ statistic) and its base-10 logarithm; with df = 0 there is nothing to test: (1, 0)."""
    if df == 0:
        return 1.0, 0.0
    p = float(chdtrc(df, statistic))
    if p > SMALLEST_SAFE:
        return p, math.log10(p)
    return p, _log_upper_gamma(df / 2, statistic / 2) / math.log(10)


def two_sided_normal(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return P(|Z| ≥ |z|) and its base-10 logarithm, element by element; NaN stays NaN."""
    log_p = np.minimum(math.log(2) + log_ndtr(-np.abs(z)), 0.0)
    return np.exp(log_p), log_p / math.log(10)


def _log_lower_beta(a: float, b: float, x: float) -> float:
    """Return ln I_x(a, b) for x far below a/(a + b) (DLMF 8.17.22): SciPy's hypergeometric series turns negative there."""

    def terms() -> Iterator[tuple[float, float]]:
        yield 1, 1
        for m in count():
            yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1
            yield (m + 1) * (b - m - 1) * x / ((a + 2 * m + 1) * (a + 2 * m + 2)), 1

    fraction = math.log(_continued(terms()))
    return a * math.log(x) + b * math.log1p(-x) - math.log(a) - float(betaln(a, b)) + fraction


def two_sided_t(statistic: float, df: float) -> tuple[float, float]:
    """Return P(|T| ≥ |statistic|) for Student's t and its base-10 logarithm.

    >>> tuple(round(value, 4) for value in two_sided_t(2.0, 10.0))
    (0.0734, -1.1344)
    """
    if math.isnan(statistic) or math.isnan(df):
        return math.nan, math.nan
    x = df / (df + statistic**2)
    p = float(betainc(df / 2, 0.5, x))
    if p > SMALLEST_SAFE:
        return p, math.log10(p)
    return p, _log_lower_beta(df / 2, 0.5, x) / math.log(10) if x > 0 else -math.inf


def f_tail(statistic: float, df1: float, df2: float) -> tuple[float, float]:
    """Return P(F ≥ statistic) and its base-10 logarithm.

    >>> tuple(round(value, 4) for value in f_tail(3.0, 2.0, 10.0))
    (0.0954, -1.0206)
    """
    p = float(fdtrc(df1, df2, statistic))
    if math.isnan(p) or p > SMALLEST_SAFE:
        return p, math.log10(p) if p > 0 else math.nan
    x = df2 / (df2 + df1 * statistic)
    return p, _log_lower_beta(df2 / 2, df1 / 2, x) / math.log(10) if x > 0 else -math.inf


def log10_two_sided_t(statistic: FloatArray, df: FloatArray) -> FloatArray:
    """Return the base-10 logarithm of P(|T| ≥ |statistic|), element by element.

    >>> log10_two_sided_t(np.array([2.0]), np.array([10.0])).round(4).tolist()
    [-1.1344]
    """
    t, nu = np.broadcast_arrays(np.asarray(statistic, dtype=float), np.asarray(df, dtype=float))
    p = betainc(nu / 2, 0.5, nu / (nu + t**2))
    tiny = p <= SMALLEST_SAFE
    found: FloatArray = np.log10(np.where(tiny, 1.0, p))
    found[tiny] = [
        two_sided_t(float(each), float(own))[1] for each, own in zip(t[tiny], nu[tiny], strict=True)
    ]
    return found


def deflated(log10_p: FloatArray, design_effect: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a two-sided p, and its base-10 logarithm, after its normal quantile is divided by the root of a design effect.

    Source: Rao and Scott (1992), Biometrics 48: a chi-square of one degree of freedom divided by the design effect.

    >>> p, log10_p = deflated(np.array([np.log10(0.0455)]), np.array([4.0]))
    >>> p.round(4).tolist()
    [0.3173]
    """
    z = -ndtri_exp(np.minimum(log10_p * np.log(10) - np.log(2), np.log(0.5)))
    return two_sided_normal(z / np.sqrt(design_effect))
